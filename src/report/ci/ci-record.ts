// What a run did, gathered from its events for the reports of a CI system: its timeline, what it counted, what it found, its logs. Formats nothing.
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { SyncEvent } from '../../sync/events.ts'
import { countEvent, createTally } from '../tally.ts'
import type { Tally } from '../tally.ts'
import { addToTimeline, createTimeline } from '../timeline.ts'
import type { TimelineDraft } from '../timeline.ts'
import { addLine, createLogTail } from './log-tail.ts'
import type { LogTail } from './log-tail.ts'

/** All of a run. It is added to in place, as the tally is. */
export interface CiRecord {
  readonly tally: Tally
  readonly timeline: TimelineDraft
  /** The last lines of the logs, by task. */
  readonly logs: Map<string, LogTail>
  readonly findings: Diagnostic[]
}

/** Before the first event. */
export function createCiRecord(): CiRecord {
  return { tally: createTally(), timeline: createTimeline(), logs: new Map(), findings: [] }
}

/** Adds one more event, which has lost its secrets and control characters. */
export function recordEvent(record: CiRecord, event: SyncEvent): void {
  countEvent(record.tally, event)
  addToTimeline(record.timeline, event)
  if (event.type === 'diagnostic') record.findings.push(event.diagnostic)
  if (event.type !== 'log-line') return
  const log = record.logs.get(event.task) ?? createLogTail()
  record.logs.set(event.task, log)
  addLine(log, `${event.pod}/${event.container} | ${event.line}`)
}
