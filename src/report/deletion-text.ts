// What a deletion would do, as text for the one who is asked. Asks nobody.
import { renderDiagnostic } from '../manifest/render-diagnostic.ts'
import { wavesOf, tasksOfWave } from '../plan/plan-tree.ts'
import type { SyncPlan, SyncTask } from '../plan/sync-plan.ts'
import { shortKey } from '../object/resource-key.ts'
import { count } from './task-text.ts'

/** That hooks are not known. */
export const NO_DELETE_HOOKS = 'no manifests are given: no PreDelete or PostDelete hook runs'

/** Its lines: each wave with what runs and what goes, then what is kept. */
export function deletionText(
  { tasks, phases, diagnostics }: SyncPlan,
  {
    namespace,
    app,
    manifests,
  }: { readonly namespace: string; readonly app: string | undefined; readonly manifests: number },
): string {
  const kept = diagnostics.map(renderDiagnostic)
  const due = tasks.filter(isDeleted).length
  const whose = app === undefined ? 'of the manifests' : `of app ${app}`
  const what = due === 0 ? `nothing ${whose} is there to delete` : `to delete: ${count(due, 'object')} ${whose}`
  const lines =
    due === 0
      ? []
      : wavesOf(phases).flatMap((wave) => [
          `  ${wave.phase} wave ${wave.wave}`,
          ...tasksOfWave(wave).map((task) => `    ${task.action === 'prune' ? 'delete' : 'run'} ${shortKey(task.key)}`),
        ])
  const hooks = manifests > 0 || due === 0 ? [] : [NO_DELETE_HOOKS]
  return [`${what} (destination: namespace ${namespace})`, ...lines, ...kept, ...hooks].join('\n')
}

/** Live objects alone have a uid; what a PreDelete hook will make is no object yet. */
function isDeleted({ action, object }: SyncTask): boolean {
  return action === 'prune' && object.metadata.uid !== undefined
}
