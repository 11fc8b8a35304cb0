// How the server writes an object of a built-in kind down: quantities in their shortest form, and without what says nothing.
import { isJsonList, isJsonObject } from '../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../object/kube-object.ts'
import { formatQuantity, parseQuantity } from '../../object/quantity.ts'

/** Maps of quantities. */
const AMOUNTS = new Set(['limits', 'requests', 'capacity', 'hard', 'overhead'])
const AMOUNTS_OF_LIMITS = new Set(['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'])
const AMOUNT = new Set(['sizeLimit', 'divisor', 'averageValue'])

/** Fields that are left out when they are false, 0 or an empty text. Elsewhere such a value says something. */
const NOTHING = new Set(
  `clusterIP effect externalName externalTrafficPolicy failureThreshold globalDefault hostIPC hostNetwork hostPID hostPort
  hostname initialDelaySeconds key loadBalancerIP minReadySeconds nodeName nodePort operator paused periodSeconds
  priorityClassName protocol publishNotReadyAddresses readOnly serviceAccount serviceAccountName sessionAffinity stdin
  stdinOnce subPath subdomain successThreshold timeoutSeconds tty value workingDir`.split(/\s+/),
)

/** Maps that are left out when they are empty. */
const MAPS = new Set('binaryData data hard limits matchLabels nodeSelector parameters requests stringData'.split(' '))

/** Kinds that hold what is not theirs: schemas, settings of others. */
const FOREIGN = new Set(['CustomResourceDefinition', 'ControllerRevision'])

/** The object as it is stored. */
export function asStored(object: KubeObject): KubeObject {
  if (FOREIGN.has(object.kind)) return object
  const { apiVersion, kind, metadata, ...rest } = object
  return { ...stored(rest, kind), apiVersion, kind, metadata }
}

function stored(map: JsonObject, kind: string): JsonObject {
  let changed: Record<string, Json | undefined> | undefined
  for (const [name, value] of Object.entries(map)) {
    const kept = isNothing(name, value, kind) ? undefined : storedValue(name, value, kind)
    if (kept === value) continue
    changed ??= { ...map }
    if (kept === undefined) delete changed[name]
    else changed[name] = kept
  }
  return changed ?? map
}

function storedValue(name: string, value: Json | undefined, kind: string): Json | undefined {
  if (AMOUNT.has(name)) return shortest(value)
  if (isJsonList(value)) return storedItems(value, kind)
  if (!isJsonObject(value)) return value
  if (AMOUNTS.has(name) || (kind === 'LimitRange' && AMOUNTS_OF_LIMITS.has(name))) return storedAmounts(value)
  return name === 'data' || name === 'binaryData' || name === 'stringData' ? value : stored(value, kind)
}

function storedItems(items: readonly Json[], kind: string): readonly Json[] {
  const kept = items.map((item) => (isJsonObject(item) ? stored(item, kind) : item))
  return kept.some((item, at) => item !== items[at]) ? kept : items
}

function storedAmounts(map: JsonObject): JsonObject {
  const kept = Object.entries(map).map(([name, value]) => [name, shortest(value)] as const)
  return kept.some(([name, value]) => value !== map[name]) ? Object.fromEntries(kept) : map
}

function shortest(value: Json | undefined): Json | undefined {
  const quantity = parseQuantity(value)
  return quantity === undefined ? value : formatQuantity(quantity)
}

function isNothing(name: string, value: Json | undefined, kind: string): boolean {
  // A Role has its rules even when there are none.
  if (isJsonList(value)) return value.length === 0 && name !== 'rules'
  if (isJsonObject(value)) {
    const isMap = MAPS.has(name) || (name === 'selector' && kind === 'Service')
    return isMap && Object.keys(value).length === 0
  }
  return (
    (value === false || value === 0 || value === '') && NOTHING.has(name) && !(kind === 'PriorityClass' && value === 0)
  )
}
