// What pods need and get too late, in a world in which it is not there already. Pure.
import { lateNeedHint, lateNeedsOf } from '../../diagnose/late-needs.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { shortKey } from '../../object/resource-key.ts'
import type { PlannedTask, SyncEventBody } from '../../sync/events.ts'
import { isManifestOf, manifestOf } from '../find-target.ts'

/** A warning for each object that a task's pods name, that is not there, and that only a later wave brings. */
export function lateNeeds(
  tasks: readonly PlannedTask[],
  manifests: readonly KubeObject[],
  start: readonly KubeObject[],
): readonly SyncEventBody[] {
  return tasks.flatMap((task) =>
    lateNeedsOf(task, manifestOf(task.key, manifests), tasks)
      .filter(({ key }) => !start.some((live) => isManifestOf(live, key)))
      .map(({ key, bringer }): SyncEventBody => {
        const message = `needs ${shortKey(key)}, which comes only in ${bringer.phase} wave ${bringer.wave}; its pods cannot start before`
        return { type: 'warning', key: task.key, message, hint: lateNeedHint(task) }
      }),
  )
}
