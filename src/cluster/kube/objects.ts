// What the API server's answers hold: objects and lists of them. Pure.
import { ClusterError } from '../../errors.ts'
import { isJsonObject, isKubeObject, listField, stringField } from '../../object/kube-object.ts'
import type { Json, KubeObject } from '../../object/kube-object.ts'
import type { ObjectList, ResourceType } from '../port.ts'

/** An answer's body as an object; anything else is a bad answer. */
export function parseObject(body: Json, where: string): KubeObject {
  if (isKubeObject(body)) return body
  throw new ClusterError(`the answer to ${where} is not a Kubernetes object`, { reason: 'BadAnswer', failure: 'final' })
}

/** An answer's body as a list; the items of a typed list get the kind that the server leaves out. */
export function parseList(body: Json, type: ResourceType, where: string): ObjectList {
  const apiVersion = type.group === '' ? type.version : `${type.group}/${type.version}`
  const items = listField(body, 'items').map((item) =>
    parseObject(isJsonObject(item) ? { apiVersion, kind: type.kind, ...item } : item, where),
  )
  return { items, resourceVersion: stringField(body, 'metadata', 'resourceVersion') ?? '' }
}
