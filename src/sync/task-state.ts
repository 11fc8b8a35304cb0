// How a task stands in a situation. Pure.
import { listField } from '../object/kube-object.ts'
import { HOOK_FINALIZER } from '../object/well-known.ts'
import { turnOf } from '../plan/plan-tree.ts'
import type { SyncTask } from '../plan/sync-plan.ts'
import type { OperationState } from './operation.ts'
import type { Situation } from './step.ts'
import { liveObject } from './view.ts'

/** Whether the first and the last task differ in phase or wave; SyncFail hooks count, as in Argo CD. */
export function isMultiStep(tasks: readonly SyncTask[]): boolean {
  const first = tasks[0]
  const last = tasks.at(-1)
  if (first === undefined || last === undefined) return false
  if (first.phase !== last.phase || first.wave !== last.wave) return true
  // What is pruned later in the same wave has another wave in Argo CD, until it is its turn.
  return turnOf(last) > 0 && tasks.some((task) => task.action === 'prune' && turnOf(task) !== turnOf(last))
}

/** Whether the end of a running task is awaited before anything else is done. */
export function isAwaited(situation: Pick<Situation, 'tasks' | 'options'>, task: SyncTask): boolean {
  return task.hook !== undefined || situation.options.wait || isMultiStep(situation.tasks)
}

/** Whether a task has failed. */
export function isUnsuccessful(state: OperationState, task: SyncTask): boolean {
  const phase = state.results.get(task.id)?.phase
  return phase === 'Failed' || phase === 'Error'
}

/** Whether the server has refused a task, or what it wrote has vanished. */
export function isSyncFailed(state: OperationState, task: SyncTask): boolean {
  return state.results.get(task.id)?.code === 'SyncFailed'
}

/** Whether a task waits until it is tried again. */
export function isPostponed({ state, now }: Pick<Situation, 'state' | 'now'>, task: SyncTask): boolean {
  const postponed = state.postponed.get(task.id)
  return postponed !== undefined && now < postponed.at
}

/** Whether a task was applied and health has not decided yet. */
export function isRunning(state: OperationState, task: SyncTask): boolean {
  return state.results.get(task.id)?.phase === 'Running'
}

/** Whether the object of a task is on its way out because of this run, seen to be so or not. */
export function isDeletedByUs({ state, view }: Pick<Situation, 'state' | 'view'>, task: SyncTask): boolean {
  const { uid = '', deletionTimestamp } = liveObject(view, task.key)?.metadata ?? {}
  // An answer that was lost looks like a refusal until the object is seen to go.
  return state.deleted.has(uid) && (deletionTimestamp !== undefined || !state.kept.has(uid))
}

/** What was written and is awaited, and has not ended. */
export function runningOf(situation: Situation): readonly SyncTask[] {
  return situation.tasks.filter((task) => isRunning(situation.state, task) && isAwaited(situation, task))
}

/** What was pruned and is not gone. */
export function leavingOf({ tasks, state, view }: Pick<Situation, 'tasks' | 'state' | 'view'>): readonly SyncTask[] {
  return tasks.filter((task) => {
    if (task.action !== 'prune' || state.results.get(task.id)?.code !== 'Pruned') return false
    const object = liveObject(view, task.key)
    if (object === undefined) return false
    return object.metadata.deletionTimestamp !== undefined || state.deleted.has(object.metadata.uid ?? '')
  })
}

/** Whether the object of a hook carries Argo CD's finalizer, and it was not taken off yet. */
export function needsRelease(situation: Situation, task: SyncTask): boolean {
  const object = liveObject(situation.view, task.key)
  if (object === undefined || situation.state.released.has(object.metadata.uid ?? '')) return false
  return listField(object, 'metadata', 'finalizers').includes(HOOK_FINALIZER)
}
