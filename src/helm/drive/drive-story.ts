// What a drive came to, in Helm's few words: the cause of a failure and what was left in the cluster. Folds events.
import { shortKey } from '../../object/resource-key.ts'
import { renderDiagnostic } from '../../manifest/render-diagnostic.ts'
import { formatDuration } from '../../report/duration.ts'
import type { TaskRef } from '../../plan/task-ref.ts'
import type { SyncEvent } from '../../sync/events.ts'
import type { Summary } from '../../sync/summary.ts'

/** An object that a drive has made. */
export interface Creation extends TaskRef {
  readonly uid: string
}

/** The memory of one drive. */
export type DriveStory = Readonly<ReturnType<typeof createStory>>

const CHANGED: readonly string[] = ['configured', 'recreated', 'replaced']

/** A story of which nothing is known yet. */
export function createStory() {
  const reasons = new Map<string, string>()
  const creations: Creation[] = []
  const changes: TaskRef[] = []
  const errors: string[] = []
  let blockers: readonly string[] = []
  return {
    hear(event: SyncEvent): void {
      if (event.type === 'failure-diagnosed') reasons.set(event.task, event.diagnosis.cause)
      if (event.type === 'diagnostic' && event.diagnostic.severity === 'error') {
        errors.push(renderDiagnostic(event.diagnostic).split('\n')[0] ?? '')
      }
      if (event.type === 'timed-out')
        blockers = event.blockers.map(({ key, message }) => `${shortKey(key)}: ${message}`)
      if (event.type === 'interrupted') {
        const why = new Map(event.blockers?.map(({ task, message }) => [task, message]))
        blockers = event.stillRunning.map(({ task, key }) => `${shortKey(key)}: ${why.get(task) ?? 'it still runs'}`)
      }
      if (event.type === 'resource-applied' && !event.hook && event.dryRun !== true) {
        if (event.change === 'created' && event.uid !== undefined) creations.push({ ...event, uid: event.uid })
        if (CHANGED.includes(event.change)) changes.push(event)
      }
    },
    /** Objects of Sync that were not there before, in order. */
    creations: (): readonly Creation[] => creations,
    /** Objects of Sync that were there and are now others, in order. */
    changes: (): readonly TaskRef[] => changes,
    /** Why it failed, the first line most of all. */
    cause(summary: Summary): readonly string[] {
      switch (summary.reason) {
        case 'invalid':
          return errors
        case 'gate':
          return summary.failures.map(({ task, message }) => `${shortKey(task.key)}: ${message}`)
        case 'timeout':
          return [`out of time after ${formatDuration(summary.durationMs)}: ${summary.message}`, ...blockers]
        case 'interrupted':
          return [`${summary.signal ?? 'a signal'}: stopped before the end`, ...blockers]
        case 'locked':
        case 'lock-lost':
        case 'cluster':
          return [summary.message, ...(summary.hint === undefined ? [] : [summary.hint])]
        case 'completed':
          return failureLines(summary, reasons)
        default:
          return summary.reason satisfies never
      }
    },
  }
}

/** A failure of the sync itself first, then what failed in SyncFail because of it. */
function failureLines(summary: Summary, reasons: ReadonlyMap<string, string>): readonly string[] {
  const { failures, message } = summary
  const ordered = [
    ...failures.filter(({ task }) => task.phase !== 'SyncFail'),
    ...failures.filter(({ task }) => task.phase === 'SyncFail'),
  ]
  if (ordered.length === 0) return [message]
  return ordered.map(({ task, message: text }) => {
    return `${task.phase}: ${shortKey(task.key)}: ${reasons.get(task.task) ?? text}`
  })
}
