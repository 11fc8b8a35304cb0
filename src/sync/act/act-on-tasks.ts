// Does to several tasks at once what a step says, and gives the state after it.
import type { SyncTask, TaskId } from '../../plan/sync-plan.ts'
import { each } from '../each.ts'
import type { DeleteReason } from '../events.ts'
import { withDeleted, withReleased, withResults, withSurprises } from '../operation.ts'
import type { OperationState, TaskResult } from '../operation.ts'
import { taskRef } from '../../plan/task-ref.ts'
import { subjectsOf } from '../run.ts'
import type { Run } from '../run.ts'
import type { Step } from '../step.ts'
import { tellRunning } from '../tell/other-runs.ts'
import { liveObject } from '../view.ts'
import { refusalOf, takingOf, writtenBy } from '../whose.ts'
import type { Written } from '../whose.ts'
import { applyTask } from './apply-task.ts'
import { deleteTask, releaseTask } from './delete-task.ts'
import type { Deletion } from './delete-task.ts'
import { postpone } from './postpone.ts'
import type { Tried } from './postpone.ts'

/** Applies these; what a webhook keeps out is tried again later. */
export async function applyAll(run: Run, state: OperationState, tasks: readonly SyncTask[]): Promise<OperationState> {
  const surprises = ({ id }: SyncTask): number => state.surprises.get(id) ?? 0
  const writing = { ...run, unanswered: new Set<TaskId>(), written: writtenBy(state) }
  const { done, broken } = await each(writing, tasks, async (task, heard) => applyTask(heard, task, surprises(task)))
  for (const task of tasks) {
    if (!writing.unanswered.has(task.id)) continue
    const message = 'sent, and no answer came before the end: it may be there'
    run.emit({ type: 'write-unanswered', ...taskRef(task), what: 'apply', message })
  }
  const tried = done.flatMap(([task, outcome]) => (outcome === undefined ? [] : [[task, outcome] as const]))
  const results = tried.flatMap(([task, outcome]) => ('webhook' in outcome ? [] : [[task.id, outcome] as const]))
  const ends = tried.map(([task, outcome]): Tried => {
    if ('webhook' in outcome) return [task, outcome]
    return [task, outcome.code === 'SyncFailed' ? 'stopped' : 'through']
  })
  const again = done.flatMap(([{ id }, outcome]) => (outcome === undefined ? id : []))
  return { ...withSurprises(postpone(run, withResults(state, results), ends), again), broken }
}

/** Takes Argo CD's finalizer off these hooks. */
export async function releaseAll(run: Run, state: OperationState, tasks: readonly SyncTask[]): Promise<OperationState> {
  const { done, broken } = await each(run, tasks, async (task, heard) => releaseTask(heard, task))
  const released = withReleased(
    state,
    done.map(([, deletion]) => deletion.uid),
  )
  return { ...withResults(released, refusals(run, done, 'failed to remove hook finalizer')), broken }
}

/** Deletes these hooks by a policy. */
export async function deleteAll(
  run: Run,
  state: OperationState,
  step: Extract<Step, { do: 'delete' }>,
): Promise<OperationState> {
  if (step.reason === 'BeforeHookCreation') {
    run.observer.watch(subjectsOf(run, step.tasks))
    for (const task of step.tasks) if (!state.postponed.has(task.id)) tellRunning(run, task)
  }
  const written = writtenBy(state)
  const { done, broken } = await each(run, step.tasks, async (task, heard) => {
    const taking = takingOf(heard, task, written)
    if (taking !== undefined) heard.emit({ type: 'warning', key: task.key, message: taking })
    return keepOthers(heard, task, { written, reason: step.reason }) ?? deleteTask(heard, task, step.reason)
  })
  const tried = done.map(([task, { dead, refused }]): Tried => [
    task,
    dead ?? (refused === undefined ? 'through' : 'stopped'),
  ])
  const deleted = withDeleted(
    postpone(run, state, tried),
    done.flatMap(([, deletion]) => (deletion.dead === undefined ? deletion.uid : [])),
    done.flatMap(([, deletion]) => (deletion.refused === undefined ? [] : deletion.uid)),
  )
  // A policy delete that is refused at the end is told, and changes nothing, as in Argo CD.
  const refused = step.reason === 'BeforeHookCreation' ? refusals(run, done, 'failed to delete resource') : []
  return { ...withResults(deleted, refused), broken }
}

/** What became of a deletion that would have been of somebody else's. */
function keepOthers(
  run: Run,
  task: SyncTask,
  { written, reason }: { readonly written: Written; readonly reason: DeleteReason },
): Deletion | undefined {
  const message = refusalOf(run, task, written)
  if (message === undefined) return undefined
  run.emit({ type: 'resource-deleted', ...taskRef(task), reason, outcome: 'refused', message })
  return { uid: liveObject(run.observer.view, task.key)?.metadata.uid ?? '', refused: message }
}

function refusals(
  run: Run,
  done: readonly (readonly [SyncTask, Deletion])[],
  what: string,
): readonly (readonly [TaskId, TaskResult])[] {
  return done.flatMap(([task, { refused }]) => {
    if (refused === undefined) return []
    const message = `${what}: ${refused}`
    run.emit({ type: 'task-completed', ...taskRef(task), outcome: 'Error', message })
    return [[task.id, { code: 'SyncFailed', phase: 'Error', message, applied: false, at: run.clock.now() }] as const]
  })
}
