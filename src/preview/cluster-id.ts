// Which cluster it is, told from what only it has. Asks once, and lives with a refusal.
import type { Cluster } from '../cluster/port.ts'
import { ClusterError } from '../errors.ts'

/** The uid of the namespace `kube-system`; null: this user may not see it. */
export async function clusterId(cluster: Cluster): Promise<string | null> {
  try {
    const type = await cluster.resolve({ group: '', version: 'v1', kind: 'Namespace' })
    if (type === undefined) return null
    const found = await cluster.get({ type, namespace: '', name: 'kube-system' })
    return found?.metadata.uid ?? null
  } catch (error) {
    if (error instanceof ClusterError && error.reason === 'Forbidden') return null
    throw error
  }
}
