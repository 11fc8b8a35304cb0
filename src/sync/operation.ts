// How far an operation is, as data, and how each thing that was done changes it. Pure.
import type { Phase } from '../hook/hook.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { TaskId } from '../plan/sync-plan.ts'
import type { OperationPhase, ResultCode } from './events.ts'

/** What came of one task. A task without a result is pending. */
export interface TaskResult {
  readonly code: ResultCode
  /** `Running` until health decides. */
  readonly phase: 'Running' | 'Succeeded' | 'Failed' | 'Error'
  readonly message: string
  /** Identity of the object that this run wrote; verdicts are bound to it. */
  readonly uid?: string
  /** Whether the apply itself was tried; false when what had to go before could not be deleted. */
  readonly applied: boolean
  /** Until then, or until the object changes, its status is that of the state before the write. */
  readonly settles?: { readonly resourceVersion: string; readonly at: number }
  /** The object as this run wrote it; left out where there was nothing to write. */
  readonly written?: KubeObject
  /** Since when it has been Degraded, in milliseconds since 1970; only where it may be so for a while. */
  readonly degradedAt?: number
  /** Of a prune task whose object is gone: whether this run has deleted it. */
  readonly gone?: 'by us' | 'before'
  /** When it was written, in milliseconds since 1970. */
  readonly at: number
}

/** What could not be written because a webhook could not be called; nobody has refused it. */
export interface Postponed {
  /** `webhook "check.example.com"` */
  readonly webhook: string
  readonly why: string
  /** Each webhook of which it was told that it keeps this out. */
  readonly told: readonly string[]
  /** When it is tried again, in milliseconds since 1970. */
  readonly at: number
  /** How often it was tried. */
  readonly tries: number
}

/** Tasks that are being applied. */
export interface Batch {
  /** `namespace`: the destination, before everything else; `sync-fail`: all SyncFail hooks at once. */
  readonly kind: 'wave' | 'namespace' | 'sync-fail'
  readonly phase: Phase
  readonly wave: number
  readonly tasks: ReadonlySet<TaskId>
  /** Nothing comes after it but SyncFail hooks. */
  readonly final: boolean
}

/**
 * What the last batch leads to. `all-tasks-run`: the end, nothing is awaited; `apply-failed`: the end, and nothing runs;
 * `start-sync-fail`: SyncFail hooks start at once, beside what still runs; `go-on`: look again.
 */
export type BatchOutcome = 'go-on' | 'all-tasks-run' | 'apply-failed' | 'start-sync-fail'

/** The state of one operation. */
export interface OperationState {
  readonly results: ReadonlyMap<TaskId, TaskResult>
  readonly gate: 'open' | 'passed'
  /** Tasks that the run leaves alone, since their objects are in sync: neither applied nor awaited. */
  readonly inSync: ReadonlySet<TaskId>
  readonly batch: Batch | undefined
  /** uids for which a delete was sent. */
  readonly deleted: ReadonlySet<string>
  /** Those of them that the server refused to delete. */
  readonly kept: ReadonlySet<string>
  /** uids from which the hook finalizer was taken. */
  readonly released: ReadonlySet<string>
  readonly outcome: BatchOutcome
  /** What has failed in this wave was looked at once more. */
  readonly lookedAgain: boolean
  /** Tasks of the open batch that are tried again. */
  readonly postponed: ReadonlyMap<TaskId, Postponed>
  /** How often the cluster was not as it was seen when a task was to be written. */
  readonly surprises: ReadonlyMap<TaskId, number>
  /** Why a task could not be done at all: the operation breaks off, and what the others have done is kept. */
  readonly broken: readonly unknown[]
}

/** An operation that has not begun. */
export const NEW_OPERATION: OperationState = {
  results: new Map(),
  gate: 'open',
  inSync: new Set(),
  batch: undefined,
  deleted: new Set(),
  kept: new Set(),
  released: new Set(),
  outcome: 'go-on',
  lookedAgain: false,
  postponed: new Map(),
  surprises: new Map(),
  broken: [],
}

/** The state with the results of some tasks. */
export function withResults(
  state: OperationState,
  results: readonly (readonly [TaskId, TaskResult])[],
): OperationState {
  if (results.length === 0) return state
  return { ...state, results: new Map([...state.results, ...results]) }
}

/** The state after the gate, which leaves alone what is in sync. */
export function withGatePassed(state: OperationState, inSync: ReadonlySet<TaskId>): OperationState {
  return { ...state, gate: 'passed', inSync }
}

/** The state in which a batch is open. */
export function withBatch(state: OperationState, batch: Batch): OperationState {
  return { ...state, batch, outcome: 'go-on', lookedAgain: state.lookedAgain && batch.kind !== 'wave' }
}

/** The state after the batch that was open. */
export function withoutBatch(state: OperationState, outcome: BatchOutcome): OperationState {
  return { ...state, batch: undefined, outcome, postponed: new Map() }
}

/** The state in which, of the tasks that were tried, these are tried again later. */
export function withPostponed(
  state: OperationState,
  tried: readonly TaskId[],
  postponed: readonly (readonly [TaskId, Postponed])[],
): OperationState {
  if (state.postponed.size === 0 && postponed.length === 0) return state
  const others = [...state.postponed].filter(([id]) => !tried.includes(id))
  return { ...state, postponed: new Map([...others, ...postponed]) }
}

/** The state after the cluster was not as it was seen when these were to be written. */
export function withSurprises(state: OperationState, ids: readonly TaskId[]): OperationState {
  if (ids.length === 0) return state
  const counts = ids.map((id) => [id, (state.surprises.get(id) ?? 0) + 1] as const)
  return { ...state, surprises: new Map([...state.surprises, ...counts]) }
}

/** The state after deletes were sent to these uids, of which the server refused some. */
export function withDeleted(
  state: OperationState,
  uids: readonly string[],
  refused: readonly string[] = [],
): OperationState {
  // What was refused once may have been accepted now.
  const kept = [...state.kept].filter((uid) => !uids.includes(uid))
  return { ...state, deleted: new Set([...state.deleted, ...uids]), kept: new Set([...kept, ...refused]) }
}

/** The state after the hook finalizer was taken from these uids. */
export function withReleased(state: OperationState, uids: readonly string[]): OperationState {
  return { ...state, released: new Set([...state.released, ...uids]) }
}

/** How an operation ended, in Argo CD's words. */
export interface OperationEnd {
  readonly phase: Exclude<OperationPhase, 'Running'>
  readonly message: string
}
