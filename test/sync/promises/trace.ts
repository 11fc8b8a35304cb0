// What a run did, moment by moment: what it told, what it asked to be written, what became of that, what changed in the cluster.
import type { Change } from '../../../src/simulator/server/store.ts'
import type { ExitCode } from '../../../src/errors.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { formatKey } from '../../../src/object/resource-key.ts'
import type { ResourceKey } from '../../../src/object/resource-key.ts'
import type { PlannedTask, SyncEvent } from '../../../src/sync/events.ts'
import type { Summary } from '../../../src/sync/summary.ts'
import type { RandomRun } from './random-run.ts'

/** A write that the run asked for; dry runs are none. */
export interface Write {
  /** `release` takes Argo CD's finalizer off. */
  readonly verb: 'apply' | 'delete' | 'release'
  readonly key: ResourceKey
  /** Of a delete: which object it means. */
  readonly uid?: string
  readonly began: number
}

/** One moment; all are in the order in which they happened. */
export type Moment =
  | { readonly is: 'told'; readonly at: number; readonly event: SyncEvent }
  /** `live` is what the cluster had under that name then. */
  | { readonly is: 'begun'; readonly at: number; readonly write: Write; readonly live: KubeObject | undefined }
  | {
      readonly is: 'answered'
      readonly at: number
      readonly write: Write
      readonly answer: 'done' | 'absent' | 'error'
    }
  /** The server carried it out, whether or not the run gets to know. */
  | {
      readonly is: 'written'
      readonly at: number
      readonly verb: 'apply' | 'delete' | 'release'
      readonly key: ResourceKey
      readonly uid: string
    }
  | { readonly is: 'changed'; readonly at: number; readonly change: Change }
  /** An answer or a watch showed the run this object for the first time. */
  | { readonly is: 'seen'; readonly at: number; readonly key: ResourceKey; readonly uid: string }
  | { readonly is: 'signalled'; readonly at: number; readonly name: string }

/** A run that has ended. */
export interface TracedRun {
  readonly random: RandomRun
  readonly moments: readonly Moment[]
  readonly events: readonly SyncEvent[]
  /** The tasks of the plan, in order; empty where it came to none. */
  readonly tasks: readonly PlannedTask[]
  readonly summary: Summary
  readonly exitCode: ExitCode
  readonly startedAt: number
  readonly endedAt: number
  /** All that is there at the end. */
  readonly left: readonly KubeObject[]
}

/** A sentence about every run. */
export interface Promised {
  readonly says: string
  /** One line for each breach; empty when the promise is kept. */
  readonly breaches: (run: TracedRun) => readonly string[]
}

/** The tasks that are no SyncFail hooks. */
export function ordinary(run: TracedRun): readonly PlannedTask[] {
  return run.tasks.filter(({ phase }) => phase !== 'SyncFail')
}

/** The tasks that delete something. */
export function prunesOf(run: Pick<TracedRun, 'tasks'>): readonly PlannedTask[] {
  return run.tasks.filter(({ action }) => action === 'prune')
}

/** Whether two tasks, or events of them, belong to one wave. */
export function isSameWave(a: Place, b: Place): boolean {
  return a.phase === b.phase && a.wave === b.wave
}

interface Place {
  readonly phase: string
  readonly wave: number
}

/** The outcome of each task that was told so far; a refused write is `Failed`. */
export function outcomes(events: readonly SyncEvent[]): ReadonlyMap<string, 'Succeeded' | 'Failed' | 'Error'> {
  const found = new Map<string, 'Succeeded' | 'Failed' | 'Error'>()
  for (const event of events) hearOutcome(found, event)
  return found
}

/** Adds what one event tells of an outcome. */
export function hearOutcome(found: Map<string, 'Succeeded' | 'Failed' | 'Error'>, event: SyncEvent): void {
  if (event.type === 'apply-failed') found.set(event.task, 'Failed')
  else if (event.type === 'task-completed') found.set(event.task, event.outcome)
  else if (event.type === 'prune-skipped') found.set(event.task, 'Succeeded')
  else if (event.type === 'resource-deleted' && event.reason === 'Prune') {
    found.set(event.task, event.outcome === 'refused' ? 'Failed' : 'Succeeded')
  }
}

/** Whether an event tells of a failure of a task. */
export function isFailure(event: SyncEvent): boolean {
  return (
    event.type === 'apply-failed' ||
    (event.type === 'task-completed' && event.outcome !== 'Succeeded') ||
    (event.type === 'resource-deleted' && event.reason === 'Prune' && event.outcome === 'refused')
  )
}

/** The events of a type. */
export function told<T extends SyncEvent['type']>(
  events: readonly SyncEvent[],
  type: T,
): readonly Extract<SyncEvent, { type: T }>[] {
  return events.filter((event): event is Extract<SyncEvent, { type: T }> => event.type === type)
}

/** `Job/o1`, for messages. */
export function short({ kind, name }: ResourceKey): string {
  return `${kind}/${name}`
}

/** Whether two keys are one. */
export function isSame(a: ResourceKey, b: ResourceKey): boolean {
  return formatKey(a) === formatKey(b)
}

/** How the run ended, beyond Argo CD's phases. */
export function reasonOf(run: TracedRun): Summary['reason'] {
  return run.summary.reason
}
