// Promises about how a run ends: once, in time, with a code that fits what it told.
import type { SyncEvent } from '../../../src/sync/events.ts'
import { isFailure, told } from './trace.ts'
import type { Promised, TracedRun } from './trace.ts'

/** Requests that are under way at a stop get so long to end, in milliseconds (src/sync/stop.ts). */
const GRACE_MS = 5000

/** The promises of this file. */
export const ENDING: readonly Promised[] = [
  {
    says: 'a run ends once, and tells nothing after it',
    breaches: ({ events }) => {
      const ends = told(events, 'operation-completed').length
      return ends === 1 && events.at(-1)?.type === 'operation-completed'
        ? []
        : [`${ends} ends, then ${events.at(-1)?.type}`]
    },
  },
  {
    says: 'a run ends within its timeout, and soon after a signal',
    breaches: (run) => {
      const { endedAt, startedAt, random } = run
      const found: string[] = []
      if (endedAt > startedAt + random.settings.timeoutMs + GRACE_MS) found.push(`took ${endedAt - startedAt} ms`)
      const signal = run.moments.find((moment) => moment.is === 'signalled')
      if (signal !== undefined && endedAt > signal.at + GRACE_MS)
        found.push(`went on for ${endedAt - signal.at} ms after a signal`)
      return found
    },
  },
  {
    says: 'events are numbered from 1 without a gap, and time does not run back',
    breaches: ({ events }) =>
      events.flatMap(({ seq, at, type }, index) => {
        const wrong = seq !== index + 1 ? [`${type} has number ${seq}, not ${index + 1}`] : []
        return at < (events[index - 1]?.at ?? 0) ? [...wrong, `${type} is told for an earlier time`] : wrong
      }),
  },
  {
    says: 'the exit code follows from what was told',
    breaches: (run) => {
      const wanted = expectedCode(run)
      return wanted.includes(run.exitCode) ? [] : [`exit code ${run.exitCode}, told ${wanted.join(' or ')}`]
    },
  },
  {
    says: 'a success means that every task succeeded, a failure that one did not',
    breaches: ({ events, summary }) => {
      if (summary.reason !== 'completed') return []
      const failed = events.some((event) => isFailure(event) || event.type === 'gate-failed' || isError(event))
      // A namespace that Argo CD applies before its gate, and kinds that nobody serves, fail the run in words only.
      if (summary.phase === 'Succeeded') return failed ? ['Succeeded although something failed'] : []
      return failed ? [] : [`${summary.phase} although nothing failed: ${summary.message}`]
    },
  },
]

/** Said anew, from the events alone. */
function expectedCode({ events }: TracedRun): readonly number[] {
  const last = events.at(-1)
  if (last?.type !== 'operation-completed') return []
  const interrupted = told(events, 'interrupted')[0]
  if (interrupted !== undefined) return [interrupted.signal === 'SIGINT' ? 130 : 143]
  if (told(events, 'timed-out').length > 0) return [6]
  if (last.phase === 'Succeeded') return [0]
  if (last.phase === 'Error') return [4]
  if (last.reason === 'completed') return [1]
  // What is wrong is the manifests (3), or the cluster that does not take them (4).
  return [3, 4]
}

function isError(event: SyncEvent): boolean {
  return event.type === 'diagnostic' && event.diagnostic.severity === 'error'
}
