// A snapshot of a cluster as a file: JSON, without the values of Secrets. Reads and writes no files.
import type { ResourceType } from '../../cluster/port.ts'
import { parseShaped } from '../../object/json-shape.ts'
import { readJson, toJson } from '../../object/json.ts'
import { field, isJsonObject, stringField } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { isPlainAnnotation, isSecret } from '../../object/well-known.ts'
import { SNAPSHOT_FILE, SNAPSHOT_GROUP, SNAPSHOT_VERSION } from './snapshot-shape.ts'

/** Live objects, and the kinds that the cluster serves without a definition among them. */
export interface Snapshot {
  /** Where manifests without a namespace go. */
  readonly namespace: string
  readonly types: readonly ResourceType[]
  readonly objects: readonly KubeObject[]
}

/** What stands for every value of every Secret, in base64. */
const HIDDEN = 'aGlkZGVu'

/** What stands for a value that has to be a JSON object: `{}`. */
const HIDDEN_JSON = 'e30='
const JSON_KEYS = ['.dockerconfigjson', '.dockercfg']

/** The text of the file, ending in a line end. */
export function formatSnapshot({ namespace, types, objects }: Snapshot): string {
  const head = { apiVersion: SNAPSHOT_VERSION, kind: 'Snapshot', namespace, types: types.map((type) => ({ ...type })) }
  const items = objects.map((object) => toJson(withoutValues(object)))
  return `${toJson(head).slice(0, -1)},"items":[\n${items.join(',\n')}\n]}\n`
}

/** Why a text cannot be used as a snapshot. */
export interface SnapshotFault {
  readonly fault: string
  /** Whether it is one all the same: a broken one, or one of another version. */
  readonly kind: 'broken' | 'foreign'
}

/** Reads such a text. */
export function parseSnapshot(text: string): Snapshot | SnapshotFault {
  const value = readJson(text)
  const apiVersion = stringField(value, 'apiVersion') ?? ''
  if (stringField(value, 'kind') !== 'Snapshot' || !apiVersion.startsWith(SNAPSHOT_GROUP)) {
    return { fault: 'it is not a snapshot', kind: 'foreign' }
  }
  if (apiVersion !== SNAPSHOT_VERSION) {
    return { fault: `it is a snapshot of ${apiVersion}, and only ${SNAPSHOT_VERSION} can be read`, kind: 'broken' }
  }
  const read = parseShaped(value, SNAPSHOT_FILE)
  if ('fault' in read) return { ...read, kind: 'broken' }
  const { namespace = 'default', types = [], items } = read.value
  return {
    namespace,
    types: types.map(({ group = '', version, kind, plural, namespaced = false }) => {
      return { group, version, kind, plural, namespaced }
    }),
    objects: items.map(withoutLock),
  }
}

/** Values that are not known cannot be told from others: a Secret that may not change is one that may. */
function withoutLock(object: KubeObject): KubeObject {
  if (object['immutable'] !== true || !isHidden(object)) return object
  const { immutable: _, ...rest } = object
  const { apiVersion, kind, metadata } = object
  return { ...rest, apiVersion, kind, metadata }
}

/** A Secret with one and the same value for each of its keys, and only with annotations that hold none of them. All else as it is. */
export function withoutValues(object: KubeObject): KubeObject {
  if (!isSecret(object)) return object
  const { stringData: _, ...rest } = object
  const annotations = Object.entries(object.metadata.annotations ?? {}).filter(([name]) => isPlainAnnotation(name))
  const data = field(object, 'data')
  const { apiVersion, kind, metadata } = object
  return {
    ...rest,
    apiVersion,
    kind,
    metadata: {
      ...metadata,
      ...(metadata.annotations === undefined ? {} : { annotations: Object.fromEntries(annotations) }),
    },
    ...(isJsonObject(data) ? { data: Object.fromEntries(Object.keys(data).map((key) => [key, hidden(key)])) } : {}),
  }
}

/** Whether an object is a Secret none of whose values is known. */
export function isHidden(object: KubeObject): boolean {
  const data = field(object, 'data')
  const values = isSecret(object) && isJsonObject(data) ? Object.values(data) : []
  return values.length > 0 && values.every((value) => value === HIDDEN || value === HIDDEN_JSON)
}

function hidden(key: string): string {
  return JSON_KEYS.includes(key) ? HIDDEN_JSON : HIDDEN
}
