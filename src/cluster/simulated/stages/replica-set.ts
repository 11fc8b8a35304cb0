// The ReplicaSet controller: as many pods as asked for, and how many of them are ready and available.
import { numberField, stringField } from '../../../manifest/kube-object.ts'
import type { KubeObject } from '../../../manifest/kube-object.ts'
import { objectField, withStatus } from '../server/object-edits.ts'
import { parseTime } from '../server/timestamp.ts'
import {
  conditionOf,
  deleteAction,
  isActivePod,
  isDeleting,
  isReadyPod,
  ofKind,
  ownedBy,
  podFromTemplate,
  podsOf,
} from './stage.ts'
import type { Action, Stage, Step } from './stage.ts'

/** ReplicaSet controller. */
export const replicaSetStage: Stage = {
  name: 'replica-set',
  affects: (change) => [...ofKind('apps', 'ReplicaSet')(change), ...ownedBy('apps', 'ReplicaSet')(change)],
  visit: (set, world) => {
    const all = podsOf(set, world)
    const pods = all.filter(isActivePod)
    const wanted = numberField(set, 'spec', 'replicas') ?? 1
    const availability = countAvailable(pods, numberField(set, 'spec', 'minReadySeconds') ?? 0, world.now)
    const status = {
      ...objectField(set, 'status'),
      replicas: pods.length,
      fullyLabeledReplicas: pods.length,
      readyReplicas: pods.filter(isReadyPod).length,
      availableReplicas: availability.available,
      terminatingReplicas: all.filter(isDeleting).length,
      observedGeneration: set.metadata.generation ?? 1,
    }
    return {
      actions: [
        ...(isDeleting(set) ? [] : scale(set, pods, wanted)),
        { do: 'update', object: withStatus(set, status) },
      ],
      ...again(availability.waitFor),
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

/** Pods that have been ready for so many seconds, and how long until the next one is. */
export function countAvailable(
  pods: readonly KubeObject[],
  minReadySeconds: number,
  now: number,
): { readonly available: number; readonly waitFor: number } {
  const left = pods.filter(isReadyPod).map((pod) => {
    const since = parseTime(stringField(conditionOf(pod, 'Ready'), 'lastTransitionTime')) ?? now
    return minReadySeconds === 0 ? 0 : since + minReadySeconds * 1000 - now
  })
  const waiting = left.filter((time) => time > 0)
  return { available: left.length - waiting.length, waitFor: waiting.length > 0 ? Math.min(...waiting) : 0 }
}

/** Looks again after so long, if at all. */
export function again(waitFor: number): Pick<Step, 'again'> {
  return waitFor > 0 && waitFor !== Infinity ? { again: waitFor } : {}
}
