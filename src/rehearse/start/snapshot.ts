// A snapshot of a cluster as a file: JSON, without the values of Secrets. Reads and writes no files.
import type { ResourceType } from '../../cluster/port.ts'
import { isKubeObject } from '../../simulator/server/object-edits.ts'
import { parseJson, toJson } from '../../object/json.ts'
import { field, isJsonList, isJsonObject, stringField } from '../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../object/kube-object.ts'
import { isPlainAnnotation, isSecret } from '../../object/well-known.ts'

/** Live objects, and the kinds that the cluster serves without a definition among them. */
export interface Snapshot {
  /** Where manifests without a namespace go. */
  readonly namespace: string
  readonly types: readonly ResourceType[]
  readonly objects: readonly KubeObject[]
}

const GROUP = 'hooksync.dev/'
const API_VERSION = `${GROUP}v1`
const KIND = 'Snapshot'

/** What stands for every value of every Secret, in base64. */
const HIDDEN = 'aGlkZGVu'

/** What stands for a value that has to be a JSON object: `{}`. */
const HIDDEN_JSON = 'e30='
const JSON_KEYS = ['.dockerconfigjson', '.dockercfg']

/** The text of the file, ending in a line end. */
export function formatSnapshot({ namespace, types, objects }: Snapshot): string {
  const head = { apiVersion: API_VERSION, kind: KIND, namespace, types: types.map((type) => ({ ...type })) }
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
  const value = parseValue(text)
  const version = stringField(value, 'apiVersion') ?? ''
  if (!isJsonObject(value) || value['kind'] !== KIND || !version.startsWith(GROUP)) {
    return { fault: 'it is not a snapshot', kind: 'foreign' }
  }
  if (version !== API_VERSION) return broken(`it is a snapshot of ${version}, and only ${API_VERSION} can be read`)
  const { namespace = 'default', types = [], items } = value
  if (typeof namespace !== 'string') return broken('its namespace is not text')
  if (!isJsonList(types) || !types.every(isType)) return broken('its types are not as they were written')
  if (!isJsonList(items)) return broken('it has no list of items')
  const faults = items.flatMap((item, at) => itemFault(item).map((why) => `its items[${at}] ${why}`))
  const [first, ...others] = faults
  if (first !== undefined) return broken(others.length === 0 ? first : `${first}; so are ${others.length} more`)
  return {
    namespace,
    types: types.filter(isJsonObject).map(typeOf),
    objects: items.filter(isKubeObject).map(withoutLock),
  }
}

function broken(fault: string): SnapshotFault {
  return { fault, kind: 'broken' }
}

/** Nothing, or why it is not an object. */
function itemFault(item: Json): readonly string[] {
  if (!isJsonObject(item)) return ['is not an object']
  const missing = ['apiVersion', 'kind'].filter((name) => (stringField(item, name) ?? '') === '')
  const name = stringField(item, 'metadata', 'name') ?? ''
  const absent = [...missing, ...(name === '' ? ['metadata.name'] : [])]
  return absent.length === 0 ? [] : [`has no ${absent.join(', ')}`]
}

function isType(value: Json): boolean {
  return ['version', 'kind', 'plural'].every((name) => (stringField(value, name) ?? '') !== '')
}

/** Values that are not known cannot be told from others: a Secret that may not change is one that may. */
function withoutLock(object: KubeObject): KubeObject {
  if (object['immutable'] !== true || !isHidden(object)) return object
  const { immutable: _, ...rest } = object
  const { apiVersion, kind, metadata } = object
  return { ...rest, apiVersion, kind, metadata }
}

function parseValue(text: string): Json | undefined {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

function typeOf(value: JsonObject): ResourceType {
  const word = (name: string): string => stringField(value, name) ?? ''
  return {
    group: word('group'),
    version: word('version'),
    kind: word('kind'),
    plural: word('plural'),
    namespaced: value['namespaced'] === true,
  }
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
