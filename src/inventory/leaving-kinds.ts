// Watches of kinds whose definition goes with a deletion: they end with it, and that is no trouble of the cluster.
import type { Cluster, WatchEvent } from '../cluster/port.ts'
import { ClusterError } from '../errors.ts'
import type { SyncPlan } from '../plan/sync-plan.ts'
import { definedKind } from '../plan/task-order.ts'

/** The same cluster. All objects of such a kind are gone before its definition goes. */
export function expectingLeave(cluster: Cluster, { tasks }: SyncPlan): Cluster {
  const leaving = new Set(tasks.flatMap((task) => (task.action === 'prune' ? (definedKind(task) ?? []) : [])))
  return {
    ...cluster,
    watch: (type, options) => {
      const events = cluster.watch(type, options)
      return leaving.has(`${type.group}/${type.kind}`) ? untilUnserved(events) : events
    },
  }
}

async function* untilUnserved(events: AsyncIterable<WatchEvent>): AsyncGenerator<WatchEvent> {
  try {
    yield* events
  } catch (error) {
    if (!(error instanceof ClusterError) || error.reason !== 'NotFound') throw error
  }
}
