// Whether a value of a manifest and the one that the server shows for it are the same, spelt differently at most. Pure.
import type { Json } from '../../object/kube-object.ts'
import { isJsonList, isJsonObject, jsonEqual, own } from '../../object/kube-object.ts'
import { parseQuantity } from '../../object/quantity.ts'

/**
 * What the server adds where a manifest is silent, inside of values that count as one (k8s.io/kubernetes:pkg/apis/*, defaults.go).
 * Elsewhere nobody owns what it adds, and so it is never looked at.
 */
const DEFAULTS: Readonly<Record<string, readonly Json[]>> = {
  apiVersion: ['v1'],
  apiGroup: ['rbac.authorization.k8s.io', ''],
  defaultMode: [420],
  divisor: ['0'],
  expirationSeconds: [3600],
  kind: ['PersistentVolumeClaim'],
  protocol: ['TCP'],
  scope: ['*'],
  status: [{ phase: 'Pending' }],
  volumeMode: ['Filesystem'],
}

/** Where amounts stand, which the server writes in its own way: 1000m is 1, 1024Mi is 1Gi. */
const AMOUNTS =
  /\.(?:limits|requests|hard|capacity|overhead\.podFixed|default|defaultRequest|max|min)\.[^[\]]+$|\.(?:sizeLimit|averageValue|divisor)$/

/** Maps that are merged entry by entry: when they are empty in the manifest, what others and defaults put there stays. */
const MERGED =
  /\.(?:strategy|updateStrategy)(?:\.rollingUpdate)?$|\.metadata(?:\.(?:annotations|labels))?$|^\.(?:data|binaryData|stringData)$/

/** Whether applying the wanted value again would leave the live one as it is; `path` is where they stand, like `.spec.replicas`. */
export function sameValue(wanted: Json | undefined, live: Json | undefined, path: string): boolean {
  // The server leaves out what is empty, and fills in what it needs.
  if (live === undefined) return isZero(wanted)
  if (isHollow(wanted)) return isHollow(live) || (isJsonObject(live) && MERGED.test(path))
  if (isJsonList(wanted)) {
    return (
      isJsonList(live) && live.length === wanted.length && wanted.every((item, at) => sameValue(item, live[at], path))
    )
  }
  if (!isJsonObject(wanted)) return jsonEqual(wanted, live) || (AMOUNTS.test(path) && sameAmount(wanted, live))
  if (!isJsonObject(live)) return false
  return [...new Set([...Object.keys(wanted), ...Object.keys(live)])].every((name) =>
    wanted[name] === undefined ? isDefault(name, live[name]) : sameValue(wanted[name], live[name], `${path}.${name}`),
  )
}

function sameAmount(wanted: Json | undefined, live: Json | undefined): boolean {
  const amount = parseQuantity(wanted)
  return amount !== undefined && amount.nano === parseQuantity(live)?.nano
}

function isDefault(name: string, value: Json | undefined): boolean {
  return value === undefined || own(DEFAULTS, name)?.some((one) => jsonEqual(one, value)) === true
}

/** What a Go program leaves out of JSON (omitempty). */
function isZero(value: Json | undefined): boolean {
  return value === undefined || value === '' || value === 0 || value === false || isHollow(value)
}

/** null, an empty map or an empty list. */
export function isHollow(value: Json | undefined): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0)
}
