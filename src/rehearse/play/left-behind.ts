// What a rehearsal leaves behind. Looks only.
import type { SimulatedCluster } from '../../simulator/simulated-cluster.ts'
import { FOREGROUND_FINALIZER } from '../../simulator/stages/garbage-collector.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { SYSTEM_NAMESPACES } from '../../object/well-known.ts'

/** All objects but those that every cluster has, events, and what is on its way out and will go by itself. */
export function leftBehind(world: SimulatedCluster): readonly KubeObject[] {
  return world.snapshot().filter((object) => !isFurniture(object) && !isLeaving(object))
}

function isFurniture({ kind, metadata }: KubeObject): boolean {
  if (kind === 'Event' || kind === 'Node') return true
  return kind === 'Namespace' && SYSTEM_NAMESPACES.includes(metadata.name ?? '')
}

function isLeaving({ metadata }: KubeObject): boolean {
  if (metadata.deletionTimestamp === undefined) return false
  return (metadata.finalizers ?? []).every((name) => name === FOREGROUND_FINALIZER)
}
