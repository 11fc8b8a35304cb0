// Counts the pods of a Job: what runs, what has ended since the last count, what of it counts as a failure. Pure.
import { listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { KubeObject } from '../../../object/kube-object.ts'
import { hasEnded, isActivePod, isDeleting, podPhase } from '../../stages/stage.ts'
import { ruleOn } from './failure-policy.ts'
import { indexesOf, isIndexed } from './job-indexes.ts'
import type { JobIndexes } from './job-indexes.ts'

/** The finalizer that keeps a pod until it has been counted. */
export const TRACKING_FINALIZER = 'batch.kubernetes.io/job-tracking'

/** What is known of a Job's pods after counting those that have ended. */
export interface CountedPods {
  readonly pods: readonly KubeObject[]
  readonly active: readonly KubeObject[]
  /** On their way out, and waited for before others take their place. */
  readonly leaving: readonly KubeObject[]
  readonly succeeded: number
  readonly failed: number
  /** The pods that have ended since the last count; they are let go. */
  readonly ended: readonly KubeObject[]
  readonly indexes: JobIndexes | undefined
}

/** Counts them. */
export function countPods(job: KubeObject, pods: readonly KubeObject[]): CountedPods {
  const onlyFailed = stringField(job, 'spec', 'podReplacementPolicy') === 'Failed'
  const uncounted = pods.filter((pod) => isTracked(pod) && !isActivePod(pod) && !(onlyFailed && isLeaving(pod)))
  const indexes = isIndexed(job) ? indexesOf(job, pods, uncounted) : undefined
  const kept = new Set(indexes?.retried.values())
  const ended = uncounted.filter((pod) => !kept.has(pod))
  const succeeded = ended.filter((pod) => podPhase(pod) === 'Succeeded').length
  return {
    pods,
    active: pods.filter(isActivePod),
    leaving: onlyFailed ? pods.filter(isLeaving) : [],
    succeeded: indexes?.succeeded.size ?? (numberField(job, 'status', 'succeeded') ?? 0) + succeeded,
    failed: (numberField(job, 'status', 'failed') ?? 0) + ended.filter((pod) => isCounted(job, pod)).length,
    ended,
    indexes,
  }
}

/** Whether a pod is on its way out and has not ended. */
export function isLeaving(pod: KubeObject): boolean {
  return isDeleting(pod) && !hasEnded(pod)
}

/** Whether a pod that has ended counts as a failure. */
export function isCounted(job: KubeObject, pod: KubeObject): boolean {
  return podPhase(pod) !== 'Succeeded' && ruleOn(job, pod).counts
}

/** Whether a pod is kept until it has been counted. */
export function isTracked(pod: KubeObject): boolean {
  return pod.metadata.finalizers?.includes(TRACKING_FINALIZER) === true
}

/** Restarts of containers that a kubelet starts again in their pods. */
export function restartsOf(pods: readonly KubeObject[]): number {
  return pods
    .filter((pod) => ['Running', 'Pending'].includes(podPhase(pod)))
    .flatMap((pod) => ['containerStatuses', 'initContainerStatuses'].flatMap((name) => listField(pod, 'status', name)))
    .reduce<number>((sum, status) => sum + (numberField(status, 'restartCount') ?? 0), 0)
}
