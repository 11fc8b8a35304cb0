// The life of a pod: scheduler and kubelet in one, steered by the annotations that the lab of the real API server knows.
import { isJsonObject, listField, stringField } from '../../object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../object/kube-object.ts'
import { parseDuration } from '../../object/duration.ts'
import { steeredPod } from '../life.ts'
import { keyOf, objectField, ownersOf, withMeta, withSpec, withStatus } from '../server/object-edits.ts'
import { formatTime } from '../server/timestamp.ts'
import {
  endContainers,
  isEndless,
  labText,
  podConditions,
  startContainers,
  waitingContainers,
} from './container-status.ts'
import { missingStep, podsInNeed } from './pod-needs.ts'
import { restartStep } from './restarts.ts'
import { IDLE, isDeleting, ofKind, podPhase, REACTION_MS, withCondition } from './stage.ts'
import type { Action, Stage, Step, Visit, World } from './stage.ts'

/** The name of the only node. */
export const NODE_NAME = 'lab'

/** Whether the kubelet looks for what a pod names, or takes it to be there as that of the lab does. */
export type References = 'needed' | 'ignored'

/** Scheduler and kubelet. */
export function podStage(references: References): Stage {
  return {
    name: 'pod',
    affects: (change, world) => {
      if (change.key.group !== '') return []
      if (change.key.kind === 'Pod') return ofKind('', 'Pod')(change)
      if (change.key.kind === 'PersistentVolumeClaim') return unscheduled(change.key.namespace, world)
      return references === 'needed' ? podsInNeed(change, world) : []
    },
    visit: (pod, world) => {
      const steered = steeredPod(pod, world.life(pod))
      const step = nextOfPod(steered, world, references)
      return steered === pod ? step : { ...step, actions: step.actions.map((action) => unsteered(action, pod)) }
    },
  }
}

function unscheduled(namespace: string, world: World): readonly Visit[] {
  return world
    .list('', 'Pod', namespace)
    .filter((pod) => stringField(pod, 'spec', 'nodeName') === undefined)
    .map((pod) => ({ key: keyOf(pod), delay: REACTION_MS }))
}

function nextOfPod(pod: KubeObject, world: World, references: References): Step {
  if (isDeleting(pod)) return leave(pod)
  if (stringField(pod, 'spec', 'nodeName') === undefined) return schedule(pod, world)
  if (podPhase(pod) === 'Pending') {
    return (references === 'needed' ? missingStep(pod, world) : undefined) ?? start(pod, world)
  }
  if (podPhase(pod) === 'Running') return isRestarting(pod) ? restartStep(pod, world) : end(pod, world)
  return IDLE
}

/** What steers a pod is not written into it. */
function unsteered(action: Action, { metadata: { annotations } }: KubeObject): Action {
  return action.do === 'update' ? { ...action, object: withMeta(action.object, { annotations }) } : action
}

function leave(pod: KubeObject): Step {
  if (pod.metadata['deletionGracePeriodSeconds'] === 0) return IDLE
  return {
    after: { situation: 'leave', milliseconds: delayOf(pod, 'lab/gone-after') },
    actions: [{ do: 'remove', key: keyOf(pod) }],
  }
}

function schedule(pod: KubeObject, world: World): Step {
  const problem = claimProblem(pod, world)
  const conditions = listField(pod, 'status', 'conditions')
  if (problem !== undefined) {
    const message = `0/1 nodes are available: ${problem}`
    const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }
    const status = {
      ...objectField(pod, 'status'),
      phase: 'Pending',
      conditions: withCondition(conditions, condition, {
        now: world.now,
        extra: { observedGeneration: pod.metadata.generation ?? 1 },
      }),
    }
    if (
      stringField(
        conditions.find((known) => stringField(known, 'type') === 'PodScheduled'),
        'message',
      ) === message
    )
      return IDLE
    return {
      actions: [
        { do: 'update', object: withStatus(pod, status) },
        { do: 'event', about: pod, type: 'Warning', reason: 'FailedScheduling', message },
      ],
    }
  }
  const scheduled = withCondition(conditions, { type: 'PodScheduled', status: 'True' }, { now: world.now })
  const object = withStatus(withSpec(pod, { nodeName: NODE_NAME }), {
    ...objectField(pod, 'status'),
    phase: 'Pending',
    conditions: scheduled,
  })
  const message = `Successfully assigned ${pod.metadata.namespace}/${pod.metadata.name} to ${NODE_NAME}`
  return {
    actions: [
      { do: 'update', object },
      { do: 'event', about: pod, type: 'Normal', reason: 'Scheduled', message },
    ],
  }
}

