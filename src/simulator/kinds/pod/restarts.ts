// The kubelet's restarts of a container that exits with an error: run, fail, wait, run again.
import { field, isJsonObject, listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../../object/kube-object.ts'
import type { PodLife } from './pod-life.ts'
import { objectField, withStatus } from '../../server/object-edits.ts'
import { formatTime } from '../../server/timestamp.ts'
import { podConditions, termination } from './container-status.ts'
import type { Action, StageStep } from '../../stages/stage.ts'

const FIRST_BACKOFF_MS = 10_000
const LONGEST_BACKOFF_MS = 300_000

/** Fails the containers after their run, then starts them again after the back-off of their restarts. */
export function restartStep(pod: KubeObject, life: PodLife, now: number): StageStep {
  const statuses = listField(pod, 'status', 'containerStatuses').filter(isJsonObject)
  const restarts = Math.max(0, ...statuses.map((status) => numberField(status, 'restartCount') ?? 0))
  const isWaiting = statuses.some((status) => isJsonObject(field(status, 'state', 'waiting')))
  const backoff = Math.min(FIRST_BACKOFF_MS * 2 ** restarts, LONGEST_BACKOFF_MS)
  const conditions = podConditions(pod, isWaiting ? 'Ready' : 'NotReady', now)
  const containers = (containerStatuses: readonly Json[]): Action => ({
    do: 'update',
    object: withStatus(pod, { ...objectField(pod, 'status'), containerStatuses, conditions }),
  })
  const time = formatTime(now)
  if (isWaiting) {
    return {
      after: { situation: `back-off ${restarts}`, milliseconds: backoff },
      actions: [containers(statuses.map((status) => restarted(status, time)))],
    }
  }
  const failed = statuses.map((status) => failedContainer(pod, status, { life, time, backoff }))
  const message = `Back-off restarting failed container in pod ${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`
  return {
    after: { situation: `run ${restarts}`, milliseconds: life.runFor },
    actions: [containers(failed), { do: 'event', about: pod, type: 'Warning', reason: 'BackOff', message }],
  }
}

function failedContainer(
  pod: KubeObject,
  status: JsonObject,
  options: { readonly life: PodLife; readonly time: string; readonly backoff: number },
): JsonObject {
  const name = stringField(status, 'name') ?? ''
  const started = stringField(status, 'state', 'running', 'startedAt') ?? options.time
  const seconds = options.backoff / 1000
  const message = `back-off ${seconds}s restarting failed container=${name} pod=${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`
  return {
    ...status,
    ready: false,
    started: false,
    state: { waiting: { reason: 'CrashLoopBackOff', message } },
    lastState: { terminated: termination(options.life.container(name), { started, finished: options.time }) },
  }
}

function restarted(status: JsonObject, time: string): JsonObject {
  const restartCount = (numberField(status, 'restartCount') ?? 0) + 1
  return { ...status, ready: true, started: true, restartCount, state: { running: { startedAt: time } } }
}
