// What a sync can do next, and what that is decided from. Data only.
import type { HealthVerdict } from '../health/verdict.ts'
import type { HookDeletePolicy } from '../hook/hook.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { PlanWave } from '../plan/plan-tree.ts'
import type { SyncPlan, SyncTask, TaskId } from '../plan/sync-plan.ts'
import type { GivenUp } from './events.ts'
import type { Looks } from './given-up.ts'
import type { Batch, BatchOutcome, OperationEnd, OperationState, TaskResult } from './operation.ts'
import type { SyncOptions } from './sync-options.ts'
import type { Presence, View } from './view.ts'

/** What waiting is for, in the words of Argo CD's messages. */
export type WaitFor = 'completion' | 'health' | 'deletion' | 'confirmation' | 'establishment' | 'admission'

/** The next thing to do. */
export type Step =
  | { readonly do: 'complete'; readonly ended: readonly Completion[] }
  | { readonly do: 'gate' }
  | { readonly do: 'open-batch'; readonly batch: Batch }
  | { readonly do: 'close-batch'; readonly outcome: BatchOutcome; readonly delay: boolean }
  | { readonly do: 'release'; readonly tasks: readonly SyncTask[] }
  | { readonly do: 'apply'; readonly tasks: readonly SyncTask[] }
  | { readonly do: 'prune'; readonly tasks: readonly SyncTask[] }
  | { readonly do: 'delete'; readonly tasks: readonly SyncTask[]; readonly reason: HookDeletePolicy }
  | { readonly do: 'wait'; readonly tasks: readonly SyncTask[]; readonly for: WaitFor }
  | { readonly do: 'look-again'; readonly tasks: readonly SyncTask[] }
  | { readonly do: 'finish'; readonly end: OperationEnd }

/** A running task that has ended, or one whose object is gone as it should. */
export interface Completion {
  readonly task: SyncTask
  readonly result: TaskResult
  /** The object as it was last seen, for the reasons why. */
  readonly object: KubeObject | undefined
  /** It is gone, and nobody saw how it ended. */
  readonly vanished?: true
  /** It had not failed, and is not waited for any longer. */
  readonly givenUp?: GivenUp
}

/** How a running task stands. */
export interface Assessment {
  /** Of the very object that this run wrote. */
  readonly presence: Presence
  /** Whether what the manifest says has a health. */
  readonly hasHealth: boolean
  /** Of that object while it is live; undefined also where its kind has no rule. */
  readonly health: HealthVerdict | undefined
  /** What came of it so far. */
  readonly result: TaskResult
  /** Until when a Degraded health does not count, in milliseconds since 1970; undefined: it counts. */
  readonly graceEnd: number | undefined
  /** undefined: it has not ended. */
  readonly end: Completion | undefined
}

/** Of the tasks that run. */
export type Assessments = ReadonlyMap<TaskId, Assessment>

/** How the decision is made where there is a choice. */
export type StepOptions = Pick<
  SyncOptions,
  | 'wait'
  | 'dryRun'
  | 'policy'
  | 'customHealth'
  | 'unknownHealth'
  | 'degradedGraceMs'
  | 'failFast'
  | 'startedAt'
  | 'timeoutMs'
>

/** What is known when a decision is due. */
export interface Sighting {
  readonly state: OperationState
  readonly view: View
  /** Milliseconds since 1970. */
  readonly now: number
  /** A signal came, or time is up: nothing new is begun. */
  readonly stopped: boolean
  /** Of the pass before: what has not changed since is not judged again. */
  readonly last: Assessments
  /** What was seen behind what runs: in pods and events, not in the view. */
  readonly looks: Looks
}

/** Everything that one decision is made from, found out once. */
export interface Situation extends Sighting {
  readonly plan: SyncPlan
  /** The plan's tasks, but prune tasks whose object is gone, in order. */
  readonly tasks: readonly SyncTask[]
  /** The same tasks as they run. */
  readonly waves: readonly PlanWave<SyncTask>[]
  /** Those prune tasks. */
  readonly gone: readonly SyncTask[]
  readonly options: StepOptions
  readonly assessments: Assessments
}
