// Promises about signals and the end of time: nothing more is written, and what still runs is named.
import type { SyncEvent } from '../../../src/sync/events.ts'
import { runningTasks } from './failing.ts'
import { short } from './trace.ts'
import type { Promised, TracedRun } from './trace.ts'

/** The promises of this file. */
export const STOPPING: readonly Promised[] = [
  {
    says: 'no write begins after a signal or the end of the time',
    breaches: (run) => {
      const deadline = run.startedAt + run.random.settings.timeoutMs
      let signalled = false
      return run.moments.flatMap((moment) => {
        if (moment.is === 'signalled') signalled = true
        if (moment.is !== 'begun' || (!signalled && moment.at <= deadline)) return []
        return [`${moment.write.verb} ${short(moment.write.key)} begins after the stop`]
      })
    },
  },
  {
    says: 'a stop is the last thing that is told before the end, and it names exactly what still runs',
    breaches: (run) => {
      const index = run.events.findIndex(({ type }) => type === 'interrupted' || type === 'timed-out')
      const event = run.events[index]
      if (event === undefined) return stoppedSilently(run)
      const after = run.events.slice(index + 1).map(({ type }) => type)
      const found = after.join() === 'operation-completed' ? [] : [`after the stop: ${after.join()}`]
      const named = namedBy(event)
      const running = runningTasks(run, run.events.slice(0, index))
      const awaited = [...running].filter((task) => isSurelyAwaited(run, task))
      const missing = awaited.filter((task) => !named.has(task)).map((task) => `${task} still runs and is not named`)
      const wrong = [...named].filter((task) => !running.has(task)).map((task) => `${task} is named and does not run`)
      return [...found, ...missing, ...wrong]
    },
  },
  {
    says: 'a signal before the end interrupts the run',
    breaches: ({ moments, summary, endedAt, startedAt, random }) => {
      const signal = moments.findIndex(({ is }) => is === 'signalled')
      const late = endedAt >= startedAt + random.settings.timeoutMs
      if (signal < 0 || late || summary.reason === 'interrupted') return []
      const after = moments.slice(signal).filter((moment) => moment.is === 'told')
      // It came when the end was all but told.
      return after.length <= 1 ? [] : [`${summary.reason} after a signal`]
    },
  },
]

/** The tasks that a stop says are still running. */
function namedBy(event: SyncEvent): ReadonlySet<string> {
  if (event.type === 'interrupted') return new Set(event.stillRunning.map(({ task }) => task))
  if (event.type !== 'timed-out') return new Set()
  const running = event.blockers.filter(({ what }) => what === 'completion' || what === 'health')
  return new Set(running.map(({ task }) => task))
}

function stoppedSilently({ summary }: TracedRun): readonly string[] {
  return summary.reason === 'interrupted' || summary.reason === 'timeout'
    ? [`${summary.reason}, and nothing is told of it`]
    : []
}

function isSurelyAwaited(run: TracedRun, task: string): boolean {
  return run.random.settings.wait || run.tasks.some((planned) => planned.task === task && planned.hook)
}
