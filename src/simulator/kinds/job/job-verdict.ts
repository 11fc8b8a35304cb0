// Whether a Job has failed or succeeded, and why, in the order in which its controller asks (kubernetes/kubernetes:pkg/controller/job/job_controller.go, syncJob). Pure.
import { field, listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { Json, KubeObject } from '../../../object/kube-object.ts'
import { parseTime } from '../../server/timestamp.ts'
import { conditionOf, isTrue, podPhase } from '../../stages/stage.ts'
import { restartsOf } from './count-pods.ts'
import type { CountedPods } from './count-pods.ts'
import { ruleOn } from './failure-policy.ts'
import { parseIndexes } from './job-indexes.ts'

/** How a Job ends: its condition, and the one that tells of it early. */
export interface Ending {
  readonly reason: string
  readonly message: string
  readonly early: 'FailureTarget' | 'SuccessCriteriaMet'
  readonly last: 'Failed' | 'Complete'
}

/** The ending that has come; undefined: it goes on. `now` is a time, `deadlineLeft` what is left until its deadline. */
export function endingOf(job: KubeObject, counted: CountedPods, left: number): Ending | undefined {
  const success = decided(job, 'SuccessCriteriaMet')
  if (success !== undefined) return { ...success, early: 'SuccessCriteriaMet', last: 'Complete' }
  const failure = decided(job, 'FailureTarget') ?? failureOf(job, counted, left)
  if (failure !== undefined) return { ...failure, early: 'FailureTarget', last: 'Failed' }
  const policy = matchedPolicy(job, counted)
  const reached = policy ?? (isComplete(job, counted) ? COMPLETED : undefined)
  return reached === undefined ? undefined : { ...reached, early: 'SuccessCriteriaMet', last: 'Complete' }
}

interface Cause {
  readonly reason: string
  readonly message: string
}

const COMPLETED: Cause = { reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' }

/** What an earlier look has decided stays. */
function decided(job: KubeObject, type: 'FailureTarget' | 'SuccessCriteriaMet'): Cause | undefined {
  const condition = conditionOf(job, type)
  if (!isTrue(job, type)) return undefined
  return { reason: stringField(condition, 'reason') ?? '', message: stringField(condition, 'message') ?? '' }
}

function failureOf(job: KubeObject, counted: CountedPods, left: number): Cause | undefined {
  const message = counted.pods
    .filter((pod) => podPhase(pod) === 'Failed')
    .map((pod) => ruleOn(job, pod).message)
    .find((found) => found !== undefined)
  if (message !== undefined) return { reason: 'PodFailurePolicy', message }
  const limit = numberField(job, 'spec', 'backoffLimit') ?? 6
  if (counted.failed > limit || isPastRestarts(job, counted, limit))
    return { reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' }
  if (left <= 0) return { reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' }
  return failedIndexes(job, counted)
}

function isPastRestarts(job: KubeObject, { pods }: CountedPods, limit: number): boolean {
  if (stringField(job, 'spec', 'template', 'spec', 'restartPolicy') !== 'OnFailure') return false
  return restartsOf(pods) >= Math.max(1, limit)
}

function failedIndexes(job: KubeObject, { indexes }: CountedPods): Cause | undefined {
  const failed = indexes?.failed?.size ?? 0
  if (indexes === undefined || failed === 0) return undefined
  if (failed > (numberField(job, 'spec', 'maxFailedIndexes') ?? Infinity)) {
    const message = 'Job has exceeded the specified maximal number of failed indexes'
    return { reason: 'MaxFailedIndexesExceeded', message }
  }
  const isAll = failed + indexes.succeeded.size >= (numberField(job, 'spec', 'completions') ?? Infinity)
  return isAll ? { reason: 'FailedIndexes', message: 'Job has failed indexes' } : undefined
}

/** The first rule of the successPolicy that is met (kubernetes/kubernetes:pkg/controller/job/success_policy.go). */
function matchedPolicy(job: KubeObject, { indexes }: CountedPods): Cause | undefined {
  const succeeded = indexes?.succeeded ?? new Set()
  if (succeeded.size === 0) return undefined
  const rules = listField(job, 'spec', 'successPolicy', 'rules')
  const at = rules.findIndex((rule) => isMet(rule, succeeded))
  return at < 0 ? undefined : { reason: 'SuccessPolicy', message: `Matched rules at index ${at}` }
}

function isMet(rule: Json, succeeded: ReadonlySet<number>): boolean {
  const count = numberField(rule, 'succeededCount')
  const named = stringField(rule, 'succeededIndexes')
  if (named === undefined) return count !== undefined && succeeded.size >= count
  const wanted = parseIndexes(named)
  const found = wanted.filter((index) => succeeded.has(index)).length
  return wanted.length > 0 && (found === wanted.length || (count !== undefined && found >= count))
}

function isComplete(job: KubeObject, counted: CountedPods): boolean {
  const completions = numberField(job, 'spec', 'completions')
  if (completions === undefined) return counted.succeeded > 0 && counted.active.length === 0
  return counted.succeeded >= completions
}

/** How long until the Job's deadline; a suspended one has none. */
export function deadlineLeft(job: KubeObject, now: number): number {
  const seconds = numberField(job, 'spec', 'activeDeadlineSeconds')
  const started = parseTime(stringField(job, 'status', 'startTime'))
  if (seconds === undefined || started === undefined || isSuspended(job)) return Infinity
  return started + seconds * 1000 - now
}

/** Whether somebody has stopped a Job until further notice. */
export function isSuspended(job: KubeObject): boolean {
  return field(job, 'spec', 'suspend') === true
}
