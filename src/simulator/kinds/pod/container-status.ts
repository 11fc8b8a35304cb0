// Statuses of a pod's containers and its conditions, as the kubelet of the lab writes them.
import { defined } from '../../../object/defined.ts'
import { isJsonObject, listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../../object/kube-object.ts'
import type { ContainerLife, PodLife } from './pod-life.ts'
import { withCondition } from '../../stages/stage.ts'

/** How a pod stands, for its conditions. */
export type Readiness = 'Ready' | 'NotReady' | 'Uninitialized' | 'Failed' | 'Completed'

/** Initialized, Ready and ContainersReady. */
export function podConditions(pod: KubeObject, readiness: Readiness, now: number): JsonObject['conditions'] {
  const reasons: Readonly<Record<Readiness, { readonly reason?: string; readonly message?: string }>> = {
    Ready: {},
    NotReady: { reason: 'ContainersNotReady', message: 'containers are not ready' },
    Uninitialized: { reason: 'PodFailed' },
    Failed: { reason: 'PodFailed' },
    Completed: { reason: 'PodCompleted' },
  }
  const status = readiness === 'Ready' ? 'True' : 'False'
  const initialized =
    readiness === 'Uninitialized'
      ? { status: 'False', reason: 'ContainersNotInitialized', message: 'an init container failed' }
      : { status: 'True', ...(readiness === 'Completed' ? { reason: 'PodCompleted' } : {}) }
  const ready = ['Ready', 'ContainersReady'].map((type) => ({ type, status, ...reasons[readiness] }))
  return [{ type: 'Initialized', ...initialized }, ...ready].reduce(
    (conditions, condition) => withCondition(conditions, condition, { now }),
    listField(pod, 'status', 'conditions'),
  )
}

/** All containers run, the init containers are done. */
export function startContainers(pod: KubeObject, life: PodLife, time: string): JsonObject {
  const { restartCount = 0, restartExitCode } = life
  const last = { terminated: { exitCode: restartExitCode, reason: 'Error', startedAt: time, finishedAt: time } }
  return {
    containerStatuses: statuses(pod, 'containers', () => ({
      ready: !life.neverReady,
      started: true,
      restartCount,
      state: { running: { startedAt: time } },
      ...(restartCount > 0 ? { lastState: last } : {}),
    })),
    ...initStatuses(pod, (container) =>
      stringField(container, 'restartPolicy') === 'Always'
        ? { ready: true, started: true, restartCount: 0, state: { running: { startedAt: time } } }
        : {
            ready: true,
            restartCount: 0,
            state: { terminated: { exitCode: 0, reason: 'Completed', startedAt: time, finishedAt: time } },
          },
    ),
  }
}

/** All containers wait: their image cannot be pulled, or they are restarted again and again. */
export function waitingContainers(pod: KubeObject, life: PodLife, time: string): JsonObject {
  const { imagePullError: reason, waitingMessage: given } = life
  return {
    containerStatuses: statuses(pod, 'containers', (container) => {
      const name = stringField(container, 'name') ?? ''
      if (reason !== undefined) {
        const message =
          given ?? `Back-off pulling image ${JSON.stringify(stringField(container, 'image') ?? '')}: not found`
        return { ready: false, started: false, restartCount: 0, state: { waiting: { reason, message } } }
      }
      const message = given ?? `back-off 40s restarting failed container=${name}`
      return {
        ready: false,
        started: false,
        restartCount: life.restartCount ?? 3,
        state: { waiting: { reason: 'CrashLoopBackOff', message } },
        lastState: { terminated: termination(life.container(name), { started: time, finished: time }) },
      }
    }),
  }
}

/** All containers wait for one and the same reason. */
export function waitingFor(pod: KubeObject, waiting: JsonObject): JsonObject {
  const state = { ready: false, started: false, restartCount: 0, state: { waiting } }
  return { containerStatuses: statuses(pod, 'containers', () => state) }
}

/** The init containers have failed. */
export function failInit(pod: KubeObject, life: PodLife, time: string): JsonObject {
  const { initExitCode: exitCode } = life
  return {
    ...waitingFor(pod, { reason: 'PodInitializing' }),
    ...initStatuses(pod, (container) => {
      const own = { ...life.container(stringField(container, 'name') ?? ''), exitCode }
      const terminated = termination(own, { started: time, finished: time })
      return { ready: false, restartCount: 0, state: { terminated } }
    }),
  }
}

/** All containers have ended. */
export function endContainers(
  pod: KubeObject,
  life: PodLife,
  { time, how }: { readonly time: string; readonly how: 'Completed' | 'Failed' },
): JsonObject {
  const run = { started: stringField(pod, 'status', 'startTime') ?? time, finished: time }
  return {
    containerStatuses: statuses(pod, 'containers', (container) => {
      const name = stringField(container, 'name') ?? ''
      const own = life.container(name)
      const old = listField(pod, 'status', 'containerStatuses').find((status) => stringField(status, 'name') === name)
      return {
        ready: false,
        started: false,
        restartCount: numberField(old, 'restartCount') ?? 0,
        state: { terminated: termination(how === 'Failed' ? own : { ...own, exitCode: 0 }, run) },
      }
    }),
  }
}

/** `state.terminated` of a container that ends with its exit code, or with 1 where nothing says how. */
export function termination(
  { exitCode = 1, exitReason = 'Error', terminationMessage: message }: ContainerLife,
  { started, finished }: { readonly started: string; readonly finished: string },
): JsonObject {
  return {
    exitCode,
    reason: exitCode === 0 ? 'Completed' : exitReason,
    ...defined({ message }),
    startedAt: started,
    finishedAt: finished,
  }
}

function initStatuses(pod: KubeObject, status: (container: JsonObject) => JsonObject): JsonObject {
  const found = statuses(pod, 'initContainers', status)
  return found.length === 0 ? {} : { initContainerStatuses: found }
}

function statuses(
  pod: KubeObject,
  list: 'containers' | 'initContainers',
  status: (container: JsonObject) => JsonObject,
): readonly JsonObject[] {
  return listField(pod, 'spec', list)
    .filter(isJsonObject)
    .map((container) => ({
      name: container['name'] ?? '',
      image: container['image'] ?? '',
      imageID: '',
      lastState: {},
      ...status(container),
    }))
}
