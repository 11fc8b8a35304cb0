// A cluster of a few objects for tests that only read: get, list and logs. Not the simulated cluster.
import type { Cluster, LogOptions, ObjectRef, ResourceType, Selection } from '../../src/cluster/port.ts'
import { ClusterError } from '../../src/errors.ts'
import { stringField } from '../../src/object/kube-object.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { groupVersionKind } from '../../src/object/resource-key.ts'

/** What the fake cluster has. */
export interface FakeCluster {
  readonly objects?: readonly KubeObject[]
  /** Lines or the error, by `pod/container`, and `pod/container/previous` for the instance before. */
  readonly logs?: Readonly<Record<string, readonly string[] | ClusterError>>
  /** Errors by kind: every list of that kind fails so. */
  readonly refuse?: Readonly<Record<string, ClusterError>>
}

/** A port onto these objects; a write is a fault of the test. Every request is noted in `requests`. */
export function fakeCluster(content: FakeCluster): Cluster & { readonly requests: string[] } {
  const objects = content.objects ?? []
  const requests: string[] = []
  const refuseWrite = () => Promise.reject(new Error('this cluster only reads'))
  return {
    requests,
    resolve: (kind) => Promise.resolve({ ...kind, plural: `${kind.kind.toLowerCase()}s`, namespaced: true }),
    served: async () => [],
    get: (ref) => Promise.resolve(objects.find((object) => matches(object, ref))),
    list: (type, selection) => {
      requests.push(`list ${type.kind} ${selection.labelSelector ?? selection.fieldSelector ?? ''}`.trimEnd())
      const refused = content.refuse?.[type.kind]
      if (refused !== undefined) return Promise.reject(refused)
      return Promise.resolve({
        items: objects.filter((object) => isSelected(object, type, selection)),
        resourceVersion: '1',
      })
    },
    apply: refuseWrite,
    create: refuseWrite,
    patch: refuseWrite,
    delete: refuseWrite,
    watch: () => ({ [Symbol.asyncIterator]: () => ({ next: refuseWrite }) }),
    logs: (ref, options) => readLog(content, ref, { options, requests }),
    mayI: async () => 'unknown',
  }
}

/** The server's answer to what one may not do. */
export function forbidden(message: string): ClusterError {
  return new ClusterError(message, { reason: 'Forbidden', status: 403 })
}

async function* readLog(
  content: FakeCluster,
  ref: ObjectRef,
  request: { readonly options: LogOptions; readonly requests: string[] },
): AsyncIterable<string> {
  const key = `${ref.name}/${request.options.container}${request.options.previous === true ? '/previous' : ''}`
  request.requests.push(`logs ${key}`)
  const found = content.logs?.[key] ?? []
  if (found instanceof ClusterError) throw found
  yield* found
}

function matches(object: KubeObject, ref: ObjectRef): boolean {
  return (
    isOfType(object, ref.type) &&
    object.metadata.name === ref.name &&
    (object.metadata.namespace ?? '') === ref.namespace
  )
}

function isOfType(object: KubeObject, type: ResourceType): boolean {
  const { group, kind } = groupVersionKind(object)
  return group === type.group && kind === type.kind
}

function isSelected(object: KubeObject, type: ResourceType, selection: Selection): boolean {
  if (!isOfType(object, type)) return false
  if (selection.namespace !== undefined && object.metadata.namespace !== selection.namespace) return false
  const uid = selection.fieldSelector?.replace('involvedObject.uid=', '')
  if (uid !== undefined && stringField(object, 'involvedObject', 'uid') !== uid) return false
  const terms = (selection.labelSelector ?? '').split(',').filter((term) => term !== '')
  return terms.every((term) => {
    const [key = '', value = ''] = term.split('=')
    return object.metadata.labels?.[key] === value
  })
}
