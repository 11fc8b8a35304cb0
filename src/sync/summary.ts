// Folds events into what a sync came to, and that into the exit code. Pure.
import { EXIT_CODES, exitCodeOfSignal } from '../errors.ts'
import type { ExitCode } from '../errors.ts'
import { defined } from '../object/defined.ts'
import type { RefusedField } from '../object/refused-field.ts'
import { isClusterFault } from './refusals/cluster-fault.ts'
import type { TaskRef } from '../plan/task-ref.ts'
import type { End } from './end.ts'
import { isAwaitedDeletion } from './awaited-deletion.ts'
import type { EndReason, OperationPhase, TimedEvent } from './events.ts'

/** A task that failed. */
interface TaskFailure {
  readonly task: TaskRef
  readonly message: string
  /** The first field that the gate's refusal names. */
  readonly field?: RefusedField | undefined
}

/** What a sync came to. */
export interface Summary {
  readonly phase: OperationPhase
  readonly message: string
  readonly hint?: string | undefined
  readonly reason: EndReason
  readonly signal: string | undefined
  readonly durationMs: number
  /** How often each thing was done: `created`, `configured`, `unchanged`, `recreated`, `replaced`, `deleted`. */
  readonly counts: Readonly<Record<string, number>>
  /** Tasks whose object was asked to go and is not known to be gone: not counted as `deleted` yet. */
  readonly leaving: readonly string[]
  /** What failed, in order. */
  readonly failures: readonly TaskFailure[]
  /** Faults of the input for which nothing was touched: the cluster's (a kind or a right is missing), or the manifests'. */
  readonly faults: { readonly cluster: number; readonly input: number }
}

/** A sync of which nothing is known yet. */
export const NEW_SUMMARY: Summary = {
  phase: 'Running',
  message: '',
  reason: 'completed',
  signal: undefined,
  durationMs: 0,
  counts: {},
  leaving: [],
  failures: [],
  faults: { cluster: 0, input: 0 },
}

/** Findings that say nothing against the manifests. */
const OF_THE_CLUSTER: readonly string[] = ['UNKNOWN_KIND', 'MISSING_RIGHT']

/** The summary after one more event. */
export function foldEvent(summary: Summary, event: TimedEvent): Summary {
  switch (event.type) {
    case 'resource-applied':
      return counted(gone(summary, event.task), event.change)
    case 'resource-deleted':
      return event.outcome === 'requested' ? askedToGo(summary, event) : summary
    case 'apply-failed':
      return failed(gone(summary, event.task), { task: event, message: event.message })
    case 'task-completed':
      return event.outcome === 'Succeeded'
        ? gone(recovered(summary, event.task), event.task)
        : failed(summary, { task: event, message: event.message })
    case 'diagnostic':
      return event.diagnostic.severity === 'error'
        ? faulty(summary, OF_THE_CLUSTER.includes(event.diagnostic.code))
        : summary
    case 'gate-failed':
      return event.failures.reduce((sum, failure) => faulty(failed(sum, failure), isClusterFault(failure)), summary)
    case 'operation-completed': {
      const { phase, message, hint, reason, signal, durationMs } = event
      return { ...summary, phase, message, hint, reason, signal, durationMs }
    }
    default:
      return summary
  }
}

/** How it ended, for who has not heard what was found: a fault that is the cluster's is said in the reason. */
export function endOf(summary: Summary): End {
  const { phase, message, hint, signal } = summary
  const reason = exitCodeOf(summary) === EXIT_CODES.cluster ? 'cluster' : summary.reason
  return { phase: phase === 'Running' ? 'Error' : phase, message, reason, ...defined({ hint, signal }) }
}

/** The program's exit code for a sync (README, "Exit codes"). */
export function exitCodeOf(summary: Summary): ExitCode {
  switch (summary.reason) {
    case 'completed':
      return summary.phase === 'Succeeded' ? EXIT_CODES.succeeded : EXIT_CODES.failed
    case 'timeout':
      return EXIT_CODES.timeout
    case 'interrupted':
      return exitCodeOfSignal(summary.signal)
    case 'locked':
    case 'lock-lost':
      return EXIT_CODES.locked
    case 'cluster':
      return EXIT_CODES.cluster
    case 'invalid':
    case 'gate':
      // What was found wrong before an operation began is not counted.
      return summary.faults.input === 0 && summary.faults.cluster > 0 ? EXIT_CODES.cluster : EXIT_CODES.invalid
    default:
      return summary.reason satisfies never
  }
}

function counted(summary: Summary, what: string): Summary {
  return { ...summary, counts: { ...summary.counts, [what]: (summary.counts[what] ?? 0) + 1 } }
}

/** Of what is waited for its task tells when it is gone; what nobody waits for has gone unless somebody has to let it go. */
function askedToGo(summary: Summary, event: Extract<TimedEvent, { type: 'resource-deleted' }>): Summary {
  const isThere = isAwaitedDeletion(event) || event.held !== undefined
  return isThere ? { ...summary, leaving: [...summary.leaving, event.task] } : counted(summary, 'deleted')
}

function gone(summary: Summary, task: string): Summary {
  if (!summary.leaving.includes(task)) return summary
  return { ...counted(summary, 'deleted'), leaving: summary.leaving.filter((other) => other !== task) }
}

function failed(summary: Summary, { task, message, field }: TaskFailure): Summary {
  const failure = field === undefined ? { task, message } : { task, message, field }
  return { ...summary, failures: [...summary.failures, failure] }
}

/** What failed and was then seen to be healthy has not failed. */
function recovered(summary: Summary, task: string): Summary {
  if (summary.failures.every((failure) => failure.task.task !== task)) return summary
  return { ...summary, failures: summary.failures.filter((failure) => failure.task.task !== task) }
}

function faulty(summary: Summary, cluster: boolean): Summary {
  const { faults } = summary
  return {
    ...summary,
    faults: cluster ? { ...faults, cluster: faults.cluster + 1 } : { ...faults, input: faults.input + 1 },
  }
}
