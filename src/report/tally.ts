// What a run did, counted event by event for the summary at the end. Decides nothing.
import { defined } from '../object/defined.ts'
import { isOfDeletion } from '../hook/hook.ts'
import type { Diagnosis } from '../diagnose/diagnosis.ts'
import type { Location } from '../manifest/manifest.ts'
import type { TaskRef } from '../plan/task-ref.ts'
import { isAwaitedDeletion } from '../sync/awaited-deletion.ts'
import type { Blocker, GivenUp, PlannedTask } from '../sync/events.ts'
import { REQUIRES_PRUNING } from '../sync/events.ts'
import { keepLine, lastLineOf } from './last-lines.ts'
import type { LastLines } from './last-lines.ts'
import type { EventOf, EventType } from './presenter.ts'

/** Something that went wrong, with the text that says why. */
export interface TaskFailure {
  readonly task: TaskRef
  readonly message: string
  readonly location?: Location
  /** Of a task that was done and did not succeed; left out: it could not be written or deleted. */
  readonly outcome?: 'Failed' | 'Error'
  /** By which limit it was given up, in few words; left out: it has failed of itself. */
  readonly givenUp?: GivenUp
  readonly diagnosis?: Diagnosis
  /** The line of its log that tells most, of the last that were told while it ran: who looks afterwards may come too late. */
  readonly lastLine?: string
  /** What to do, where it is known without a diagnosis. */
  readonly hint?: string
}

/** What is known so far. It is added to in place: copies for each of 2,000 resources would cost seconds. */
export interface Tally {
  startedAt: number | undefined
  dryRun: 'none' | 'client' | 'server'
  operation: 'Sync' | 'Delete'
  /** Where it runs, as it was told: for the commands that a reader may need afterwards. */
  server: string | undefined
  context: string | undefined
  /** The flags that say which cluster, as whom, as they were given. */
  readonly connection: readonly string[]
  /** The wave that was begun last. */
  here: Pick<TaskRef, 'phase' | 'wave'> | undefined
  /** What is waited for at the moment. */
  waited: readonly Blocker[]
  /** When and in which wave it was broken off, and what it waited for; SyncFail hooks may have run since. */
  brokenOff: (Pick<Tally, 'here' | 'waited'> & { readonly at: number }) | undefined
  /** The task that the last event says has failed, or says why of. */
  lastFailed: string | undefined
  planned: readonly PlannedTask[]
  /** Number of resources by what became of them: `created`, `pruned`, …; in the order of their first. */
  readonly counts: Map<string, number>
  /** What was asked to go, by task, with the word for it when it is gone. */
  readonly leaving: Map<string, string>
  /** What was asked to go and counted at once, since nothing waits for its end; by task, with that word. */
  readonly asked: Map<string, string>
  /** The tasks that something was done for. */
  readonly touched: Set<string>
  /** Those of them that were done well. */
  readonly done: Set<string>
  /** When they were written, in milliseconds since 1970. */
  readonly writtenAt: Map<string, number>
  /** Those whose object was written and that nobody asked to delete since. */
  readonly present: Set<string>
  /** Those that this run ended, because it was stopped. */
  readonly ended: Set<string>
  readonly failures: Map<string, TaskFailure>
  /** By task and container, the last lines of the log that were told; who spoke last comes last. */
  readonly lastLines: LastLines
  /** Those that the lines of the gate have named already. */
  readonly namedAtGate: Set<string>
  fieldsTaken: number
  /** Who had the lock before, and did not renew it any more. */
  lockTakenFrom: string | undefined
  /** Objects that left the manifests, and that nobody asked to prune. */
  unpruned: number
  /** Those of them that pruning would delete. */
  forPruning: number
  /** Writes whose answer never came, by task, with what may be so. */
  readonly unanswered: Map<string, TaskFailure>
  /** What a policy could not delete, by task. */
  readonly left: Map<string, TaskFailure>
  stillRunning: readonly TaskRef[]
  blockers: readonly Blocker[]
  /** The time that was over, in milliseconds; undefined: none was. */
  limitMs: number | undefined
}