function claimProblem(pod: KubeObject, world: World): string | undefined {
  for (const volume of listField(pod, 'spec', 'volumes')) {
    const name = stringField(volume, 'persistentVolumeClaim', 'claimName')
    if (name === undefined) continue
    const claim = world.get({ group: '', kind: 'PersistentVolumeClaim', namespace: pod.metadata.namespace ?? '', name })
    if (claim === undefined) return `persistentvolumeclaim "${name}" not found. not found`
    if (stringField(claim, 'status', 'phase') !== 'Bound')
      return 'pod has unbound immediate PersistentVolumeClaims. not found'
  }
  return undefined
}

function start(pod: KubeObject, world: World): Step {
  if (labText(pod, 'lab/never-ready') !== undefined || stringField(pod, 'status', 'startTime') !== undefined)
    return IDLE
  const time = formatTime(world.now)
  const address: JsonObject = { hostIP: '127.0.0.1', podIP: '10.1.0.1', podIPs: [{ ip: '10.1.0.1' }], startTime: time }
  const base = { ...objectField(pod, 'status'), ...address }
  const step = (status: JsonObject, event?: { readonly reason: string; readonly message: string }): Step => ({
    after: { situation: 'start', milliseconds: delayOf(pod, 'lab/ready-after') },
    actions: [
      { do: 'update', object: withStatus(pod, status) },
      ...(event === undefined ? [] : [{ do: 'event' as const, about: pod, type: 'Warning' as const, ...event }]),
    ],
  })
  if (labText(pod, 'lab/image-pull-error') !== undefined) {
    const status = { ...base, ...waitingContainers(pod, time), conditions: podConditions(pod, 'NotReady', world.now) }
    return step(status, { reason: 'Failed', message: 'image cannot be pulled' })
  }
  if (labText(pod, 'lab/init-exit-code') !== undefined) {
    const status = { ...base, phase: 'Failed', ...endContainers(pod, time, 'init') }
    return step({ ...status, conditions: podConditions(pod, 'Uninitialized', world.now) })
  }
  if (labText(pod, 'lab/crash-loop') !== undefined) {
    const status = { ...base, phase: 'Running', ...waitingContainers(pod, time) }
    const event = { reason: 'BackOff', message: 'back-off restarting failed container' }
    return step({ ...status, conditions: podConditions(pod, 'NotReady', world.now) }, event)
  }
  const readiness = labText(pod, 'lab/not-ready') === undefined ? 'Ready' : 'NotReady'
  const status = { ...base, phase: 'Running', ...startContainers(pod, time) }
  return step({ ...status, conditions: podConditions(pod, readiness, world.now) })
}

function end(pod: KubeObject, world: World): Step {
  const time = formatTime(world.now)
  const after = { situation: 'end', milliseconds: delayOf(pod, 'lab/run-for') }
  if (labText(pod, 'lab/crash-loop') !== undefined) return IDLE
  if (labText(pod, 'lab/exit-code') !== undefined) {
    const status = { ...objectField(pod, 'status'), phase: 'Failed', ...endContainers(pod, time, 'failed') }
    const object = withStatus(pod, { ...status, conditions: podConditions(pod, 'Failed', world.now) })
    return { after, actions: [{ do: 'update', object }] }
  }
  if (isEndless(pod) || labText(pod, 'lab/not-ready') !== undefined) return IDLE
  const status = { ...objectField(pod, 'status'), phase: 'Succeeded', ...endContainers(pod, time, 'completed') }
  const object = withStatus(pod, { ...status, conditions: podConditions(pod, 'Completed', world.now) })
  return { after, actions: [{ do: 'update', object }] }
}

/**
 * Whether the kubelet restarts what exits with an error: as asked for by `lab/restart`, and in a pod that a controller
 * would replace for ever.
 */
function isRestarting(pod: KubeObject): boolean {
  if (labText(pod, 'lab/exit-code') === undefined || labText(pod, 'lab/crash-loop') !== undefined) return false
  if (labText(pod, 'lab/restart') !== undefined) return stringField(pod, 'spec', 'restartPolicy') !== 'Never'
  return isEndless(pod) && ownersOf(pod).some(({ controller, kind }) => controller && kind !== 'Job')
}

function delayOf(pod: KubeObject, annotation: string): number {
  return parseDuration(labText(pod, annotation)) ?? 0
}

/** Whether an object names a claim in one of its volumes. */
export function usesClaim(pod: KubeObject, name: string): boolean {
  return listField(pod, 'spec', 'volumes').some(
    (volume) => isJsonObject(volume) && stringField(volume, 'persistentVolumeClaim', 'claimName') === name,
  )
}
