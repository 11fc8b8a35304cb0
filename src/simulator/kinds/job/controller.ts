// The Job controller: makes pods, counts them, retries with a back-off, and says how it ended (kubernetes/kubernetes:pkg/controller/job/job_controller.go).
import { keyOf } from '../../../object/resource-key.ts'
import { defined } from '../../../object/defined.ts'
import { listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../../object/kube-object.ts'
import { objectField, ownersOf, withStatus, withoutFinalizer } from '../../server/object-edits.ts'
import { formatTime, parseTime } from '../../server/timestamp.ts'
import { refusedPod, USUAL_RETRIES } from '../../stages/refused-pods.ts'
import { again } from '../workload/replica-set.ts'
import { countPods, isCounted, isLeaving, isTracked, TRACKING_FINALIZER } from './count-pods.ts'
import type { CountedPods } from './count-pods.ts'
import { formatIndexes } from './job-indexes.ts'
import { missingPods } from './job-pods.ts'
import { deadlineLeft, endingOf, isSuspended } from './job-verdict.ts'
import type { Ending } from './job-verdict.ts'
import {
  conditionOf,
  deleteAction,
  hasEnded,
  IDLE,
  isActivePod,
  isDeleting,
  isReadyPod,
  isTrue,
  ofKind,
  ownedBy,
  podPhase,
  podsOf,
  visitsTo,
  withCondition,
} from '../../stages/stage.ts'
import type { Action, ConditionChange, Stage, StageStep, StageWorld } from '../../stages/stage.ts'

/** The controller gathers what it hears of pods for so long before it looks. */
const GATHERING_MS = 1000

/** When the server refused a pod, it waits so long, and twice as long after each further refusal. */
const RETRIES = { ...USUAL_RETRIES, first: 1000, longest: 60_000 }

/** Job controller. */
export const jobStage: Stage = {
  name: 'job',
  affects: (change) => {
    if (change.key.kind === 'Pod') return ownedBy('batch', 'Job', GATHERING_MS)(change)
    const generation = change.before?.metadata.generation
    const isStatusOnly = generation === change.object.metadata.generation && change.type === 'modified'
    return ofKind('batch', 'Job')(change).map((visit) => (isStatusOnly ? { ...visit, delay: GATHERING_MS } : visit))
  },
  visit: (job, world) => {
    const counted = countPods(job, podsOf(job, world))
    if (isTrue(job, 'Complete') || isTrue(job, 'Failed')) return { actions: release(counted.ended) }
    return nextOfJob(job, counted, world)
  },
}

function release(pods: readonly KubeObject[]): readonly Action[] {
  return pods.map((pod) => ({ do: 'update', object: withoutFinalizer(pod, TRACKING_FINALIZER) }))
}

function nextOfJob(job: KubeObject, counted: CountedPods, world: StageWorld): StageStep {
  const ending = endingOf(job, counted, deadlineLeft(job, world.now))
  if (ending !== undefined) return finish(job, counted, ending, world)
  if (isDeleting(job)) return { actions: statusUpdate(job, counted, {}) }
  if (isSuspended(job)) return suspend(job, counted, world)
  return work(job, counted, world)
}

/** First the verdict, then, when no pod is left running, the end. Pods that a failure stops count as failed. */
function finish(job: KubeObject, counted: CountedPods, ending: Ending, world: StageWorld): StageStep {
  const { reason, message } = ending
  const verdict = isTrue(job, ending.early)
    ? conditionsOf(job)
    : probed(conditionsOf(job), { type: ending.early, status: 'True', reason, message }, world)
  const isOver = counted.pods.every(hasEnded)
  const last = probed(verdict, { type: ending.last, status: 'True', reason, message }, world)
  const stopped = ending.last === 'Failed' ? counted.active : []
  const kept = [...(counted.indexes?.retried.values() ?? [])]
  const more = [...kept.filter((pod) => isCounted(job, pod)), ...stopped].length
  const all = { ...counted, ended: [...counted.ended, ...kept, ...stopped], failed: counted.failed + more }
  const completionTime = isOver && ending.last === 'Complete' ? { completionTime: formatTime(world.now) } : {}
  const event: Action =
    ending.last === 'Complete'
      ? { do: 'event', about: job, type: 'Normal', reason: 'Completed', message: 'Job completed' }
      : { do: 'event', about: job, type: 'Warning', reason, message }
  return {
    actions: [
      // Let go of before they are deleted: an action writes the object as it was seen.
      ...statusUpdate(job, all, { verdict, conditions: isOver ? last : verdict, ...completionTime }),
      ...counted.active.map(deleteAction),
      ...(isOver ? [event] : []),
    ],
  }
}

function suspend(job: KubeObject, counted: CountedPods, world: StageWorld): StageStep {
  const condition = { type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' }
  const conditions = isTrue(job, 'Suspended') ? conditionsOf(job) : probed(conditionsOf(job), condition, world)
  return {
    actions: [...counted.active.map(deleteAction), ...statusUpdate(job, counted, { conditions, startTime: undefined })],
  }
}

function work(job: KubeObject, counted: CountedPods, world: StageWorld): StageStep {
  const resumed = { type: 'Suspended', status: 'False', reason: 'JobResumed', message: 'Job resumed' }
  const conditions = isTrue(job, 'Suspended') ? probed(conditionsOf(job), resumed, world) : conditionsOf(job)
  const startTime = stringField(job, 'status', 'startTime') ?? formatTime(world.now)
  const plan = missingPods(job, counted, world)
  const refused = refusedPod(job, plan.pods[0], world, RETRIES)
  const pods = refused === undefined ? plan.pods : []
  return {
    actions: [
      ...plan.surplus.map(deleteAction),
      ...(refused === undefined ? [] : [refused.event]),
      ...pods.map((object) => ({ do: 'create' as const, object })),
      ...statusUpdate(job, counted, { conditions, startTime, added: pods.length - plan.surplus.length }),
    ],
    ...again(plan.waitFor, deadlineLeft(job, world.now), refused?.again),
  }
}

function conditionsOf(job: KubeObject): readonly Json[] {
  return listField(job, 'status', 'conditions')
}

function probed(conditions: readonly Json[], condition: ConditionChange, { now }: StageWorld): readonly Json[] {
  return withCondition(conditions, condition, { now, extra: { lastProbeTime: formatTime(now) } })
}

interface StatusChange {
  /** The conditions while the pods are being counted. */
  readonly verdict?: readonly Json[]
  readonly conditions?: readonly Json[]
  readonly startTime?: string | undefined
  readonly completionTime?: string
  readonly added?: number
}

/** What has ended is named first, then let go and counted: no pod is lost and none counted twice. */
function statusUpdate(job: KubeObject, counted: CountedPods, change: StatusChange): readonly Action[] {
  const { conditions = conditionsOf(job) } = change
  const status = jobStatus(job, counted, { ...change, conditions })
  const done: Action = { do: 'update', object: withStatus(job, status) }
  if (counted.ended.length === 0) return [done]
  const { completionTime: _, ...running } = status
  const uids = (pods: readonly KubeObject[]): readonly string[] | undefined =>
    pods.length > 0 ? pods.map(({ metadata }) => metadata.uid ?? '') : undefined
  const first = withStatus(job, {
    ...running,
    succeeded: numberField(job, 'status', 'succeeded'),
    failed: numberField(job, 'status', 'failed'),
    ...((change.verdict ?? conditions).length > 0 ? { conditions: change.verdict ?? conditions } : {}),
    uncountedTerminatedPods: defined({
      succeeded: uids(counted.ended.filter((pod) => podPhase(pod) === 'Succeeded')),
      // What was still running when the Job failed has failed, too.
      failed: uids(counted.ended.filter((pod) => isActivePod(pod) || isCounted(job, pod))),
    }),
  })
  return [{ do: 'update', object: first }, ...release(counted.ended), done]
}

function jobStatus(
  job: KubeObject,
  counted: CountedPods,
  change: StatusChange & { readonly conditions: readonly Json[] },
): JsonObject {
  const { conditions } = change
  const types = conditions.map((condition) => stringField(condition, 'type') ?? '')
  const isOver = types.includes('Complete') || types.includes('Failed')
  const stops = isOver || types.includes('FailureTarget') || isSuspended(job)
  const leaving = counted.pods.filter(isLeaving)
  return {
    ...objectField(job, 'status'),
    ...(conditions.length > 0 ? { conditions } : {}),
    ...defined({ completionTime: change.completionTime }),
    startTime: 'startTime' in change ? change.startTime : stringField(job, 'status', 'startTime'),
    active: (stops ? 0 : counted.active.length + (change.added ?? 0)) || undefined,
    ready: stops ? 0 : counted.active.filter(isReadyPod).length,
    terminating: leaving.length + (stops ? counted.active.length : 0),
    succeeded: counted.succeeded || undefined,
    failed: counted.failed || undefined,
    uncountedTerminatedPods: {},
    ...indexStatus(counted),
  }
}

function indexStatus({ indexes }: CountedPods): JsonObject {
  if (indexes === undefined) return {}
  const { succeeded, failed } = indexes
  return { completedIndexes: formatIndexes(succeeded), failedIndexes: failed && formatIndexes(failed) }
}

/** Lets go of the pods of a Job that is no more. */
export const orphanPodStage: Stage = {
  name: 'job-orphan-pod',
  affects: (change, world) => {
    if (change.key.kind === 'Pod') return isTracked(change.object) ? ofKind('', 'Pod')(change) : []
    if (change.key.kind !== 'Job' || change.type !== 'deleted') return []
    return visitsTo(world.dependents(change.object.metadata.uid ?? ''))
  },
  visit: (pod, world) => {
    const owner = ownersOf(pod).find(({ controller }) => controller)
    if (!isTracked(pod) || (owner !== undefined && world.exists(owner.uid))) return IDLE
    return { actions: [{ do: 'update', object: withoutFinalizer(pod, TRACKING_FINALIZER) }] }
  },
}

/** Deletes a finished Job when its time to live is over. */
export const ttlStage: Stage = {
  name: 'ttl-after-finished',
  affects: ofKind('batch', 'Job'),
  visit: (job, world) => {
    const seconds = numberField(job, 'spec', 'ttlSecondsAfterFinished')
    const last = ['Complete', 'Failed'].find((type) => isTrue(job, type))
    const at = last === undefined ? undefined : parseTime(stringField(conditionOf(job, last), 'lastTransitionTime'))
    if (seconds === undefined || at === undefined || isDeleting(job)) return IDLE
    const left = at + seconds * 1000 - world.now
    if (left > 0) return { actions: [], again: left }
    return { actions: [{ do: 'delete', key: keyOf(job), propagation: 'Foreground' }] }
  },
}
