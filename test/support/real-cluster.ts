// Connects the kube adapter to a test's control plane, and what tests of it repeat.
import { connect } from '../../src/cluster/kube/kube-cluster.ts'
import type { ConnectOptions, KubeConnection } from '../../src/cluster/kube/kube-cluster.ts'
import type { ApplyOptions, Cluster, ResourceType } from '../../src/cluster/port.ts'
import { ClusterError } from '../../src/errors.ts'
import { groupVersionKind } from '../../src/object/resource-key.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import type { ControlPlane } from './control-plane.ts'
import { inPlace } from './in-place.ts'

/** Options of a forced server-side apply. */
export const SERVER_SIDE: ApplyOptions = { method: 'server-side', force: true, fieldManager: 'kubectl-hooksync' }

/** Runs with a connection as `admin`, and closes it. */
export async function connected(
  controlPlane: ControlPlane,
  run: (connection: KubeConnection) => Promise<void>,
  options: ConnectOptions = {},
): Promise<void> {
  const { kubeconfigPath } = controlPlane
  const connection = await connect({ kubeconfig: kubeconfigPath, env: {}, version: '1.2.3', ...options })
  try {
    await run(connection)
  } finally {
    connection.close()
  }
}

/** The served type of an object. */
export async function typeOf(cluster: Cluster, object: KubeObject): Promise<ResourceType> {
  const type = await cluster.resolve(groupVersionKind(object))
  if (type === undefined) throw new Error(`${object.apiVersion} ${object.kind} is not served`)
  return type
}

/** A namespace of a test's own. */
export async function makeNamespace(cluster: Cluster, name: string): Promise<string> {
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }
  await cluster.create(...inPlace(await typeOf(cluster, object), object), { fieldManager: 'test' })
  return name
}

/** The ClusterError that something ends in. */
export async function failure(run: () => Promise<unknown>): Promise<ClusterError> {
  try {
    await run()
  } catch (error) {
    if (error instanceof ClusterError) return error
    throw error
  }
  throw new Error('it did not fail')
}
