// Short names made from a text.

/** Seven letters for a text, of those that Kubernetes uses for such names. */
export function shortHash(text: string): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789'
  let hash = 2_166_136_261
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619)
  let left = hash >>> 0
  let name = ''
  for (let digit = 0; digit < 7; digit += 1) {
    name += letters[left % letters.length] ?? ''
    left = Math.floor(left / letters.length)
  }
  return name
}
