// The life of a pod: scheduler and kubelet in one.
import { keyOf } from '../../../object/resource-key.ts'
import { listField, stringField } from '../../../object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../../object/kube-object.ts'
import { isEndless, podLife } from './pod-life.ts'
import type { PodLife } from './pod-life.ts'
import { objectField, ownersOf, withSpec, withStatus } from '../../server/object-edits.ts'
import { formatTime } from '../../server/timestamp.ts'
import { endContainers, failInit, podConditions, startContainers, waitingContainers } from './container-status.ts'
import type { Readiness } from './container-status.ts'
import { missingStep, podsInNeed } from './pod-needs.ts'
import { restartStep } from './restarts.ts'
import { conditionOf, IDLE, isDeleting, ofKind, podPhase, visitsTo, withCondition } from '../../stages/stage.ts'
import type { Action, ConditionChange, Stage, StageStep, StageWorld } from '../../stages/stage.ts'

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
      if (change.key.kind === 'PersistentVolumeClaim')
        return visitsTo(world.list('', 'Pod', change.key.namespace).filter((pod) => !isScheduled(pod)))
      return references === 'needed' ? podsInNeed(change, world) : []
    },
    visit: (pod, world) => nextOfPod(pod, world, references),
  }
}

function isScheduled(pod: KubeObject): boolean {
  return stringField(pod, 'spec', 'nodeName') !== undefined
}

function nextOfPod(pod: KubeObject, world: StageWorld, references: References): StageStep {
  const life = podLife(pod, world.life(pod))
  if (isDeleting(pod)) return leave(pod, life)
  if (!isScheduled(pod)) return schedule(pod, world)
  if (podPhase(pod) === 'Pending') {
    return (references === 'needed' ? missingStep(pod, world) : undefined) ?? start(pod, life, world.now)
  }
  if (podPhase(pod) === 'Running')
    return isRestarting(pod, life) ? restartStep(pod, life, world.now) : end(pod, life, world.now)
  return IDLE
}

function leave(pod: KubeObject, { goneAfter }: PodLife): StageStep {
  if (pod.metadata['deletionGracePeriodSeconds'] === 0) return IDLE
  return {
    after: { situation: 'leave', milliseconds: goneAfter },
    actions: [{ do: 'remove', key: keyOf(pod) }],
  }
}

function schedule(pod: KubeObject, world: StageWorld): StageStep {
  const pending = (condition: ConditionChange, extra: JsonObject): JsonObject => ({
    ...objectField(pod, 'status'),
    phase: 'Pending',
    conditions: withCondition(listField(pod, 'status', 'conditions'), condition, { now: world.now, extra }),
  })
  const problem = claimProblem(pod, world)
  if (problem === undefined) {
    const status = pending({ type: 'PodScheduled', status: 'True' }, {})
    const message = `Successfully assigned ${pod.metadata.namespace}/${pod.metadata.name} to ${NODE_NAME}`
    return {
      actions: [
        { do: 'update', object: withStatus(withSpec(pod, { nodeName: NODE_NAME }), status) },
        { do: 'event', about: pod, type: 'Normal', reason: 'Scheduled', message },
      ],
    }
  }
  const message = `0/1 nodes are available: ${problem}`
  if (stringField(conditionOf(pod, 'PodScheduled'), 'message') === message) return IDLE
  const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }
  const status = pending(condition, { observedGeneration: pod.metadata.generation ?? 1 })
  return {
    actions: [
      { do: 'update', object: withStatus(pod, status) },
      { do: 'event', about: pod, type: 'Warning', reason: 'FailedScheduling', message },
    ],
  }
}

function claimProblem(pod: KubeObject, world: StageWorld): string | undefined {
  for (const name of claimsOf(pod)) {
    const claim = world.get({ group: '', kind: 'PersistentVolumeClaim', namespace: pod.metadata.namespace ?? '', name })
    if (claim === undefined) return `persistentvolumeclaim "${name}" not found. not found`
    if (stringField(claim, 'status', 'phase') !== 'Bound')
      return 'pod has unbound immediate PersistentVolumeClaims. not found'
  }
  return undefined
}

function start(pod: KubeObject, life: PodLife, now: number): StageStep {
  if (life.neverStarts || stringField(pod, 'status', 'startTime') !== undefined) return IDLE
  const time = formatTime(now)
  const address: JsonObject = { hostIP: '127.0.0.1', podIP: '10.1.0.1', podIPs: [{ ip: '10.1.0.1' }], startTime: time }
  const step = (readiness: Readiness, status: JsonObject, event: readonly Action[] = []): StageStep => {
    const conditions = podConditions(pod, readiness, now)
    const object = withStatus(pod, { ...objectField(pod, 'status'), ...address, ...status, conditions })
    return {
      after: { situation: 'start', milliseconds: life.readyAfter },
      actions: [{ do: 'update', object }, ...event],
    }
  }
  const warn = (reason: string, message: string): readonly Action[] => [
    { do: 'event', about: pod, type: 'Warning', reason, message },
  ]
  if (life.imagePullError !== undefined)
    return step('NotReady', waitingContainers(pod, life, time), warn('Failed', 'the container cannot be started'))
  if (life.initExitCode !== undefined) return step('Uninitialized', { phase: 'Failed', ...failInit(pod, life, time) })
  if (life.crashLoop) {
    const status = { phase: 'Running', ...waitingContainers(pod, life, time) }
    return step('NotReady', status, warn('BackOff', 'back-off restarting failed container'))
  }
  return step(life.neverReady ? 'NotReady' : 'Ready', { phase: 'Running', ...startContainers(pod, life, time) })
}

function end(pod: KubeObject, life: PodLife, now: number): StageStep {
  if (life.crashLoop || (!life.fails && (isEndless(pod) || life.neverReady))) return IDLE
  const [phase, how] = life.fails ? (['Failed', 'Failed'] as const) : (['Succeeded', 'Completed'] as const)
  const containers = endContainers(pod, life, { time: formatTime(now), how })
  const status = { ...objectField(pod, 'status'), phase, ...containers, conditions: podConditions(pod, how, now) }
  return {
    after: { situation: 'end', milliseconds: life.runFor },
    actions: [{ do: 'update', object: withStatus(pod, status) }],
  }
}

/** Whether the kubelet restarts what exits with an error: as asked for, and in a pod that a controller would replace for ever. */
function isRestarting(pod: KubeObject, life: PodLife): boolean {
  if (!life.fails || life.crashLoop) return false
  if (life.restarts) return stringField(pod, 'spec', 'restartPolicy') !== 'Never'
  return isEndless(pod) && ownersOf(pod).some(({ controller, kind }) => controller && kind !== 'Job')
}

/** The claims that a pod names in its volumes. */
export function claimsOf(pod: KubeObject): readonly string[] {
  return listField(pod, 'spec', 'volumes').flatMap(
    (volume) => stringField(volume, 'persistentVolumeClaim', 'claimName') ?? [],
  )
}
