// Get and list.
import type { KubeObject } from '../../object/kube-object.ts'
import type { ObjectList, ObjectRef, ResourceType, Selection } from '../port.ts'
import { parseList, parseObject } from './objects.ts'
import { collectionPath, objectPath, withQuery } from './resource-path.ts'
import type { Transport } from './http/transport.ts'

/** The object. */
export async function readObject(
  transport: Transport,
  ref: ObjectRef,
  signal: AbortSignal | undefined,
): Promise<KubeObject> {
  const path = objectPath(ref)
  const { body } = await transport.request({ method: 'GET', path, signal })
  return parseObject(body, `GET ${path}`)
}

/**
 * All objects of a selection, in one request without paging: the server answers 300 objects in 7 ms out of its cache,
 * while pages make it read etcd, cost a round trip each and may expire halfway.
 */
export async function listObjects(
  transport: Transport,
  type: ResourceType,
  selection: Selection,
  signal?: AbortSignal,
): Promise<ObjectList> {
  const path = collectionPath(type, selection.namespace ?? '')
  const { labelSelector, fieldSelector } = selection
  const request = {
    method: 'GET',
    path: withQuery(path, { labelSelector, fieldSelector }),
    compress: true,
    signal,
  } as const
  const { body } = await transport.request(request)
  return parseList(body, type, `GET ${path}`)
}
