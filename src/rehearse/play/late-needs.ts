// What pods need and get too late: brought by a wave that waits for the very pods. Pure.
import { needsOf } from '../../simulator/kinds/pod/pod-needs.ts'
import { PHASES } from '../../hook/hook.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { isSameKey, shortKey } from '../../object/resource-key.ts'
import type { ResourceKey } from '../../object/resource-key.ts'
import type { PlannedTask, SyncEventBody } from '../../sync/events.ts'
import { isManifestOf, manifestOf } from '../find-target.ts'
import { podSpecOf } from '../start/assumed-objects.ts'

/** A warning for each object that a task's pods name, that is not there, and that only a later wave brings. */
export function lateNeeds(
  tasks: readonly PlannedTask[],
  manifests: readonly KubeObject[],
  start: readonly KubeObject[],
): readonly SyncEventBody[] {
  return tasks.flatMap((task) => {
    const object = manifestOf(task.key, manifests)
    const needs = new Map(
      needsOf(object === undefined ? undefined : podSpecOf(object)).map((need) => [`${need.kind}/${need.name}`, need]),
    )
    return [...needs.values()].flatMap(({ kind, name }): readonly SyncEventBody[] => {
      const key: ResourceKey = { group: '', kind, namespace: task.key.namespace, name }
      const bringers = tasks.filter((other) => isSameKey(other.key, key))
      const [first] = bringers
      const isThere = start.some((live) => isManifestOf(live, key))
      if (first === undefined || isThere || bringers.some((other) => order(other) <= order(task))) return []
      const message = `needs ${shortKey(key)}, which comes only in ${first.phase} wave ${first.wave}; its pods cannot start before`
      const hint = `bring it before ${task.phase} wave ${task.wave}, or run this after it`
      return [{ type: 'warning', key: task.key, message, hint }]
    })
  })
}

/** Phases first, then waves, whose numbers are small. */
function order({ phase, wave }: PlannedTask): number {
  return PHASES.indexOf(phase) * 1e9 + wave
}
