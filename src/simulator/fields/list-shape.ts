// How the fields of an object merge: which lists have keys, which are sets, which maps are one value. A table by field name.
import { formatItemKey } from '../../object/fields-v1.ts'
import { field, isJsonObject } from '../../object/kube-object.ts'
import type { Json, JsonObject } from '../../object/kube-object.ts'

/** How a list merges: item by item under its keys, as a set of values, or as one value. */
export type ListShape =
  | { readonly type: 'map'; readonly keys: readonly string[] }
  | { readonly type: 'set' }
  | { readonly type: 'atomic' }

/** What is known of the schema of an object. */
export interface FieldSchema {
  readonly kind: string
  /** A kind of Kubernetes' own; another one says by its CRD's schema which of its lists have keys. */
  readonly builtIn: boolean
  /** `openAPIV3Schema` of a custom resource. */
  readonly openApi?: JsonObject
}

const ATOMIC: ListShape = { type: 'atomic' }

const LIST_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  imagePullSecrets: ['name'],
  secrets: ['name'],
  resourceClaims: ['name'],
  schedulingGates: ['name'],
  claims: ['name'],
  webhooks: ['name'],
  matchConditions: ['name'],
  variables: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  conditions: ['type'],
  hostAliases: ['ip'],
  podIPs: ['ip'],
  hostIPs: ['ip'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
}

const CONTAINER_LISTS = new Set(['containers', 'initContainers', 'ephemeralContainers'])

const ATOMIC_MAPS = new Set([
  'selector',
  'nodeSelector',
  'labelSelector',
  'podSelector',
  'namespaceSelector',
  'objectSelector',
  'configMapKeyRef',
  'secretKeyRef',
  'fieldRef',
  'resourceFieldRef',
  'roleRef',
  'scaleTargetRef',
  'claimRef',
  'targetRef',
  'involvedObject',
  'regarding',
  'dataSource',
  'preference',
  'required',
  'requiredDuringSchedulingIgnoredDuringExecution',
])

/** How the list at a path (field names only) merges. */
export function listShape(schema: FieldSchema, path: readonly string[]): ListShape {
  if (path[0] === 'metadata') return metadataList(path)
  if (!schema.builtIn) return customList(schema, path)
  const name = path.at(-1) ?? ''
  if (name === 'ports') return portList(schema, path)
  if (name === 'conditions' && (schema.kind === 'Job' || path[0] !== 'status')) return ATOMIC
  if (name === 'secrets' && schema.kind !== 'ServiceAccount') return ATOMIC
  if (name === 'imagePullSecrets' && schema.kind === 'ServiceAccount') return ATOMIC
  const keys = Object.hasOwn(LIST_KEYS, name) ? LIST_KEYS[name] : undefined
  return keys === undefined ? ATOMIC : { type: 'map', keys }
}

/** Whether the map at a path is one value, taken or replaced as a whole. */
export function isAtomicMap(schema: FieldSchema, path: readonly string[]): boolean {
  if (path[0] === 'metadata') return path[1] === 'ownerReferences' && path.length === 2
  if (schema.builtIn) return ATOMIC_MAPS.has(path.at(-1) ?? '') && (path.length > 1 || path[0] === 'roleRef')
  return field(schemaAt(schema, path), 'x-kubernetes-map-type') === 'atomic'
}

/** The values of an item's keys, with what the server takes for an absent one; undefined when one is missing. */
export function itemKey(item: Json | undefined, keys: readonly string[]): JsonObject | undefined {
  if (!isJsonObject(item)) return undefined
  const key: Record<string, Json> = {}
  for (const name of keys.toSorted()) {
    const value = item[name] ?? (name === 'protocol' ? 'TCP' : undefined)
    if (value === undefined) return undefined
    key[name] = value
  }
  return key
}

/** Where an item of a list stands in the paths of server-side apply: `[name="web"]`, or `[0]` without a key. */
export function itemPlace(item: Json, index: number, shape: ListShape): string {
  const key = shape.type === 'map' ? itemKey(item, shape.keys) : undefined
  return `[${key === undefined ? index : formatItemKey(key)}]`
}

function metadataList(path: readonly string[]): ListShape {
  if (path[1] === 'ownerReferences') return { type: 'map', keys: ['uid'] }
  return path[1] === 'finalizers' ? { type: 'set' } : ATOMIC
}

function portList(schema: FieldSchema, path: readonly string[]): ListShape {
  if (CONTAINER_LISTS.has(path.at(-2) ?? '')) return { type: 'map', keys: ['containerPort', 'protocol'] }
  return schema.kind === 'Service' && path.length === 2 ? { type: 'map', keys: ['port', 'protocol'] } : ATOMIC
}

function customList(schema: FieldSchema, path: readonly string[]): ListShape {
  const found = schemaAt(schema, path)
  const type = field(found, 'x-kubernetes-list-type')
  if (type === 'set') return { type: 'set' }
  const keys = field(found, 'x-kubernetes-list-map-keys')
  if (type !== 'map' || !Array.isArray(keys)) return ATOMIC
  return { type: 'map', keys: keys.filter((key) => typeof key === 'string') }
}

function schemaAt(schema: FieldSchema, path: readonly string[]): Json | undefined {
  let current: Json | undefined = schema.openApi
  for (const name of path) {
    if (current === undefined) return undefined
    const holder: Json | undefined = field(current, 'items') ?? current
    current = field(holder, 'properties', name) ?? field(holder, 'additionalProperties')
  }
  return current
}
