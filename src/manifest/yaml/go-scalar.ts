// Reads a plain YAML scalar as Kubernetes does: Go's YAML 1.1 dialect. Knows nothing about nodes and places.

/** What a plain scalar can mean. Infinity and NaN are not JSON: the caller refuses them. */
export type PlainScalar = string | number | bigint | boolean | null

/**
 * The meaning of an unquoted scalar. Neither the 1.1 nor the 1.2 schema of a JS library does exactly this;
 * the rules are those of go.yaml.in/yaml/v2 (kubernetes-sigs/yaml:goyaml.v2/resolve.go).
 */
export function resolvePlain(text: string): PlainScalar {
  switch (hintOf(text)) {
    case 'text':
      return text
    case 'word': {
      const word = WORDS.get(text)
      return word === undefined ? text : word
    }
    case 'number':
      return parseInteger(text) ?? wholeAsInteger(parseFloating(text)) ?? text
  }
}

/** The text of a mapping key that is a plain scalar, or undefined for what no JSON key can be: null, or beyond int64. */
export function plainKeyText(text: string): string | undefined {
  const hint = hintOf(text)
  if (hint === 'text') return text
  if (hint === 'word') {
    const word = WORDS.get(text)
    if (word === null) return undefined
    return word === undefined ? text : String(word)
  }
  const integer = parseInteger(text)
  if (integer !== undefined) return isInt64(integer) ? String(integer) : undefined
  const floating = parseFloating(text)
  return floating === undefined ? text : floatKeyText(floating)
}

/** What a key is before it becomes text. Keys of two types can have the same text. */
export type KeyType = 'text' | 'boolean' | 'integer' | 'float'

/** The type of a mapping key that is a plain scalar. */
export function plainKeyType(text: string): KeyType {
  const hint = hintOf(text)
  if (hint === 'text') return 'text'
  if (hint === 'word') return typeof WORDS.get(text) === 'boolean' ? 'boolean' : 'text'
  if (parseInteger(text) !== undefined) return 'integer'
  return parseFloating(text) === undefined ? 'text' : 'float'
}

const WORDS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
])

const LONGEST_WORD = 5

function hintOf(text: string): 'text' | 'word' | 'number' {
  const first = text.charAt(0)
  if (first >= '0' && first <= '9') return 'number'
  if (first === '-' || first === '+' || first === '.') return 'number'
  return text.length <= LONGEST_WORD && (first === '' || 'yYnNtTfFoO~'.includes(first)) ? 'word' : 'text'
}

const SHORT_INTEGER = /^(?:0|[1-9][0-9]{0,14})$/
const INTEGER = /^([-+]?)(?:(0[bB][01]+|0[xX][0-9a-fA-F]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/
const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n
const UINT64_MAX = 2n ** 64n - 1n

/** An integer: a number where that is exact, a bigint up to int64; what is greater is a float for kubectl too. */
function parseInteger(text: string): number | bigint | undefined {
  if (SHORT_INTEGER.test(text)) return Number(text)
  const match = INTEGER.exec(text.includes('_') ? text.replaceAll('_', '') : text)
  if (match === null) return undefined
  const [, sign = '', prefixed, octal, decimal = ''] = match
  const digits = prefixed ?? (octal === undefined ? decimal : `0o${octal}`)
  const value = sign === '-' ? -BigInt(digits) : BigInt(digits)
  if (value >= INT64_MIN && value <= INT64_MAX) return narrow(value)
  return sign === '' && value <= UINT64_MAX ? Number(value) : undefined
}

function isInt64(value: number | bigint): boolean {
  return typeof value === 'bigint' || Number.isSafeInteger(value)
}

function narrow(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value
}

/** `1e18` goes through JSON as an integer, so an API server gives it back as one. */
export function wholeAsInteger(value: number | undefined): number | bigint | undefined {
  if (value === undefined || !Number.isInteger(value)) return value
  // There is no -0 in an object.
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value
  if (Math.abs(value) >= TOO_GREAT_FOR_INT64) return value
  // The shortest decimal text is what crosses, not the exact value of the double.
  return BigInt(String(value))
}

const TOO_GREAT_FOR_INT64 = 2 ** 63

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
const SPECIAL_FLOAT = /^(?:([-+]?)\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/

function parseFloating(text: string): number | undefined {
  const special = SPECIAL_FLOAT.exec(text)
  if (special !== null) {
    if (special[1] === undefined) return Number.NaN
    return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  }
  // After a leading dot Go's own number syntax holds: an underscore stands between two digits.
  if (text.startsWith('.') && /(?<![0-9])_|_(?![0-9])/.test(text)) return undefined
  const plain = text.replaceAll('_', '')
  if (!FLOAT.test(plain)) return undefined
  const value = Number(plain)
  // Go refuses what overflows a float64, and the scalar stays text.
  return Number.isFinite(value) ? value : undefined
}

/** As Go's FormatFloat(x, 'g', -1, 32), which is what sigs.k8s.io/yaml makes keys with. */
export function floatKeyText(value: number): string {
  const single = Math.fround(value)
  if (Number.isNaN(single)) return '.nan'
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf'
  if (single === 0) return Object.is(single, -0) ? '-0' : '0'
  const [mantissa = '', exponentText = '0'] = shortestSingle(single).toExponential().split('e')
  const exponent = Number(exponentText)
  if (exponent >= -4 && exponent < FLOAT_KEY_PRECISION) return String(shortestSingle(single))
  const digits = String(Math.abs(exponent)).padStart(2, '0')
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`
}

const FLOAT_KEY_PRECISION = 6
const SINGLE_DIGITS = 9

/** The shortest decimal that is the same 32-bit float. */
function shortestSingle(single: number): number {
  for (let digits = 1; digits < SINGLE_DIGITS; digits++) {
    const candidate = Number(single.toPrecision(digits))
    if (Math.fround(candidate) === single) return candidate
  }
  return Number(single.toPrecision(SINGLE_DIGITS))
}
