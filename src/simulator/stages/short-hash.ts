// Short names made from a text or a number, of the letters that Kubernetes uses for such names.

const LETTERS = 'bcdfghjklmnpqrstvwxz2456789'

/** Seven letters for a text. */
export function shortHash(text: string): string {
  let hash = 2_166_136_261
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619)
  return lettersOf(hash >>> 0, 7)
}

/** Five letters that no other number gets. */
export function shortSuffix(serial: number): string {
  // 27^5 names; the factor has none of its divisors, so that neighbours look different and none comes twice.
  return lettersOf((serial * 8_675_309) % LETTERS.length ** 5, 5)
}

function lettersOf(number: number, count: number): string {
  const digits = Array.from({ length: count }, (_, at) => Math.floor(number / LETTERS.length ** at) % LETTERS.length)
  return digits.map((digit) => LETTERS[digit]).join('')
}
