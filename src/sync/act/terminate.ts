// What becomes of the hooks that run when somebody interrupts a sync: as Argo CD's terminate has it
// (argo-cd:gitops-engine/pkg/sync/sync_context.go, Terminate). Resources stay as they are.
import type { SyncTask } from '../../plan/sync-plan.ts'
import { resultsOf } from '../assess.ts'
import { each } from '../each.ts'
import { onAbort } from '../../cluster/on-abort.ts'
import { interruptionName } from '../end.ts'
import { withDeleted, withResults } from '../operation.ts'
import type { OperationState } from '../operation.ts'
import { taskRef } from '../../plan/task-ref.ts'
import { subjectsOf } from '../run.ts'
import type { Run } from '../run.ts'
import { createStop, orStopped, readOnlyAfter } from '../stop.ts'
import type { Completion, Situation } from '../step.ts'
import { tellCompletions } from '../tell/tell-completions.ts'
import { runningOf } from '../task-state.ts'
import { liveObject } from '../view.ts'
import { deleteTask } from './delete-task.ts'

/** A run that was interrupted, for as long as it may still end what it began. */
export interface Grace {
  /** It may write until the grace is over, or somebody who cannot wait has said so. */
  readonly run: Run
  close(): void
}

/** The grace of a run that a signal has interrupted; undefined: there is none, and nothing more may be written. */
export function graceOf(run: Run): Grace | undefined {
  const { graceMs, leave = NEVER, signal } = run.options
  const name = interruptionName(signal)
  if (run.unstopped === undefined || graceMs === 0 || (name !== 'SIGINT' && name !== 'SIGTERM')) return undefined
  const stop = createStop(leave, run.clock, run.clock.now() + graceMs)
  const over = new AbortController()
  onAbort(stop.signal, () => over.abort(name))
  const cluster = readOnlyAfter(run.unstopped, over.signal)
  const options = { ...run.options, signal: over.signal, timeoutMs: Infinity }
  return { run: { ...run, cluster, options, stop: over.signal, unstopped: undefined }, close: () => stop.close() }
}

const NEVER = new AbortController().signal

/**
 * Ends the hooks that run: each is read once more; what still runs, or cannot be read, is deleted, and what has just ended
 * goes by HookFailed. `see` judges what is known now by a state.
 */
export async function terminate(
  run: Run,
  before: OperationState,
  see: (state: OperationState) => Situation,
): Promise<OperationState> {
  const hooks = runningHooks(see(before))
  if (hooks.length === 0) return before
  await orStopped(run.observer.read(subjectsOf(run, hooks), run.stop), run.stop)
  const ended = [...see(before).assessments.values()].flatMap(({ end }) => end ?? [])
  await orStopped(tellCompletions(run, ended), run.stop)
  const state = withResults(before, resultsOf(ended))
  const failed = ended.filter((completion) => isDeletedAtEnd(run, completion)).map(({ task }) => task)
  const running = runningHooks(see(state))
  const { done } = await each(run, [...running, ...failed], async (task) => endHook(run, state, task))
  const uids = done.flatMap(([, uid]) => uid ?? [])
  return withTerminated(
    withDeleted(state, uids),
    done.flatMap(([task, uid]) => (uid === undefined ? [] : task)),
  )
}

/** The state in which those of these tasks that ran have failed. */
export function withTerminated(state: OperationState, tasks: readonly SyncTask[]): OperationState {
  const results = tasks.flatMap(({ id }) => {
    const result = state.results.get(id)
    return result?.phase === 'Running' ? [[id, { ...result, phase: 'Failed', message: 'Terminated' }] as const] : []
  })
  return withResults(state, results)
}

function runningHooks(situation: Situation): readonly SyncTask[] {
  return runningOf(situation).filter(({ hook }) => hook !== undefined)
}

/** QUIRK: Argo CD deletes by HookFailed even what has succeeded in this very moment. */
function isDeletedAtEnd({ options }: Run, { task, result }: Completion): boolean {
  if (task.hook?.deletePolicies.includes('HookFailed') !== true) return false
  return !options.policy.differs || result.phase !== 'Succeeded'
}

/** Deletes the very object that this run made, and gives its uid; undefined: it is still there, which is told. */
async function endHook(run: Run, state: OperationState, task: SyncTask): Promise<string | undefined> {
  const result = state.results.get(task.id)
  const object = liveObject(run.observer.view, task.key)
  if (result?.uid === undefined || object?.metadata.uid !== result.uid) return undefined
  const { uid, refused } = await deleteTask(run, task, result.phase === 'Running' ? 'Terminated' : 'HookFailed')
  if (refused !== undefined) return undefined
  if (result.phase === 'Running') {
    run.emit({ type: 'task-completed', ...taskRef(task), outcome: 'Failed', message: 'Terminated' })
  }
  return uid
}
