// What the parts of one running sync share: the cluster and its time, the plan, what is seen, where it is told.
import type { Clock, Cluster, ResourceType, Trouble } from '../cluster/port.ts'
import { groupVersionKind } from '../object/resource-key.ts'
import type { SyncPlan, SyncTask } from '../plan/sync-plan.ts'
import { typeKey } from '../plan/plan-sync.ts'
import type { SyncEventBody } from './events.ts'
import type { GateReport } from './gate/gate-report.ts'
import type { Observer } from './see/observer.ts'
import type { Subject } from './see/scope.ts'
import type { SyncOptions } from './sync-options.ts'

/** A cluster and its time, and what else is known of it; a connection is one. */
export interface World {
  readonly cluster: Cluster
  readonly clock: Clock
  /** Destination of objects without a namespace, where the options name none. */
  readonly namespace?: string | undefined
  readonly server?: string | undefined
  readonly contextName?: string | undefined
  /** What it waits for, while it is being made or for an answer, in words; undefined: nothing. */
  readonly awaits?: (() => string | undefined) | undefined
  /** What keeps the server from being reached now; left out: nothing ever does. */
  readonly trouble?: (() => Trouble | undefined) | undefined
}

/** One running sync. How far it is is its `OperationState`; here only what is known of the cluster grows: the view, `types` and `unseen`. */
export interface Run extends World {
  readonly plan: SyncPlan
  readonly options: SyncOptions
  readonly observer: Observer
  /** By `typeKey`; grows when definitions are established. */
  readonly types: Map<string, ResourceType>
  /** What may not be looked at and was told; grows. */
  readonly unseen: Set<string>
  readonly emit: (event: SyncEventBody) => void
  /** Aborted by a signal or when time is up: nothing new is begun then. */
  readonly stop: AbortSignal
  /** The cluster for writes after a stop, by which a run in its grace ends what it began; left out: there are none. */
  readonly unstopped?: Cluster | undefined
  /** What the gate found out; empty until it was passed. */
  readonly gate: GateReport
}

/** The served type of a task's object, or undefined while nobody serves it. */
export function typeOf(run: Pick<Run, 'types'>, task: SyncTask): ResourceType | undefined {
  return run.types.get(typeKey(groupVersionKind(task.object)))
}

/** The tasks whose type is served, as subjects to look at. */
export function subjectsOf(run: Pick<Run, 'types'>, tasks: readonly SyncTask[]): readonly Subject[] {
  return tasks.flatMap((task) => {
    const type = typeOf(run, task)
    return type === undefined || task.key.name === '' ? [] : { type, key: task.key }
  })
}