/** The tally before the first event. */
export function createTally(connection: readonly string[] = []): Tally {
  return {
    startedAt: undefined,
    dryRun: 'none',
    operation: 'Sync',
    server: undefined,
    context: undefined,
    connection,
    here: undefined,
    waited: [],
    brokenOff: undefined,
    lastFailed: undefined,
    planned: [],
    counts: new Map(),
    leaving: new Map(),
    asked: new Map(),
    touched: new Set(),
    done: new Set(),
    writtenAt: new Map(),
    present: new Set(),
    ended: new Set(),
    failures: new Map(),
    lastLines: new Map(),
    namedAtGate: new Set(),
    fieldsTaken: 0,
    lockTakenFrom: undefined,
    unpruned: 0,
    forPruning: 0,
    unanswered: new Map(),
    left: new Map(),
    stillRunning: [],
    blockers: [],
    limitMs: undefined,
  }
}

/** Adds one more event to the tally. */
export function countEvent<T extends EventType>(tally: Tally, event: EventOf<T> & { readonly type: T }): void {
  tally.startedAt ??= event.at
  if (!isDiagnosisOf(tally.lastFailed, event)) tally.lastFailed = undefined
  COUNTERS[event.type]?.(tally, event)
}

function isDiagnosisOf(task: string | undefined, event: EventOf<EventType>): boolean {
  return event.type === 'failure-diagnosed' && event.task === task
}

type Counters = { readonly [T in EventType]?: (tally: Tally, event: EventOf<T>) => void }

const COUNTERS: Counters = {
  'sync-started': (tally, { dryRun, operation, server, context }) => {
    tally.dryRun = dryRun
    tally.server = server
    tally.context = context
    tally.operation = operation === undefined ? 'Sync' : 'Delete'
  },
  'plan-built': (tally, { tasks }) => void (tally.planned = tasks),
  'gate-failed': (tally, { failures }) => {
    for (const failure of failures) addFailure(tally, failure)
    for (const { task } of failures) tally.namedAtGate.add(task.task)
  },
  'field-taken': (tally) => void (tally.fieldsTaken += 1),
  warning: (tally, { lockTakenFrom }) => void (tally.lockTakenFrom = lockTakenFrom ?? tally.lockTakenFrom),
  'wave-started': (tally, { phase, wave }) => void (tally.here = { phase, wave }),
  waiting: (tally, { blockers }) => void (tally.waited = blockers),
  'resource-applied': (tally, { task, change, at, dryRun }) => {
    hasGone(tally, task)
    tally.asked.delete(task)
    touch(tally, task, change)
    tally.writtenAt.set(task, at)
    if (dryRun !== true) tally.present.add(task)
  },
  'apply-failed': (tally, event) => {
    hasGone(tally, event.task)
    touch(tally, event.task, 'refused')
    addFailure(tally, failureOf(event, event))
    tally.lastFailed = event.task
  },
  'failure-diagnosed': (tally, { task, diagnosis }) => {
    const failure = tally.failures.get(task)
    if (failure === undefined) return
    const lastLine = lastLineOf(tally.lastLines.get(task), diagnosis)
    tally.failures.set(task, { ...failure, diagnosis, ...defined({ lastLine }) })
  },
  'log-line': ({ lastLines }, event) => keepLine(lastLines, event),
  'resource-deleted': countDeletion,
  'prune-skipped': (tally, { task, phase, message }) => {
    touch(tally, task, isOfDeletion(phase) ? 'not deleted' : 'not pruned')
    if (message.startsWith(REQUIRES_PRUNING)) tally.unpruned += 1
    if (message === REQUIRES_PRUNING) tally.forPruning += 1
  },
  'task-completed': (tally, event) => {
    // What this run ends it has waited for.
    if (!tally.ended.has(event.task)) tally.waited = tally.waited.filter(({ task }) => task !== event.task)
    // What somebody else has deleted is done, too.
    tally.touched.add(event.task)
    // What failed and was then seen to be healthy has not failed.
    if (event.outcome !== 'Succeeded') {
      tally.lastFailed = event.task
      const { outcome, givenUp } = event
      return addFailure(tally, { ...failureOf(event, event), outcome, ...defined({ givenUp }) })
    }
    tally.failures.delete(event.task)
    tally.lastLines.delete(event.task)
    tally.done.add(event.task)
    hasGone(tally, event.task)
  },
  'write-unanswered': (tally, event) => {
    if (event.what === 'apply') touch(tally, event.task, 'sent without an answer')
    tally.unanswered.set(event.task, failureOf(event, event))
  },
  interrupted: noteRunning,
  'lock-lost': noteRunning,
  'cluster-lost': noteRunning,
  'timed-out': (tally, { milliseconds, blockers }) => {
    tally.limitMs = milliseconds
    tally.blockers = blockers
    noteStillThere(tally, blockers)
  },
}

