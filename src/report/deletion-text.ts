// What a deletion would do, as text for the one who is asked. Asks nobody.
import { afterDeleted, fateText } from '../inventory/record-fate.ts'
import type { RecordFate } from '../inventory/record-fate.ts'
import { renderDiagnostic } from '../manifest/render-diagnostic.ts'
import { wavesOf, tasksOfWave } from '../plan/plan-tree.ts'
import { isNamespace } from '../plan/task-order.ts'
import { isDefinition } from '../plan/why-kept.ts'
import type { SyncPlan, SyncTask, TaskId } from '../plan/sync-plan.ts'
import { shortKey } from '../object/resource-key.ts'
import { count } from './task-text.ts'

/** That hooks are not known. */
export const NO_DELETE_HOOKS = 'no manifests are given: no PreDelete or PostDelete hook runs'

/** What is said of a deletion beside its plan. */
export interface DeletionFacts {
  readonly namespace: string
  /** As --app names it; undefined: it is no app's. */
  readonly app: string | undefined
  /** How many there are. */
  readonly manifests: number
  readonly fate: RecordFate | undefined
  /** What is told of the tasks that touch what others own. */
  readonly taken: ReadonlyMap<TaskId, string>
}

/** That there is nothing to delete, and of what the inventory tells, if there is one. */
export function nothingText(app: string | undefined, fate?: RecordFate): string {
  const whose = app === undefined ? 'of the manifests' : `of app ${app}`
  return `nothing ${whose} is there to delete${fate === undefined ? '' : afterDeleted(fate)}`
}

/** Its lines: each wave with what runs and what goes, then what is kept. */
export function deletionText(
  { tasks, phases, diagnostics }: SyncPlan,
  { namespace, app, manifests, fate, taken }: DeletionFacts,
): string {
  const kept = diagnostics.map(renderDiagnostic)
  const due = tasks.filter(isDeleted).length
  const whose = app === undefined ? 'of the manifests' : `of app ${app}`
  const alone = fate?.left.length === 0 ? `nothing but the inventory ${whose} is there to delete` : nothingText(app)
  const hooksAlone = due === 0 && tasks.length > 0 && fate?.left.length !== 0
  const hooksDue = tasks.filter(({ hook }) => hook !== undefined).length
  const nothing = hooksAlone ? `nothing is left but to run: ${count(hooksDue, 'hook')} ${whose}` : alone
  const what = due === 0 ? nothing : `to delete: ${count(due, 'object')} ${whose}`
  const lines = wavesOf(phases).flatMap((wave) => [
    `  ${wave.phase} wave ${wave.wave}`,
    ...tasksOfWave(wave).map((task) => `    ${taskLine(task, taken.get(task.id))}`),
  ])
  const hooks = manifests > 0 || due === 0 ? [] : [NO_DELETE_HOOKS]
  const record = fate === undefined ? [] : [`the inventory, ${fate.parent}, ${fateText(fate)}`]
  return [`${what} (destination: namespace ${namespace})`, ...lines, ...kept, ...record, ...hooks].join('\n')
}

function taskLine(task: SyncTask, taking: string | undefined): string {
  const { action, key, object } = task
  if (action !== 'prune') return `run ${shortKey(key)}${taking === undefined ? '' : ` (${taking})`}`
  const others = isNamespace(task) ? 'all that is in it' : isDefinition(object) ? 'all objects of its kind' : undefined
  const beside = [...(others === undefined ? [] : [`with ${others}`]), ...(taking === undefined ? [] : [taking])]
  return `delete ${shortKey(key)}${beside.length === 0 ? '' : ` (${beside.join('; ')})`}`
}

/** Live objects alone have a uid; what a PreDelete hook will make is no object yet. */
function isDeleted({ action, object }: SyncTask): boolean {
  return action === 'prune' && object.metadata.uid !== undefined
}
