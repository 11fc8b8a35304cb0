// The release's namespace: whether it is there, and making it as Helm would. Helm does so only after its renderer has ended.
import type { Cluster, ObjectRef } from '../../cluster/port.ts'
import { ClusterError, onClusterError } from '../../errors.ts'

/** Whether a namespace exists; one that may not be read is taken for one that does. */
export async function namespaceExists(cluster: Cluster, name: string): Promise<boolean> {
  const looking = namespaceRef(cluster, name).then(async (ref) => (await cluster.get(ref)) !== undefined)
  return looking.catch(onClusterError(() => true, 'Forbidden'))
}

/** Makes it as Helm does (helm/helm:pkg/action/install.go); somebody else may have been faster. */
export async function createNamespace(cluster: Cluster, name: string, fieldManager: string): Promise<void> {
  const ref = await namespaceRef(cluster, name)
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { name } } }
  await cluster.create(ref, object, { fieldManager }).catch(onClusterError(() => undefined, 'AlreadyExists'))
}

async function namespaceRef(cluster: Cluster, name: string): Promise<ObjectRef> {
  const type = await cluster.resolve({ group: '', version: 'v1', kind: 'Namespace' })
  if (type === undefined) throw new ClusterError('the server serves no Namespaces', { reason: 'UnknownKind' })
  return { type, namespace: '', name }
}
