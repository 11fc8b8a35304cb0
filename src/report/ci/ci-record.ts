// What a run did, folded from its events for the reports of a CI system: task by task, with times, causes and logs. Formats nothing.
import type { Diagnosis } from '../../diagnose/diagnosis.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { SyncEvent } from '../../sync/events.ts'
import type { EventOf, EventType } from '../presenter.ts'
import { countEvent, createTally } from '../tally.ts'
import type { Tally } from '../tally.ts'
import { addLine, createLogTail } from './log-tail.ts'
import type { LogTail } from './log-tail.ts'

/** What is known of one task beside the tally; edited in place. */
export interface TaskRecord {
  /** When something was first done for it, in milliseconds since 1970. */
  startedAt: number | undefined
  /** When it was done or given up. */
  endedAt: number | undefined
  /** What was last said of it. */
  message: string | undefined
  /** Left alone by a run that might have deleted it. */
  isKept: boolean
  diagnosis: Diagnosis | undefined
  readonly log: LogTail
}

/** All of a run. It is added to in place, as the tally is. */
export interface CiRecord {
  readonly tally: Tally
  readonly tasks: Map<string, TaskRecord>
  readonly findings: Diagnostic[]
  started: EventOf<'sync-started'> | undefined
  ended: EventOf<'operation-completed'> | undefined
  /** When its last event was. */
  lastAt: number
}

/** Before the first event. */
export function createCiRecord(): CiRecord {
  return {
    tally: createTally(),
    tasks: new Map(),
    findings: [],
    started: undefined,
    ended: undefined,
    lastAt: 0,
  }
}

/** Adds one more event, which has lost its secrets and control characters. */
export function recordEvent(record: CiRecord, event: SyncEvent): void {
  countEvent(record.tally, event)
  record.lastAt = event.at
  noteEvent(record, event)
}

function noteEvent<T extends EventType>(record: CiRecord, event: EventOf<T> & { readonly type: T }): void {
  RECORDERS[event.type]?.(record, event)
}

type Recorders = { readonly [T in EventType]?: (record: CiRecord, event: EventOf<T>) => void }

const RECORDERS: Recorders = {
  'sync-started': (record, event) => void (record.started = event),
  'operation-completed': (record, event) => void (record.ended = event),
  diagnostic: (record, { diagnostic }) => void record.findings.push(diagnostic),
  'task-completed': (record, event) => {
    Object.assign(begun(record, event), { endedAt: event.at, message: event.message })
  },
  'apply-failed': (record, event) => void Object.assign(begun(record, event), { endedAt: event.at }),
  'prune-skipped': (record, event) => {
    Object.assign(begun(record, event), { endedAt: event.at, message: event.message, isKept: true })
  },
  'resource-applied': (record, event) => void begun(record, event),
  'resource-deleted': (record, event) => {
    if (event.reason === 'Prune' || event.reason === 'Delete') begun(record, event)
  },
  'health-changed': (record, { task, message }) => void (of(record, task).message = message),
  'failure-diagnosed': (record, { task, diagnosis }) => void (of(record, task).diagnosis = diagnosis),
  'log-line': (record, { task, pod, container, line }) => {
    addLine(of(record, task).log, `${pod}/${container} | ${line}`)
  },
}

/** The task's record; something is done for it now, if nothing was before. */
function begun(record: CiRecord, event: { readonly task: string; readonly at: number }): TaskRecord {
  const task = of(record, event.task)
  task.startedAt ??= event.at
  return task
}

function of(record: CiRecord, id: string): TaskRecord {
  const known = record.tasks.get(id)
  if (known !== undefined) return known
  const made: TaskRecord = {
    startedAt: undefined,
    endedAt: undefined,
    message: undefined,
    isKept: false,
    diagnosis: undefined,
    log: createLogTail(),
  }
  record.tasks.set(id, made)
  return made
}
