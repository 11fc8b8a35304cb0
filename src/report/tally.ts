// What a run did, counted event by event for the summary at the end. Decides nothing.
import { defined } from '../object/defined.ts'
import { isOfDeletion } from '../hook/hook.ts'
import type { Phase } from '../hook/hook.ts'
import type { Location } from '../manifest/manifest.ts'
import type { TaskRef } from '../plan/task-ref.ts'
import type { Blocker, PlannedTask } from '../sync/events.ts'
import { REQUIRES_PRUNING } from '../sync/events.ts'
import type { EventOf, EventType } from './presenter.ts'

/** Something that went wrong, with the text that says why. */
export interface TaskFailure {
  readonly task: TaskRef
  readonly message: string
  readonly location?: Location
}

/** What is known so far. It is added to in place: copies for each of 2,000 resources would cost seconds. */
export interface Tally {
  startedAt: number | undefined
  dryRun: 'none' | 'client' | 'server'
  operation: 'Sync' | 'Delete'
  planned: readonly PlannedTask[]
  /** Number of resources by what became of them: `created`, `pruned`, …; in the order of their first. */
  readonly counts: Map<string, number>
  /** What was asked to go, by task, with the word for it when it is gone. */
  readonly leaving: Map<string, string>
  /** The tasks that something was done for. */
  readonly touched: Set<string>
  readonly failures: Map<string, TaskFailure>
  /** Those that the lines of the gate have named already. */
  readonly namedAtGate: Set<string>
  fieldsTaken: number
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
}

/** The tally before the first event. */
export function createTally(): Tally {
  return {
    startedAt: undefined,
    dryRun: 'none',
    operation: 'Sync',
    planned: [],
    counts: new Map(),
    leaving: new Map(),
    touched: new Set(),
    failures: new Map(),
    namedAtGate: new Set(),
    fieldsTaken: 0,
    unpruned: 0,
    forPruning: 0,
    unanswered: new Map(),
    left: new Map(),
    stillRunning: [],
    blockers: [],
  }
}

/** Adds one more event to the tally. */
export function countEvent<T extends EventType>(tally: Tally, event: EventOf<T> & { readonly type: T }): void {
  tally.startedAt ??= event.at
  COUNTERS[event.type]?.(tally, event)
}

type Counters = { readonly [T in EventType]?: (tally: Tally, event: EventOf<T>) => void }

const COUNTERS: Counters = {
  'sync-started': (tally, { dryRun, operation }) => {
    tally.dryRun = dryRun
    tally.operation = operation === undefined ? 'Sync' : 'Delete'
  },
  'plan-built': (tally, { tasks }) => void (tally.planned = tasks),
  'gate-failed': (tally, { failures }) => {
    for (const failure of failures) addFailure(tally, failure)
    // Of several with one message only the first is named there.
    const first = new Map(failures.toReversed().map(({ message, task }) => [message, task.task]))
    for (const task of first.values()) tally.namedAtGate.add(task)
  },
  'field-taken': (tally) => void (tally.fieldsTaken += 1),
  'resource-applied': (tally, { task, change }) => touch(tally, task, change),
  'apply-failed': (tally, event) => {
    touch(tally, event.task, 'refused')
    addFailure(tally, failureOf(event, event))
  },
  'resource-deleted': countDeletion,
  'prune-skipped': (tally, { task, phase, message }) => {
    touch(tally, task, isOfDeletion(phase) ? 'not deleted' : 'not pruned')
    if (message.startsWith(REQUIRES_PRUNING)) tally.unpruned += 1
    if (message === REQUIRES_PRUNING) tally.forPruning += 1
  },
  'task-completed': (tally, event) => {
    // What somebody else has deleted is done, too.
    tally.touched.add(event.task)
    // What failed and was then seen to be healthy has not failed.
    if (event.outcome !== 'Succeeded') return addFailure(tally, failureOf(event, event))
    tally.failures.delete(event.task)
    const word = tally.leaving.get(event.task)
    if (word !== undefined) increment(tally, word)
    tally.leaving.delete(event.task)
  },
  'write-unanswered': (tally, event) => {
    if (event.what === 'apply') touch(tally, event.task, 'sent without an answer')
    tally.unanswered.set(event.task, failureOf(event, event))
  },
  interrupted: noteRunning,
  'lock-lost': noteRunning,
  'cluster-lost': noteRunning,
  'timed-out': (tally, { blockers }) => void (tally.blockers = blockers),
}

function noteRunning(
  tally: Tally,
  { stillRunning, leaving = [] }: EventOf<'interrupted' | 'lock-lost' | 'cluster-lost'>,
): void {
  tally.stillRunning = stillRunning
  tally.blockers = leaving.map((one) => ({ ...one, what: 'deletion' }))
}

/** How many tasks of each phase nothing was done for; SyncFail is for a failure only and never counts. */
export function untouchedByPhase(tally: Tally): ReadonlyMap<Phase, number> {
  const counts = new Map<Phase, number>()
  for (const { task, phase } of tally.planned) {
    if (phase !== 'SyncFail' && !tally.touched.has(task)) counts.set(phase, (counts.get(phase) ?? 0) + 1)
  }
  return counts
}

function countDeletion(tally: Tally, event: EventOf<'resource-deleted'>): void {
  const pruned = event.reason === 'Prune'
  if (pruned || event.reason === 'Delete') tally.touched.add(event.task)
  if (event.outcome === 'absent') return
  if (event.outcome === 'requested') {
    const word = pruned ? 'pruned' : 'deleted'
    const isAwaited = event.dryRun !== true && (pruned || event.reason === 'Delete')
    if (isAwaited) tally.leaving.set(event.task, word)
    else increment(tally, word)
    return
  }
  const failure = failureOf(event, { message: event.message ?? 'the server refused to delete it' })
  // What goes by its policy at the end changes nothing for the sync; the task itself may have succeeded.
  if (event.reason === 'HookSucceeded' || event.reason === 'HookFailed') tally.left.set(event.task, failure)
  else addFailure(tally, failure)
}

function failureOf(task: TaskRef, why: { readonly message: string; readonly location?: Location }): TaskFailure {
  return { task, message: why.message, ...defined({ location: why.location }) }
}

/** The first text about a task is the nearest to its cause; a place is kept from whichever has one. */
function addFailure(tally: Tally, failure: TaskFailure): void {
  const known = tally.failures.get(failure.task.task)
  const location = known?.location ?? failure.location
  const merged = { ...(known ?? failure), ...defined({ location }) }
  tally.failures.set(failure.task.task, merged)
}

function touch(tally: Tally, task: string, word: string): void {
  tally.touched.add(task)
  increment(tally, word)
}

function increment(tally: Tally, word: string): void {
  tally.counts.set(word, (tally.counts.get(word) ?? 0) + 1)
}
