// Everything that a run tells, in order, after the fact. The only output of a sync: presenters fold it, and so does the exit code.
import type { Shaped } from '../object/json-shape.ts'
import type { BLOCKER, EVENT_SHAPES, GIVEN_UP, PLANNED_TASK } from './event-shape.ts'

/** Version of the event format; part of each line of `-o json`. */
export const EVENT_VERSION = 1

/** The same wait, or the same trouble, is told again after so long, in milliseconds; a CI system gives up on silence after minutes. */
export const REPEAT_AFTER_MS = 30_000

/** What a `prune-skipped` says where nobody asked for pruning, in Argo CD's words (argo-cd:gitops-engine/pkg/sync/sync_context.go, pruneObject). */
export const REQUIRES_PRUNING = 'ignored (requires pruning)'

/** How an operation stands (argo-cd:gitops-engine/pkg/sync/common/types.go). */
export type OperationPhase = 'Running' | 'Failed' | 'Error' | 'Succeeded'

/** What came of one resource (argo-cd:gitops-engine/pkg/sync/common/types.go). */
export type ResultCode = 'Synced' | 'SyncFailed' | 'Pruned' | 'PruneSkipped'

/** A task of the plan, as `plan-built` lists it. */
export type PlannedTask = Shaped<typeof PLANNED_TASK>

/** By which limit something was given up: its `hooksync.dev/timeout`, or one of fail-fast; in few words. */
export type GivenUp = Shaped<typeof GIVEN_UP>

/** What something waits for. */
export type Blocker = Shaped<typeof BLOCKER>

type Shapes = typeof EVENT_SHAPES

/** An event before anybody says when it happened: one for each shape. */
export type SyncEventBody = {
  readonly [T in keyof Shapes]: { readonly type: T } & Shaped<{ readonly fields: Shapes[T] }>
}[keyof Shapes]

/** Why an object was deleted. */
export type DeleteReason = Extract<SyncEventBody, { readonly type: 'resource-deleted' }>['reason']

/** Why a sync ended as it did, beyond Argo CD's phases. */
export type EndReason = Extract<SyncEventBody, { readonly type: 'operation-completed' }>['reason']

/** One thing that happened; `seq` counts from 1. */
export type SyncEvent = TimedEvent & { readonly v: typeof EVENT_VERSION; readonly seq: number }

/** An event before it is numbered; `at` is milliseconds since 1970. */
export type TimedEvent = SyncEventBody & { readonly at: number }
