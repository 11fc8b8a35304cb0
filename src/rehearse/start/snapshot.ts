// A snapshot of a cluster as a file: JSON, without the values of Secrets. Reads and writes no files.
import type { ResourceType } from '../../cluster/port.ts'
import { isKubeObject } from '../../cluster/simulated/server/object-edits.ts'
import { parseJson, toJson } from '../../manifest/json.ts'
import { field, isJsonObject, listField, stringField } from '../../manifest/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../manifest/kube-object.ts'

/** Live objects, and the kinds that the cluster serves without a definition among them. */
export interface Snapshot {
  /** Where manifests without a namespace go. */
  readonly namespace: string
  readonly types: readonly ResourceType[]
  readonly objects: readonly KubeObject[]
}

const API_VERSION = 'hooksync.dev/v1'
const KIND = 'Snapshot'

/** What stands for every value of every Secret, in base64. */
const HIDDEN = 'aGlkZGVu'

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

/** The text of the file, ending in a line end. */
export function formatSnapshot({ namespace, types, objects }: Snapshot): string {
  const head = { apiVersion: API_VERSION, kind: KIND, namespace, types: types.map((type) => ({ ...type })) }
  const items = objects.map((object) => toJson(withoutSecrets(object)))
  return `${toJson(head).slice(0, -1)},"items":[\n${items.join(',\n')}\n]}\n`
}

/** Reads such a text; undefined when it is something else. */
export function parseSnapshot(text: string): Snapshot | undefined {
  const value = parseValue(text)
  if (!isJsonObject(value) || value['apiVersion'] !== API_VERSION || value['kind'] !== KIND) return undefined
  return {
    namespace: stringField(value, 'namespace') ?? 'default',
    types: listField(value, 'types').filter(isJsonObject).map(typeOf),
    objects: listField(value, 'items').filter(isKubeObject),
  }
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

/** The same keys with one and the same value; what kubectl applied last holds the values too. */
function withoutSecrets(object: KubeObject): KubeObject {
  if (!isSecret(object)) return object
  const { stringData: _, ...rest } = object
  const { [LAST_APPLIED]: __, ...annotations } = object.metadata.annotations ?? {}
  const data = field(object, 'data')
  const { apiVersion, kind, metadata } = object
  return {
    ...rest,
    apiVersion,
    kind,
    metadata: { ...metadata, ...(metadata.annotations === undefined ? {} : { annotations }) },
    ...(isJsonObject(data) ? { data: Object.fromEntries(Object.keys(data).map((key) => [key, HIDDEN])) } : {}),
  }
}

/** Whether an object is a Secret whose values are not known. */
export function isHidden(object: KubeObject): boolean {
  const data = field(object, 'data')
  return isSecret(object) && isJsonObject(data) && Object.values(data).includes(HIDDEN)
}

function isSecret({ apiVersion, kind }: KubeObject): boolean {
  return apiVersion === 'v1' && kind === 'Secret'
}
