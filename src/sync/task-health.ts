// The health by which a task's object is judged, and whether a bad one counts yet. Pure.
import { assessOldStatus, hasCompletionRule } from '../health/index.ts'
import { hasHealth, isOfOperator, judgedHealth, lastJudgedHealth, ruleSource } from '../health/judging.ts'
import type { Judging } from '../health/judging.ts'
import type { HealthVerdict } from '../health/verdict.ts'
import { field, jsonEqual } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { managedFieldsOf } from '../object/managed-fields.ts'
import type { SyncTask } from '../plan/sync-plan.ts'
import type { TaskResult } from './operation.ts'
import type { StepOptions } from './step.ts'

/** A task and what came of it so far. */
export interface Judged {
  readonly task: SyncTask
  readonly result: TaskResult | undefined
}

/** Whether a task's object has a health by these options; without one it counts as done once it is applied. */
export function isJudged({ object }: SyncTask, options: Judging): boolean {
  return hasHealth(object, options)
}

/** The health by which a task's object is judged; undefined where nothing judges it. */
export function taskHealth({ task, result }: Judged, object: KubeObject, options: Judging): HealthVerdict | undefined {
  const source = ruleSource(task.key, options)
  if (source === 'none') return undefined
  // A finished hook that is on its way out (TTL, cascade) is judged by how it finished, as Argo CD's hook finalizer has it.
  // What has no condition is well by the common ones, and has not finished.
  const finished = source !== 'kstatus' && (task.hook !== undefined || hasCompletionRule(task.key))
  if (object.metadata.deletionTimestamp === undefined || !finished) {
    return failedSinceWrite(object, result, options) ?? judgedHealth(object, options)
  }
  const health = lastJudgedHealth(object, options)
  return task.hook === undefined && health?.status !== 'Healthy' ? judgedHealth(object, options) : health
}

/** A deleted object counts by its last state, so that a result that was there is never lost. */
export function lastHealth(task: SyncTask, object: KubeObject, options: Judging): HealthVerdict | undefined {
  if (task.hook !== undefined || hasCompletionRule(task.key)) return lastJudgedHealth(object, options)
  return { status: 'Progressing', message: 'deleted' }
}

/** What the object of a failed task says, whether or not it is being deleted: what is told of the failure goes by that. */
export function toldHealth(
  { result }: Pick<Judged, 'result'>,
  object: KubeObject,
  options: Judging,
): HealthVerdict | undefined {
  return failedSinceWrite(object, result, options) ?? lastJudgedHealth(object, options)
}

/** Some controllers raise observedGeneration only once they have succeeded: what they say against the new spec counts all the same. */
function failedSinceWrite(
  object: KubeObject,
  result: TaskResult | undefined,
  { policy }: Judging,
): HealthVerdict | undefined {
  if (!policy.awaitsNewStatus) return undefined
  const health = assessOldStatus(object, policy)
  if (health?.status !== 'Degraded' || !hasMoved(object, result?.written)) return undefined
  return health
}

/** Whether the status was written after the spec: after our write, or, where this run has written nothing, by the server's own times. */
function hasMoved(object: KubeObject, written: KubeObject | undefined): boolean {
  if (written !== undefined) {
    return !jsonEqual(field(object, 'status', 'conditions'), field(written, 'status', 'conditions'))
  }
  const entries = managedFieldsOf(object)
  const newest = (part: 'status' | 'spec'): string => {
    const times = entries.filter(({ fields }) => fields?.[`f:${part}`] !== undefined).map(({ time }) => time)
    return times.toSorted().at(-1) ?? ''
  }
  // Times are whole seconds, and a controller that refuses a spec mostly does so within the same one.
  return newest('spec') !== '' && newest('status') >= newest('spec')
}

/** The result with the moment since which it has been Degraded, where that does not count at once: custom resources often are until what they refer to is there. */
export function withGrace(
  { task, result }: Judged & { readonly result: TaskResult },
  health: HealthVerdict | undefined,
  { now, options }: { readonly now: number; readonly options: Judging & Pick<StepOptions, 'degradedGraceMs'> },
): TaskResult {
  const { degradedAt, ...rest } = result
  const isDegraded = health?.status === 'Degraded'
  if (isDegraded === (degradedAt !== undefined)) return result
  if (!isDegraded) return rest
  const mayBe = isOfOperator(task.key, options) && !hasCompletionRule(task.key)
  return options.degradedGraceMs > 0 && result.written !== undefined && mayBe ? { ...rest, degradedAt: now } : result
}
