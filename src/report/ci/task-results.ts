// What came of each task of a run, and what ended a run beside its tasks. Reads a record; formats nothing.
import type { Diagnosis } from '../../diagnose/diagnosis.ts'
import type { Location } from '../../manifest/manifest.ts'
import { defined } from '../../object/defined.ts'
import type { TaskRef } from '../../plan/task-ref.ts'
import { TERMINATED } from '../failure-facts.ts'
import { endSentence, runEnd } from '../run-end.ts'
import { tailLines } from './log-tail.ts'
import type { TaskDraft } from '../timeline.ts'
import type { CiRecord } from './ci-record.ts'
import type { LogTail } from './log-tail.ts'

/** What came of one task. */
export interface TaskReport {
  readonly task: TaskRef
  readonly action: 'apply' | 'prune'
  /** `skipped`: nothing was done for it, or it is not known how it would have ended. */
  readonly outcome: 'passed' | 'failed' | 'skipped'
  /** What was said of it; of a failure what failed. */
  readonly message: string
  /** Why it failed, where that was found out. */
  readonly diagnosis?: Diagnosis
  readonly location?: Location
  /** In milliseconds since 1970; undefined: nothing was done. */
  readonly startedAt: number | undefined
  readonly durationMs: number
  /** The last lines of its log, oldest first. */
  readonly log: readonly string[]
}

/** The results in the order of the plan. */
export function taskResults(record: CiRecord): readonly TaskReport[] {
  const { tally } = record
  const planned = new Set(tally.planned.map(({ task }) => task))
  const unplanned = [...tally.failures.values()].filter(({ task }) => !planned.has(task.task))
  return [
    ...tally.planned.map((task) => resultOf(record, task, task)),
    ...unplanned.map(({ task }) => resultOf(record, task, { action: 'apply' })),
  ]
}

/** How a run failed that no task of it explains; undefined: it has not, or one does. */
export function runFault(record: CiRecord, results: readonly TaskReport[]): string | undefined {
  const { findings, timeline } = record
  const { ended } = timeline
  if (ended?.phase === 'Succeeded') return undefined
  if (ended === undefined) return 'how the run ended is not known'
  const isExplained =
    results.some(({ outcome }) => outcome === 'failed') || findings.some(({ severity }) => severity === 'error')
  return isExplained && ended.reason !== 'interrupted' ? undefined : endText(record)
}

/** How a run ended, in one sentence: `Failed at PreSync/migrate: exit code 3`. */
export function endText({ tally, timeline: { ended } }: CiRecord): string {
  return ended === undefined ? `${tally.operation} has not ended` : endSentence(runEnd(ended, tally))
}

/** Where the manifest is of what a run ended at. */
export function endPlace({ tally, timeline: { ended } }: CiRecord): Location | undefined {
  const { task } = ended === undefined ? {} : runEnd(ended, tally)
  return tally.planned.find((one) => one.task === task?.task)?.location
}

function resultOf(record: CiRecord, task: TaskRef, planned: Planned): TaskReport {
  const { timeline, logs } = record
  const known = timeline.tasks.get(task.task)
  const startedAt = known?.start
  const failure = record.tally.failures.get(task.task)
  const location = planned.location ?? failure?.location
  return {
    task,
    action: planned.action,
    ...judge(record, task, known),
    ...defined({ diagnosis: known?.diagnosis, location: failure?.location ?? location }),
    startedAt,
    durationMs: startedAt === undefined ? 0 : Math.max(0, (known?.end ?? timeline.last) - startedAt),
    log: logOf(logs.get(task.task), known?.diagnosis),
  }
}

interface Planned {
  readonly action: 'apply' | 'prune'
  readonly location?: Location
}

function judge(
  { tally, timeline: { ended } }: CiRecord,
  task: TaskRef,
  known: TaskDraft | undefined,
): Pick<TaskReport, 'outcome' | 'message'> {
  const failure = tally.failures.get(task.task)
  const blocker = tally.blockers.find((one) => one.task === task.task)
  const waited = blocker === undefined ? undefined : `waited for ${blocker.what}: ${blocker.message}`
  const why = ended?.reason === 'timeout' ? '--timeout was over' : undefined
  if (failure !== undefined && failure.message !== TERMINATED) return { outcome: 'failed', message: failure.message }
  if (failure !== undefined) {
    const after = ended?.signal === undefined ? '' : ` after ${ended.signal}`
    return { outcome: 'failed', message: joined(`ended by this run${after}`, why, waited) }
  }
  if (waited !== undefined) return { outcome: 'failed', message: joined(why, waited) }
  if (tally.stillRunning.some((one) => one.task === task.task)) {
    return { outcome: 'skipped', message: 'it still runs in the cluster; nobody saw how it ends' }
  }
  const message = known?.message ?? ''
  if (known?.outcome === 'skipped') return { outcome: 'skipped', message }
  if (known?.start !== undefined) {
    const isKnown = known.end !== undefined || ended?.phase === 'Succeeded'
    const unknown = `the run ended before it was known how it fares${message === '' ? '' : `: ${message}`}`
    return isKnown ? { outcome: 'passed', message } : { outcome: 'skipped', message: unknown }
  }
  return { outcome: 'skipped', message: task.phase === 'SyncFail' ? 'runs only after a failure' : 'not run' }
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(': ')
}

/** What came while it ran, else what was read after its failure. */
function logOf(log: LogTail | undefined, diagnosis: Diagnosis | undefined): readonly string[] {
  if (log !== undefined) return tailLines(log)
  const pods = diagnosis?.pods ?? []
  return pods.flatMap((pod) =>
    pod.containers.flatMap(({ name, logLines }) =>
      logLines.flatMap((text) => text.split('\n')).map((line) => `${pod.name}/${name} | ${line}`),
    ),
  )
}
