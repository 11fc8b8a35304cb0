// Base64: written without a limit of length, and where a text stops being it (golang/go:src/encoding/base64/base64.go).

const ALPHABET = /^[A-Za-z0-9+/]$/

/** A text's bytes in base64. */
export function encodeBase64(text: string): string {
  let binary = ''
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** Why a text is not base64; undefined when it is. Line ends do not count. */
export function base64Fault(text: string): string | undefined {
  if (/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return undefined
  const at = faultAt(text)
  return at === undefined ? undefined : `illegal base64 data at input byte ${at}`
}

function faultAt(text: string): number | undefined {
  const letters = Array.from(text, (letter, at) => ({ letter, at })).filter(({ letter }) => !/[\r\n]/.test(letter))
  for (let first = 0; first < letters.length; first += 4) {
    const group = letters.slice(first, first + 4)
    const wrong = group.findIndex(({ letter }) => !ALPHABET.test(letter))
    const found = wrong < 0 ? undefined : group[wrong]
    if (found !== undefined) return paddingFault(letters.slice(first), wrong, text.length)
    if (group.length < 4) return group[0]?.at
  }
  return undefined
}

/** Where the end is wrong, from the first letter on that is none of the alphabet. */
function paddingFault(
  rest: readonly { readonly letter: string; readonly at: number }[],
  wrong: number,
  length: number,
): number | undefined {
  const [padding, next, after] = rest.slice(wrong)
  if (padding === undefined || padding.letter !== '=' || wrong < 2) return padding?.at
  if (wrong === 3) return next?.at
  if (next === undefined) return length
  return next.letter === '=' ? after?.at : next.at
}
