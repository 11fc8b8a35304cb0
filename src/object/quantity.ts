// Quantities: `500m`, `2Gi`, `1e3` (kubernetes/apimachinery:pkg/api/resource/quantity.go).
import type { Json } from './kube-object.ts'

/** A quantity as a whole number of billionths, so that none is rounded, and how it is written. */
export interface Quantity {
  readonly nano: bigint
  readonly format: 'binary' | 'decimal' | 'exponent'
}

const NANO = 1_000_000_000n

/** What the server says of a text that is none. */
export const NO_QUANTITY = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
const NO_SUFFIX = "unable to parse quantity's suffix"

const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E']
const EXPONENT = ['e-9', 'e-6', 'e-3', 'e', 'e3', 'e6', 'e9', 'e12']

/** Reads a quantity, or says in the server's words why it is none. */
export function readQuantity(value: Json | undefined): Quantity | string {
  const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value
  if (typeof text !== 'string') return NO_QUANTITY
  const [, sign = '', number = '', suffix] = /^([+-]?)([0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/.exec(text.trim()) ?? []
  const [whole = '', part = '', ...more] = number.split('.')
  if (suffix === undefined || more.length > 0) return NO_QUANTITY
  const scale = scaleOf(suffix)
  if (scale === undefined) return NO_SUFFIX
  const digits = BigInt(`0${whole}${part}`) * NANO * scale.by
  const divisor = 10n ** BigInt(part.length) * scale.under
  // What is smaller than a billionth is rounded up.
  const nano = (digits + divisor - 1n) / divisor
  return { nano: sign === '-' ? -nano : nano, format: scale.format }
}

/** The quantity, or nothing where there is none. */
export function parseQuantity(value: Json | undefined): Quantity | undefined {
  const read = readQuantity(value)
  return typeof read === 'string' ? undefined : read
}

/** As the server writes it: with the largest suffix that leaves it a whole number. */
export function formatQuantity({ nano, format }: Quantity): string {
  const size = nano < 0n ? -nano : nano
  if (format === 'binary' && size >= 1024n * NANO && size % NANO === 0n) {
    return withSuffix(nano / NANO, 1024n, ['', ...BINARY])
  }
  if (format !== 'exponent') return withSuffix(nano, 1000n, DECIMAL)
  const [number = '', exponent = ''] = withSuffix(nano, 1000n, EXPONENT).split('e')
  return exponent === '' ? number : `${number}e${exponent}`
}

function withSuffix(value: bigint, by: bigint, suffixes: readonly string[]): string {
  let [number, at] = [value, 0]
  if (number === 0n) return '0'
  while (number % by === 0n && at < suffixes.length - 1) [number, at] = [number / by, at + 1]
  return `${number}${suffixes[at]}`
}

interface Scale {
  readonly by: bigint
  readonly under: bigint
  readonly format: Quantity['format']
}

function scaleOf(suffix: string): Scale | undefined {
  const binary = BINARY.indexOf(suffix)
  if (binary >= 0) return { by: 1024n ** BigInt(binary + 1), under: 1n, format: 'binary' }
  const decimal = DECIMAL.indexOf(suffix) - 3
  if (DECIMAL.includes(suffix)) return { ...powerOfTen(decimal * 3), format: 'decimal' }
  const [, exponent] = /^[eE]([-+]?\d{1,2})$/.exec(suffix) ?? []
  return exponent === undefined ? undefined : { ...powerOfTen(Number(exponent)), format: 'exponent' }
}

function powerOfTen(power: number): Pick<Scale, 'by' | 'under'> {
  return { by: 10n ** BigInt(Math.max(0, power)), under: 10n ** BigInt(Math.max(0, -power)) }
}
