// What must be true of every run, read from its events and from what the cluster was asked to write. Gives the breaches.
import type { PlannedTask, SyncEvent } from '../../src/sync/events.ts'
import type { SyncRun } from '../support/run-sync.ts'
import { told } from '../support/run-sync.ts'

/** A run and when each of its writes was begun. */
export interface WatchedRun extends SyncRun {
  readonly begun: readonly { readonly at: number; readonly what: string }[]
  /** When the signal came, if one did. */
  readonly signalAt: number | undefined
  readonly timeoutMs: number
}

/** One line for each broken promise; empty when all are kept. */
export function breaches(run: WatchedRun): readonly string[] {
  return [endBreaches, waveBreaches, failureBreaches, policyBreaches, stopBreaches].flatMap((check) => check(run))
}

/** It ends, once, in time, and its code fits what happened. */
function endBreaches(run: WatchedRun): readonly string[] {
  const found: string[] = []
  const ends = told(run, 'operation-completed')
  if (ends.length !== 1 || run.events.at(-1)?.type !== 'operation-completed') found.push(`${ends.length} ends`)
  if (run.took > run.timeoutMs + 5000) found.push(`took ${run.took} ms`)
  if (run.events.some(({ seq }, at) => seq !== at + 1)) found.push('events are not numbered one by one')
  const { reason, phase } = run.summary
  const failed = run.summary.failures.length > 0
  if (reason === 'completed' && failed !== (phase !== 'Succeeded')) found.push(`${phase} with failures: ${failed}`)
  if (reason === 'completed' && (run.exitCode === 0) !== !failed) found.push(`exit code ${run.exitCode}`)
  if (phase === 'Succeeded') {
    const undone = ordinary(run).filter(({ task }) => outcomeOf(run.events, task) !== 'Succeeded')
    found.push(...undone.map(({ task }) => `succeeded without ${task}`))
  }
  return found
}

/** Nothing of a wave is applied, and nothing deleted for it, before everything of the waves before it has succeeded. */
function waveBreaches(run: WatchedRun): readonly string[] {
  const tasks = ordinary(run)
  return run.events.flatMap((event, index) => {
    const starts = event.type === 'resource-applied' || event.type === 'apply-failed'
    const clears = event.type === 'resource-deleted' && event.reason === 'BeforeHookCreation'
    if ((!starts && !clears) || event.phase === 'SyncFail') return []
    const before = run.events.slice(0, index)
    const found =
      starts && before.some((other) => isApply(other) && other.task === event.task) ? [`${event.task} twice`] : []
    const earlier = tasks.slice(
      0,
      tasks.findIndex(({ task }) => task === event.task),
    )
    const open = earlier.filter((task) => !isSameWave(task, event) && outcomeOf(before, task.task) !== 'Succeeded')
    return [...found, ...open.map(({ task }) => `${event.task} before ${task} had succeeded`)]
  })
}

/** SyncFail hooks run exactly when an ordinary task has failed, and all of them. */
function failureBreaches(run: WatchedRun): readonly string[] {
  const syncFail = planned(run).filter(({ phase }) => phase === 'SyncFail')
  const first = run.events.findIndex((event) => isApply(event) && event.phase === 'SyncFail')
  const failedAt = run.events.findIndex((event) => isFailure(event) && event.phase !== 'SyncFail')
  if (first >= 0 && (failedAt < 0 || failedAt > first)) return ['SyncFail without a failure']
  if (run.summary.reason !== 'completed' || failedAt < 0) return []
  return syncFail
    .filter(({ task }) => !run.events.some((event) => (isApply(event) || isFailure(event)) && event.task === task))
    .map(({ task }) => `${task} did not run`)
}

/** Each policy deletes at its moment, and no object twice. */
function policyBreaches(run: WatchedRun): readonly string[] {
  const uids = run.audit
    .filter(({ verb, dryRun, code }) => verb === 'delete' && !dryRun && code === 200)
    .map(({ uid }) => uid)
  const found = uids.filter((uid, at) => uids.indexOf(uid) !== at).map((uid) => `${uid} deleted twice`)
  const policies = new Map(planned(run).map(({ task, deletePolicies }) => [task, deletePolicies]))
  run.events.forEach((event, index) => {
    if (event.type !== 'resource-deleted') return
    const before = run.events.slice(0, index)
    const { reason, task } = event
    if (reason === 'Prune' || reason === 'Terminated' || reason === 'Force') found.push(`${task} deleted for ${reason}`)
    else if (policies.get(task)?.includes(reason) !== true) found.push(`${task} has no policy ${reason}`)
    if (reason === 'BeforeHookCreation' && before.some((other) => isApply(other) && other.task === task)) {
      found.push(`${task} deleted after it was applied`)
    }
    if (reason === 'HookSucceeded') {
      const open = ordinary(run).filter((other) => outcomeOf(before, other.task) !== 'Succeeded')
      if (open.length > 0)
        found.push(`HookSucceeded before ${open.map((other) => other.task).join(', ')} had succeeded`)
    }
    if (reason === 'HookFailed' && !before.some(isFailure))
      found.push(`${task} deleted for HookFailed without a failure`)
  })
  return found
}

/** After a signal or the end of the time no write begins. */
function stopBreaches(run: WatchedRun): readonly string[] {
  const began = run.events[0]?.at ?? 0
  const stop = Math.min(run.signalAt ?? Infinity, run.timeoutMs) + began
  const late = run.begun.filter(({ at }) => at > stop).map(({ what }) => `${what} begun after the stop`)
  const index = run.events.findIndex((event) => event.type === 'interrupted' || event.type === 'timed-out')
  const after = index < 0 ? [] : run.events.slice(index + 1).map(({ type }) => type)
  return after.some((type) => type !== 'operation-completed') ? [...late, `after the stop: ${after.join()}`] : late
}

function planned(run: SyncRun): readonly PlannedTask[] {
  return told(run, 'plan-built').flatMap(({ tasks }) => tasks)
}

function ordinary(run: SyncRun): readonly PlannedTask[] {
  return planned(run).filter(({ phase }) => phase !== 'SyncFail')
}

function outcomeOf(events: readonly SyncEvent[], task: string): string | undefined {
  const failed = events.some((event) => event.type === 'apply-failed' && event.task === task)
  if (failed) return 'Failed'
  return events
    .flatMap((event) => (event.type === 'task-completed' && event.task === task ? [event.outcome] : []))
    .at(-1)
}

function isApply(event: SyncEvent): event is Extract<SyncEvent, { type: 'resource-applied' }> {
  return event.type === 'resource-applied'
}

function isFailure(event: SyncEvent): event is Extract<SyncEvent, { type: 'apply-failed' | 'task-completed' }> {
  return event.type === 'apply-failed' || (event.type === 'task-completed' && event.outcome !== 'Succeeded')
}

function isSameWave(
  a: { readonly phase: string; readonly wave: number },
  b: { readonly phase: string; readonly wave: number },
): boolean {
  return a.phase === b.phase && a.wave === b.wave
}
