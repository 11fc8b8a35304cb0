// What a sync can do next, and what that is decided from. Data only.
import type { HookDeletePolicy } from '../hook/hook.ts'
import type { PlanWave } from '../plan/plan-tree.ts'
import type { SyncPlan, SyncTask } from '../plan/sync-plan.ts'
import type { Batch, BatchOutcome, OperationEnd, OperationState } from './operation.ts'
import type { SyncOptions } from './sync-options.ts'
import type { View } from './view.ts'

/** What waiting is for, in the words of Argo CD's messages. */
export type WaitFor = 'completion' | 'health' | 'deletion' | 'confirmation' | 'establishment' | 'admission'

/** The next thing to do. */
export type Step =
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

/** How the decision is made where there is a choice. */
export type StepOptions = Pick<SyncOptions, 'wait' | 'dryRun' | 'policy'>

/** Everything that a decision is made from. */
export interface Situation {
  readonly plan: SyncPlan
  /** The plan's tasks, but prune tasks whose object is gone, in order. */
  readonly tasks: readonly SyncTask[]
  /** The same tasks as they run. */
  readonly waves: readonly PlanWave<SyncTask>[]
  readonly state: OperationState
  readonly view: View
  readonly options: StepOptions
  /** Milliseconds since 1970. */
  readonly now: number
}
