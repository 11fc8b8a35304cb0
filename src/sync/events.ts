// Everything that a run tells, in order, after the fact. The only output of a sync: presenters fold it, and so does the exit code.
import type { ClusterErrorReason } from '../errors.ts'
import type { HookDeletePolicy, HookType, SyncPhase } from '../hook/hook.ts'
import type { HealthStatusCode } from '../health/health.ts'
import type { Diagnostic } from '../manifest/diagnostic.ts'
import type { Location } from '../manifest/manifest.ts'
import type { RefusedField } from '../object/refused-field.ts'
import type { ResourceKey } from '../object/resource-key.ts'
import type { Diagnosis } from '../diagnose/diagnosis.ts'

/** Version of the event format; part of each line of `-o json`. */
export const EVENT_VERSION = 1

/** How an operation stands (argo-cd:gitops-engine/pkg/sync/common/types.go). */
export type OperationPhase = 'Running' | 'Failed' | 'Error' | 'Succeeded'

/** What came of one resource (argo-cd:gitops-engine/pkg/sync/common/types.go). */
export type ResultCode = 'Synced' | 'SyncFailed' | 'Pruned' | 'PruneSkipped'

/** A task as events name it. */
export interface TaskRef {
  /** `PreSync batch/Job shop/migrate` */
  readonly task: string
  readonly key: ResourceKey
  readonly phase: SyncPhase
  readonly wave: number
  readonly hook: boolean
}

/** A task of the plan, as `plan-built` lists it. */
export interface PlannedTask extends TaskRef {
  readonly action: 'apply' | 'prune'
  readonly hookTypes: readonly HookType[]
  readonly deletePolicies: readonly HookDeletePolicy[]
  readonly location?: Location
}

/** Why an object was deleted. */
export type DeleteReason = HookDeletePolicy | 'Prune'

/** What something waits for. */
export interface Blocker extends TaskRef {
  readonly what: 'completion' | 'health' | 'deletion' | 'confirmation' | 'admission'
  readonly health?: HealthStatusCode
  /** Why it is not there yet: the health message or what diagnosis found. */
  readonly message: string
}

/** Why a sync ended as it did, beyond Argo CD's phases. */
export type EndReason = 'completed' | 'gate' | 'invalid' | 'timeout' | 'interrupted' | 'cluster'

/** An event before anybody says when it happened. */
export type SyncEventBody =
  | {
      readonly type: 'sync-started'
      readonly namespace: string
      readonly server?: string
      readonly context?: string
      readonly revision: string
      readonly dryRun: 'none' | 'client' | 'server'
      readonly version: string
    }
  | { readonly type: 'plan-built'; readonly tasks: readonly PlannedTask[] }
  | { readonly type: 'diagnostic'; readonly diagnostic: Diagnostic }
  | { readonly type: 'warning'; readonly message: string; readonly key?: ResourceKey; readonly hint?: string }
  | { readonly type: 'gate-passed'; readonly checked: number; readonly durationMs: number }
  | {
      readonly type: 'gate-failed'
      readonly failures: readonly {
        readonly task: TaskRef
        readonly message: string
        readonly reason: ClusterErrorReason
        /** The first field that the refusal names. */
        readonly field?: RefusedField
        readonly location?: Location
        readonly hint?: string
      }[]
    }
  | {
      readonly type: 'field-taken'
      readonly key: ResourceKey
      readonly manager: string
      readonly field: string
      readonly from?: string
      readonly to?: string
    }
  | { readonly type: 'phase-started'; readonly phase: SyncPhase }
  | {
      readonly type: 'wave-started'
      readonly phase: SyncPhase
      readonly wave: number
      readonly tasks: readonly TaskRef[]
    }
  | ({
      readonly type: 'resource-applied'
      readonly change: 'created' | 'configured' | 'unchanged' | 'recreated' | 'replaced'
      readonly uid?: string
      readonly resourceVersion?: string
      readonly dryRun?: boolean
    } & TaskRef)
  | ({ readonly type: 'apply-failed'; readonly message: string; readonly location?: Location } & TaskRef)
  | ({
      readonly type: 'write-unanswered'
      readonly what: 'apply' | 'delete'
      /** What may be so. */
      readonly message: string
    } & TaskRef)
  | ({
      readonly type: 'resource-deleted'
      readonly reason: DeleteReason
      /** `requested`: the server took it; `absent`: it was gone already; `refused`: the server said no. */
      readonly outcome: 'requested' | 'absent' | 'refused'
      readonly message?: string
    } & TaskRef)
  | ({ readonly type: 'prune-skipped'; readonly message: string } & TaskRef)
  | ({
      readonly type: 'health-changed'
      readonly status: HealthStatusCode
      readonly message: string
    } & TaskRef)
  | ({
      readonly type: 'task-completed'
      readonly outcome: 'Succeeded' | 'Failed' | 'Error'
      readonly message: string
      /** Its object is gone, and nobody saw how it ended. */
      readonly vanished?: true
    } & TaskRef)
  | ({ readonly type: 'failure-diagnosed'; readonly diagnosis: Diagnosis } & TaskRef)
  | ({ readonly type: 'log-line'; readonly pod: string; readonly container: string; readonly line: string } & TaskRef)
  | { readonly type: 'waiting'; readonly message: string; readonly blockers: readonly Blocker[] }
  | { readonly type: 'wave-delayed'; readonly milliseconds: number }
  | { readonly type: 'interrupted'; readonly signal: string; readonly stillRunning: readonly TaskRef[] }
  | { readonly type: 'cluster-lost'; readonly message: string; readonly stillRunning: readonly TaskRef[] }
  | { readonly type: 'timed-out'; readonly milliseconds: number; readonly blockers: readonly Blocker[] }
  | {
      readonly type: 'operation-completed'
      readonly phase: Exclude<OperationPhase, 'Running'>
      /** In Argo CD's words. */
      readonly message: string
      readonly reason: EndReason
      readonly signal?: string
      readonly durationMs: number
      readonly phases: readonly { readonly phase: SyncPhase; readonly durationMs: number }[]
    }

/** One thing that happened; `seq` counts from 1. */
export type SyncEvent = TimedEvent & { readonly v: typeof EVENT_VERSION; readonly seq: number }

/** An event before it is numbered; `at` is milliseconds since 1970. */
export type TimedEvent = SyncEventBody & { readonly at: number }
