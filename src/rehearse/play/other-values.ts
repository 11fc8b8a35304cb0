// What another writer could change of an object, for the fault `conflict`. Pure.
import { isJsonObject } from '../../object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../object/kube-object.ts'

/** A change of one field that the manifest sets. */
export interface OtherValue {
  readonly field: string
  readonly change: JsonObject
}

/** All of them, harmless ones first. Maps are given whole: a merge patch leaves the other keys as they are. */
export function otherValues(object: KubeObject): readonly OtherValue[] {
  const { labels, annotations } = object.metadata
  const spec = isJsonObject(object['spec']) ? object['spec'] : {}
  const own = Object.entries(annotations ?? {}).filter(([key]) => !/argoproj|helm\.sh|hooksync/.test(key))
  const replicas = spec['replicas']
  return [
    ...(typeof replicas === 'number'
      ? [{ field: 'spec.replicas', change: { spec: { ...spec, replicas: replicas + 1 } } }]
      : []),
    ...['data', 'binaryData'].flatMap((field) =>
      changed(object[field]).map((value) => ({ field, change: { [field]: value } })),
    ),
    ...changed(labels).map((value) => ({ field: 'metadata.labels', change: { metadata: { labels: value } } })),
    ...changed(Object.fromEntries(own)).map((value) => ({
      field: 'metadata.annotations',
      change: { metadata: { annotations: { ...annotations, ...value } } },
    })),
  ]
}

/** The map with another text for its first key; in a Secret and in `binaryData` it has to be base64. */
function changed(map: KubeObject[string]): readonly JsonObject[] {
  const [first] = isJsonObject(map) ? Object.entries(map) : []
  if (!isJsonObject(map) || first === undefined || typeof first[1] !== 'string') return []
  return [{ ...map, [first[0]]: 'c29tZW9uZSBlbHNl' }]
}
