// Promises about failures: SyncFail hooks, and what failed is told.
import type { SyncEvent } from '../../../src/sync/events.ts'
import { hearOutcome, isFailure, ordinary, reasonOf } from './trace.ts'
import type { Promised, TracedRun } from './trace.ts'

/** The promises of this file. */
export const FAILING: readonly Promised[] = [
  {
    says: 'SyncFail hooks run when something else has failed, and only then',
    breaches: ({ events, random }) => {
      if (random.settings.dryRun !== 'none') return []
      const first = events.findIndex(isSyncFailStart)
      const failedAt = events.findIndex((event) => isOrdinaryFailure(event))
      return first >= 0 && (failedAt < 0 || failedAt > first) ? ['SyncFail hooks run without a failure'] : []
    },
  },
  {
    says: 'after a failure every SyncFail hook is run, unless the run was stopped or the cluster is gone',
    breaches: (run) => {
      if (reasonOf(run) !== 'completed' || !run.events.some(isOrdinaryFailure)) return []
      const tried = new Set(run.events.flatMap((event) => (isTried(event) ? [event.task] : [])))
      return run.tasks
        .filter(({ phase, task }) => phase === 'SyncFail' && !tried.has(task))
        .map(({ task }) => `${task} did not run`)
    },
  },
  {
    says: 'SyncFail hooks wait until nothing awaited runs any more, unless a write of the wave was refused',
    breaches: (run) => {
      const first = run.events.findIndex(isSyncFailStart)
      if (first < 0 || run.random.settings.dryRun !== 'none') return []
      const before = run.events.slice(0, first)
      // A refused write starts them at once, beside what still runs (argo-cd:gitops-engine/pkg/sync/sync_context.go).
      if (before.some((event) => isRefusal(event))) return []
      const running = runningTasks(run, before)
      return ordinary(run)
        .filter(({ task }) => running.has(task))
        .map(({ task }) => `SyncFail hooks run beside ${task}`)
    },
  },
  {
    says: 'a failed run ends only when all that it awaits has ended',
    breaches: (run) => {
      if (reasonOf(run) !== 'completed' || run.random.settings.dryRun !== 'none') return []
      const running = runningTasks(run, run.events)
      return run.tasks.filter(({ task, hook }) => running.has(task) && hook).map(({ task }) => `${task} still runs`)
    },
  },
]

/** Applied, and no outcome told. */
export function runningTasks(run: TracedRun, events: readonly SyncEvent[]): ReadonlySet<string> {
  const found = new Map<string, 'Succeeded' | 'Failed' | 'Error'>()
  for (const event of events) hearOutcome(found, event)
  const applied = events.flatMap((event) =>
    event.type === 'resource-applied' && event.dryRun !== true ? [event.task] : [],
  )
  return new Set(applied.filter((task) => !found.has(task)))
}

function isSyncFailStart(event: SyncEvent): boolean {
  return isTried(event) && event.phase === 'SyncFail'
}

function isTried(
  event: SyncEvent,
): event is Extract<SyncEvent, { type: 'resource-applied' | 'apply-failed' | 'task-completed' }> {
  return event.type === 'resource-applied' || event.type === 'apply-failed' || event.type === 'task-completed'
}

function isOrdinaryFailure(event: SyncEvent): boolean {
  return isFailure(event) && 'phase' in event && event.phase !== 'SyncFail'
}

/** The server took a write or a delete amiss. */
function isRefusal(event: SyncEvent): boolean {
  return (
    event.type === 'apply-failed' ||
    (event.type === 'resource-deleted' && event.outcome === 'refused') ||
    isReleaseRefused(event)
  )
}

function isReleaseRefused(event: SyncEvent): boolean {
  return event.type === 'task-completed' && event.outcome === 'Error' && event.message.startsWith('failed to ')
}
