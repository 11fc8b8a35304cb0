// Statuses of a pod's containers and its conditions, as the kubelet of the lab writes them.
import { isJsonObject, listField, stringField } from '../../object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../object/kube-object.ts'
import { withCondition } from './stage.ts'

/** An annotation of the pod, the container's own (`NAME.CONTAINER`) before the pod's. */
export function labText(pod: KubeObject, name: string, container?: string): string | undefined {
  const annotations = pod.metadata.annotations ?? {}
  return (container === undefined ? undefined : annotations[`${name}.${container}`]) ?? annotations[name]
}

/** Whether a pod's containers never end by themselves. */
export function isEndless(pod: KubeObject): boolean {
  return (stringField(pod, 'spec', 'restartPolicy') ?? 'Always') === 'Always'
}

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
  let conditions = withCondition(
    listField(pod, 'status', 'conditions'),
    { type: 'Initialized', ...initialized },
    { now },
  )
  for (const type of ['Ready', 'ContainersReady']) {
    conditions = withCondition(conditions, { type, status, ...reasons[readiness] }, { now })
  }
  return conditions
}

/** All containers run, the init containers are done. */
export function startContainers(pod: KubeObject, time: string): JsonObject {
  const ready = labText(pod, 'lab/not-ready') === undefined
  const restarts = Number(labText(pod, 'lab/restarts') ?? 0)
  const exitCode = Number(labText(pod, 'lab/restart-exit-code') ?? 1)
  const last = { terminated: { exitCode, reason: 'Error', startedAt: time, finishedAt: time } }
  return {
    containerStatuses: statuses(pod, 'containers', () => ({
      ready,
      started: true,
      restartCount: restarts,
      state: { running: { startedAt: time } },
      ...(restarts > 0 ? { lastState: last } : {}),
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
export function waitingContainers(pod: KubeObject, time: string): JsonObject {
  const pull = labText(pod, 'lab/image-pull-error')
  return {
    containerStatuses: statuses(pod, 'containers', (container) => {
      const name = stringField(container, 'name') ?? ''
      const given = labText(pod, 'lab/waiting-message')
      if (pull !== undefined) {
        const message =
          given ?? `Back-off pulling image ${JSON.stringify(stringField(container, 'image') ?? '')}: not found`
        return { ready: false, started: false, restartCount: 0, state: { waiting: { reason: pull, message } } }
      }
      const message = given ?? `back-off 40s restarting failed container=${name}`
      return {
        ready: false,
        started: false,
        restartCount: Number(labText(pod, 'lab/restarts') ?? 3),
        state: { waiting: { reason: 'CrashLoopBackOff', message } },
        lastState: {
          terminated: termination(pod, name, { started: time, finished: time, exitCode: exitCodeOf(pod, name) ?? 1 }),
        },
      }
    }),
  }
}

/** All containers wait for one and the same reason. */
export function waitingFor(pod: KubeObject, waiting: JsonObject): JsonObject {
  const state = { ready: false, started: false, restartCount: 0, state: { waiting } }
  return { containerStatuses: statuses(pod, 'containers', () => state) }
}

/** All containers have ended; with `init` it was an init container that failed. */
export function endContainers(pod: KubeObject, time: string, how: 'completed' | 'failed' | 'init'): JsonObject {
  const started = stringField(pod, 'status', 'startTime') ?? time
  if (how === 'init') {
    const exitCode = Number(labText(pod, 'lab/init-exit-code') ?? 1)
    return {
      containerStatuses: statuses(pod, 'containers', () => ({
        ready: false,
        started: false,
        restartCount: 0,
        state: { waiting: { reason: 'PodInitializing' } },
      })),
      ...initStatuses(pod, (container) => ({
        ready: false,
        restartCount: 0,
        state: {
          terminated: termination(pod, stringField(container, 'name') ?? '', {
            started: time,
            finished: time,
            exitCode,
          }),
        },
      })),
    }
  }
  return {
    containerStatuses: statuses(pod, 'containers', (container) => {
      const name = stringField(container, 'name') ?? ''
      const exitCode = how === 'failed' ? (exitCodeOf(pod, name) ?? 1) : 0
      const old = listField(pod, 'status', 'containerStatuses').find((status) => stringField(status, 'name') === name)
      return {
        ready: false,
        started: false,
        restartCount: isJsonObject(old) && typeof old['restartCount'] === 'number' ? old['restartCount'] : 0,
        state: { terminated: termination(pod, name, { started, finished: time, exitCode }) },
      }
    }),
  }
}

/** The exit code that the annotations give a container. */
export function exitCodeOf(pod: KubeObject, container: string): number | undefined {
  const text = labText(pod, 'lab/exit-code', container)
  return text === undefined ? undefined : Number(text)
}

/** `state.terminated` of a container. */
export function termination(
  pod: KubeObject,
  container: string,
  end: { readonly started: string; readonly finished: string; readonly exitCode: number },
): JsonObject {
  const { exitCode } = end
  const message = labText(pod, 'lab/termination-message', container)
  const reason = exitCode === 0 ? 'Completed' : (labText(pod, 'lab/exit-reason', container) ?? 'Error')
  return {
    exitCode,
    reason,
    ...(message === undefined ? {} : { message }),
    startedAt: end.started,
    finishedAt: end.finished,
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
