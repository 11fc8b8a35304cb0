// Amounts of resources, which the server writes in its own way: 1000m is 1, 1024Mi is 1Gi. Pure.
import type { Json } from '../../object/kube-object.ts'

/** Where amounts stand: `.resources.limits.cpu`, `.spec.hard.requests.memory`, `.emptyDir.sizeLimit`. */
const PLACES =
  /\.(?:limits|requests|hard|capacity|overhead\.podFixed|default|defaultRequest|max|min)\.[^[\]]+$|\.(?:sizeLimit|averageValue|divisor)$/

const AMOUNT = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/

const LARGE: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

/** Division rounds right where multiplication with a fraction does not. */
const SMALL: Readonly<Record<string, number>> = { n: 1e9, u: 1e6, m: 1e3 }

/** Whether two values stand where amounts stand, and are the same amount. */
export function sameQuantity(a: Json | undefined, b: Json | undefined, path: string): boolean {
  if (!PLACES.test(path)) return false
  const [one, other] = [amountOf(a), amountOf(b)]
  return one !== undefined && one === other
}

function amountOf(value: Json | undefined): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const [, digits, exponent = '0', suffix = ''] = AMOUNT.exec(String(value)) ?? []
  if (digits === undefined) return undefined
  const small = SMALL[suffix]
  if (small !== undefined) return Number(digits) / small
  return Number(`${digits}e${exponent}`) * (LARGE[suffix] ?? Number.NaN)
}
