// The ReplicaSet controller: as many pods as asked for, and how many of them are ready and available.
import { listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../../object/kube-object.ts'
import { objectField, withStatus } from '../../server/object-edits.ts'
import { parseTime } from '../../server/timestamp.ts'
import { makePods } from '../../stages/refused-pods.ts'
import type { RefusedPod } from '../../stages/refused-pods.ts'
import {
  conditionOf,
  deleteAction,
  isActivePod,
  isDeleting,
  isReadyPod,
  itselfOrOwned,
  podFromTemplate,
  podsOf,
  withCondition,
} from '../../stages/stage.ts'
import type { Action, Stage, StageStep, StageWorld } from '../../stages/stage.ts'

/** ReplicaSet controller. */
export const replicaSetStage: Stage = {
  name: 'replica-set',
  affects: itselfOrOwned('apps', 'ReplicaSet'),
  visit: (set, world) => {
    const all = podsOf(set, world)
    const pods = all.filter(isActivePod)
    const wanted = numberField(set, 'spec', 'replicas') ?? 1
    const { available, waitFor } = countAvailable(set, pods, world)
    const { actions, refused } = makePods(set, isDeleting(set) ? [] : scale(set, pods, wanted), world)
    const status = {
      ...objectField(set, 'status'),
      conditions: failureConditions(set, refused, world.now),
      replicas: pods.length,
      fullyLabeledReplicas: pods.length,
      readyReplicas: pods.filter(isReadyPod).length,
      availableReplicas: available,
      terminatingReplicas: all.filter(isDeleting).length,
      observedGeneration: set.metadata.generation ?? 1,
    }
    return {
      actions: [...actions, { do: 'update', object: withStatus(set, status) }],
      ...again(waitFor, refused?.again),
    }
  },
}

function scale(set: KubeObject, pods: readonly KubeObject[], wanted: number): readonly Action[] {
  if (pods.length > wanted) {
    const victims = pods.toSorted((a, b) => Number(isReadyPod(a)) - Number(isReadyPod(b)))
    return victims.slice(0, pods.length - wanted).map(deleteAction)
  }
  return Array.from({ length: wanted - pods.length }, () => ({
    do: 'create' as const,
    object: podFromTemplate(set, objectField(set, 'spec', 'template'), { generateName: `${set.metadata.name}-` }),
  }))
}

/** Says that no pod can be made, until one can be (kubernetes/kubernetes:pkg/controller/replicaset/replica_set_utils.go). */
function failureConditions(set: KubeObject, refused: RefusedPod | undefined, now: number): JsonObject['conditions'] {
  const conditions = listField(set, 'status', 'conditions')
  const known = conditionOf(set, FAILURE)
  if (refused === undefined) {
    const left = conditions.filter((condition) => condition !== known)
    return left.length > 0 ? left : undefined
  }
  const { message } = refused
  const failure = { type: FAILURE, status: 'True', reason: 'FailedCreate', message }
  return known === undefined ? withCondition(conditions, failure, { now }) : conditions
}

/** The condition of a set that cannot make its pods, and of its Deployment. */
export const FAILURE = 'ReplicaFailure'

/** Pods that have been ready for as long as their owner asks for, and how long until the next one is. */
export function countAvailable(
  owner: KubeObject,
  pods: readonly KubeObject[],
  { now }: StageWorld,
): { readonly available: number; readonly waitFor: number } {
  const minReadySeconds = numberField(owner, 'spec', 'minReadySeconds') ?? 0
  const left = pods.filter(isReadyPod).map((pod) => {
    const since = parseTime(stringField(conditionOf(pod, 'Ready'), 'lastTransitionTime')) ?? now
    return minReadySeconds === 0 ? 0 : since + minReadySeconds * 1000 - now
  })
  const waiting = left.filter((time) => time > 0)
  return { available: left.length - waiting.length, waitFor: waiting.length > 0 ? Math.min(...waiting) : 0 }
}

/** Looks again after the shortest of these times, if at all. */
export function again(...times: readonly (number | undefined)[]): Pick<StageStep, 'again'> {
  const waits = times.flatMap((time) => (time !== undefined && time > 0 && time !== Infinity ? [time] : []))
  return waits.length > 0 ? { again: Math.min(...waits) } : {}
}
