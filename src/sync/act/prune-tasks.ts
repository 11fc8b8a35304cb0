// Deletes what a plan deletes, each as it is seen now: what must not go any more stays, and it is told why.
import { isOfDeletion } from '../../hook/hook.ts'
import { whyStays } from '../../plan/since-planned.ts'
import type { Grounds } from '../../plan/since-planned.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import { takesAllWithIt } from '../../plan/task-order.ts'
import { taskRef } from '../../plan/task-ref.ts'
import { whyStaysAround } from '../../plan/why-kept.ts'
import { each } from '../each.ts'
import { REQUIRES_PRUNING } from '../events.ts'
import { withDeleted, withResults } from '../operation.ts'
import type { OperationState, TaskResult } from '../operation.ts'
import type { Run } from '../run.ts'
import { liveObject } from '../view.ts'
import { refusalOf, takingOf, writtenBy } from '../whose.ts'
import { deleteTask } from './delete-task.ts'

/** Prunes these, or says why not. */
export async function pruneAll(run: Run, state: OperationState, tasks: readonly SyncTask[]): Promise<OperationState> {
  const written = writtenBy(state)
  const { done, broken } = await each(run, tasks, async (task, heard): Promise<readonly [TaskResult, uid?: string]> => {
    const base = { phase: 'Succeeded', applied: false, at: run.clock.now() } as const
    const message = skippedText(task) ?? keptText(task, whyNotNow(run, state, task))
    if (message !== undefined) {
      run.emit({ type: 'prune-skipped', ...taskRef(task), message })
      run.emit({ type: 'task-completed', ...taskRef(task), outcome: 'Succeeded', message })
      return [{ ...base, code: 'PruneSkipped', message }]
    }
    if (liveObject(run.observer.view, task.key)?.metadata.deletionTimestamp !== undefined) {
      return [{ ...base, code: 'Pruned', message: 'pruned' }]
    }
    const taking = takingOf(run, task, written)
    if (taking !== undefined) run.emit({ type: 'warning', key: task.key, message: taking })
    const { uid, refused } = await deleteTask(heard, task, isOfDeletion(task.phase) ? 'Delete' : 'Prune')
    if (refused === undefined) return [{ ...base, code: 'Pruned', message: 'pruned' }, uid]
    run.emit({ type: 'task-completed', ...taskRef(task), outcome: 'Failed', message: refused })
    return [{ ...base, code: 'SyncFailed', phase: 'Failed', message: refused }]
  })
  const results = done.map(([{ id }, [result]]) => [id, result] as const)
  const uids = done.flatMap(([, [, uid]]) => uid ?? [])
  return { ...withDeleted(withResults(state, results), uids), broken }
}

/** In Argo CD's words (argo-cd:gitops-engine/pkg/sync/sync_context.go, pruneObject); undefined: it was planned to go. */
export function skippedText({ prune }: SyncTask): string | undefined {
  if (prune === undefined || prune.verdict === 'delete') return undefined
  if (prune.verdict === 'confirm') return 'ignored (no prune): Prune=confirm waits until somebody confirms it'
  if (prune.verdict === 'no-prune') return `ignored (no prune): ${prune.reason}`
  return prune.reason === undefined ? REQUIRES_PRUNING : `${REQUIRES_PRUNING}, and it would stay: ${prune.reason}`
}

function keptText({ phase }: SyncTask, why: string | undefined): string | undefined {
  if (why === undefined) return undefined
  return isOfDeletion(phase) ? `it is kept: ${why}` : `ignored (no prune): ${why}`
}

/** Why it stays after all; what goes already goes on. */
function whyNotNow(run: Run, state: OperationState, task: SyncTask): string | undefined {
  const { plan, observer, options } = run
  const live = liveObject(observer.view, task.key)
  if (live === undefined || live.metadata.deletionTimestamp !== undefined) return undefined
  const why = whySince(run, state, task)
  const asksOthers = takesAllWithIt(task.key) && (plan.deletion !== undefined || options.policy.keepsNamespaces)
  if (why !== undefined || !asksOthers) return why
  const staying = plan.tasks.filter(
    (other) =>
      state.results.get(other.id)?.code === 'PruneSkipped' ||
      (other.action === 'prune' && whySince(run, state, other) !== undefined),
  )
  return whyStaysAround(
    live,
    staying.map(({ object }) => object),
    options.app,
  )
}

/** What was made of it since the plan: by its marks and words, and, in a deletion, whose it is. */
function whySince(run: Run, state: OperationState, task: SyncTask): string | undefined {
  const why = whyStays(task, liveObject(run.observer.view, task.key), groundsOf(run))
  if (why !== undefined || task.object.metadata.uid === undefined) return why
  const taken = refusalOf(run, task, writtenBy(state))
  return taken === undefined ? undefined : `since the plan was made, ${taken}`
}

function groundsOf({ plan, options }: Run): Grounds {
  return { plan, app: options.app, prune: options.prune, policy: options.policy }
}
