// Where an object is written, and the object: the first two arguments of a cluster's `apply` and `create`.
import type { ObjectRef, ResourceType } from '../../src/cluster/port.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'

/** `cluster.apply(...inPlace(type, object), options)`: in the object's own namespace, else in `default`. */
export function inPlace(type: ResourceType, object: KubeObject): [ObjectRef, KubeObject] {
  const { name = '', namespace = 'default' } = object.metadata
  return [{ type, namespace: type.namespaced ? namespace : '', name }, object]
}
