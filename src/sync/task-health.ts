// The health by which a task's object is judged, and whether a bad one counts yet. Pure.
import {
  assessHealth,
  assessIgnoringDeletion,
  assessOldStatus,
  hasCompletionRule,
  hasCustomRule,
  hasHealth,
} from '../health/index.ts'
import { assessByConventions } from '../health/conventions.ts'
import type { HealthVerdict } from '../health/verdict.ts'
import { mayHaveStatus } from '../health/without-status.ts'
import { field, jsonEqual } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { managedFieldsOf } from '../object/managed-fields.ts'
import type { SyncTask } from '../plan/sync-plan.ts'
import type { TaskResult } from './operation.ts'
import type { StepOptions } from './step.ts'

/** What decides how an object is judged. */
export type HealthOptions = Pick<StepOptions, 'policy' | 'customHealth' | 'unknownHealth'>

/** A task and what came of it so far. */
export interface Judged {
  readonly task: SyncTask
  readonly result: TaskResult | undefined
}

/** Whether a task's object has a health by these options; without one it counts as done once it is applied. */
export function isJudged(task: SyncTask, options: Pick<HealthOptions, 'policy' | 'unknownHealth'>): boolean {
  return hasHealth(task.object, options.policy) || isByConventions(task, options)
}

/** Whether it is judged by the common conditions, for lack of a rule. */
export function isByConventions(
  { key }: SyncTask,
  { policy, unknownHealth }: Pick<HealthOptions, 'policy' | 'unknownHealth'>,
): boolean {
  const hasRule = policy.ownRules?.ruleFor(key) !== undefined || hasCustomRule(key)
  return unknownHealth === 'kstatus' && mayHaveStatus(key) && !hasRule
}

/** The health by which a task's object is judged; undefined where its kind has no rule. */
export function taskHealth(
  { task, result }: Judged,
  object: KubeObject,
  options: HealthOptions,
): HealthVerdict | undefined {
  const { policy } = options
  if (isUnjudged(task, options)) return undefined
  if (isByConventions(task, options)) return assessHealth(object, policy) ?? assessByConventions(object)
  // A finished hook that is on its way out (TTL, cascade) is judged by how it finished, as Argo CD's hook finalizer has it.
  const finished = task.hook !== undefined || hasCompletionRule(task.key)
  if (object.metadata.deletionTimestamp === undefined || !finished) {
    return (
      (policy.awaitsNewStatus ? failedSinceWrite(object, result, policy) : undefined) ?? assessHealth(object, policy)
    )
  }
  const health = assessIgnoringDeletion(object, policy)
  return task.hook === undefined && health?.status !== 'Healthy' ? assessHealth(object, policy) : health
}

/** A deleted object counts by its last state, so that a result that was there is never lost. */
export function lastHealth(task: SyncTask, object: KubeObject, options: HealthOptions): HealthVerdict | undefined {
  if (isUnjudged(task, options)) return undefined
  if (isByConventions(task, options) && task.hook !== undefined) return assessByConventions(object)
  if (task.hook !== undefined || hasCompletionRule(task.key)) return assessIgnoringDeletion(object, options.policy)
  return { status: 'Progressing', message: 'deleted' }
}

/** Whoever wants no rules for operators has his own ones all the same. */
function isUnjudged({ key }: SyncTask, { customHealth, policy }: HealthOptions): boolean {
  return !customHealth && hasCustomRule(key) && policy.ownRules?.ruleFor(key) === undefined
}

/** Some controllers raise observedGeneration only once they have succeeded: what they say against the new spec counts all the same. */
function failedSinceWrite(
  object: KubeObject,
  result: TaskResult | undefined,
  policy: HealthOptions['policy'],
): HealthVerdict | undefined {
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
  { now, options }: { readonly now: number; readonly options: Pick<StepOptions, 'policy' | 'degradedGraceMs'> },
): TaskResult {
  const { degradedAt, ...rest } = result
  const isDegraded = health?.status === 'Degraded'
  if (isDegraded === (degradedAt !== undefined)) return result
  if (!isDegraded) return rest
  const isOwn = options.policy.ownRules?.ruleFor(task.key) !== undefined
  const mayBe = (isOwn ? mayHaveStatus(task.key) : hasCustomRule(task.key)) && !hasCompletionRule(task.key)
  return options.degradedGraceMs > 0 && result.written !== undefined && mayBe ? { ...rest, degradedAt: now } : result
}