function noteRunning(tally: Tally, event: EventOf<'interrupted' | 'lock-lost' | 'cluster-lost'>): void {
  const { stillRunning, blockers = [], leaving = [] } = event
  tally.brokenOff ??= { at: event.at, here: tally.here, waited: blockers.length > 0 ? blockers : tally.waited }
  tally.stillRunning = stillRunning.filter(({ task }) => blockers.every((one) => one.task !== task))
  tally.blockers = [...blockers, ...leaving.map((one) => ({ ...one, what: 'deletion' }) as const)]
  noteStillThere(tally, tally.blockers)
}

/** What was counted as gone when it was asked to go, and is held. */
function noteStillThere(tally: Tally, blockers: readonly Blocker[]): void {
  for (const { task, what } of blockers) {
    const word = tally.asked.get(task)
    if (what !== 'deletion' || word === undefined) continue
    const rest = (tally.counts.get(word) ?? 0) - 1
    if (rest > 0) tally.counts.set(word, rest)
    else tally.counts.delete(word)
    tally.asked.delete(task)
    tally.leaving.set(task, word)
  }
}

/** What was asked to go has gone: it is made anew, or that was all there was to do. */
function hasGone(tally: Tally, task: string): void {
  const word = tally.leaving.get(task)
  if (word !== undefined) increment(tally, word)
  tally.leaving.delete(task)
}

function countDeletion(tally: Tally, event: EventOf<'resource-deleted'>): void {
  const pruned = event.reason === 'Prune'
  if (pruned || event.reason === 'Delete') tally.touched.add(event.task)
  if (event.outcome !== 'refused') tally.present.delete(event.task)
  if (event.reason === 'Terminated') tally.ended.add(event.task)
  if (event.outcome === 'absent') return
  if (event.outcome === 'requested') {
    const word = pruned ? 'pruned' : 'deleted'
    if (isAwaitedDeletion(event) || event.held !== undefined) tally.leaving.set(event.task, word)
    else {
      increment(tally, word)
      tally.asked.set(event.task, word)
    }
    return
  }
  const failure = failureOf(event, { message: event.message ?? 'the server refused to delete it' })
  // What goes by its policy at the end changes nothing for the sync; the task itself may have succeeded.
  if (event.reason === 'HookSucceeded' || event.reason === 'HookFailed') tally.left.set(event.task, failure)
  else addFailure(tally, failure)
}

function failureOf(
  task: TaskRef,
  why: { readonly message: string; readonly location?: Location; readonly hint?: string },
): TaskFailure {
  return { task, message: why.message, ...defined({ location: why.location, hint: why.hint }) }
}

/** The first text about a task is the nearest to its cause; a place is kept from whichever has one. */
function addFailure(tally: Tally, failure: TaskFailure): void {
  const known = tally.failures.get(failure.task.task)
  const location = known?.location ?? failure.location
  const outcome = known?.outcome ?? failure.outcome
  const hint = known?.hint ?? failure.hint
  const givenUp = known?.givenUp ?? failure.givenUp
  const merged = { ...(known ?? failure), ...defined({ location, outcome, hint, givenUp }) }
  tally.failures.set(failure.task.task, merged)
}

function touch(tally: Tally, task: string, word: string): void {
  tally.touched.add(task)
  increment(tally, word)
}

function increment(tally: Tally, word: string): void {
  tally.counts.set(word, (tally.counts.get(word) ?? 0) + 1)
}
