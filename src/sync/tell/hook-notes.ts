// What is worth knowing about hooks before they run. Pure.
import { hasHealth } from '../../health/index.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import { defined } from '../../object/defined.ts'
import { shortKey } from '../../object/resource-key.ts'
import type { SyncPlan } from '../../plan/sync-plan.ts'

/** Hooks of kinds for which no rule says when they are done: as in Argo CD they count as done once they are applied. */
export function hooksWithoutHealth(plan: SyncPlan): readonly Diagnostic[] {
  return plan.tasks
    .filter((task) => task.hook !== undefined && !hasHealth(task.object))
    .map((task) => ({
      code: 'HOOK_WITHOUT_HEALTH',
      severity: 'note',
      message: `${shortKey(task.key)} is a hook of a kind without a health rule: it counts as done once it is applied`,
      ...defined({ location: task.location }),
    }))
}
