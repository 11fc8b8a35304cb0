// A pod's own deadline: the kubelet fails what has been on its node for longer (kubernetes/kubernetes:pkg/kubelet/active_deadline.go).
import { numberField, stringField } from '../../../object/kube-object.ts'
import type { KubeObject } from '../../../object/kube-object.ts'
import { objectField, withStatus } from '../../server/object-edits.ts'
import { formatTime, parseTime } from '../../server/timestamp.ts'
import { podLife } from './pod-life.ts'
import { endContainers, podConditions } from './container-status.ts'
import { IDLE, isActivePod, ofKind } from '../../stages/stage.ts'
import type { Stage } from '../../stages/stage.ts'

/** Fails pods whose activeDeadlineSeconds are over. */
export const podDeadlineStage: Stage = {
  name: 'pod-deadline',
  affects: (change) => (deadlineOf(change.object) === undefined ? [] : ofKind('', 'Pod')(change)),
  visit: (pod, world) => {
    const seconds = deadlineOf(pod)
    const started = parseTime(stringField(pod, 'status', 'startTime'))
    if (seconds === undefined || started === undefined || !isActivePod(pod)) return IDLE
    const left = started + seconds * 1000 - world.now
    if (left > 0) return { actions: [], again: left }
    const message = 'Pod was active on the node longer than the specified deadline'
    const ended = {
      ...objectField(pod, 'status'),
      ...endContainers(pod, podLife(pod, {}), { time: formatTime(world.now), how: 'Failed' }),
      phase: 'Failed',
      reason: 'DeadlineExceeded',
      message,
      conditions: podConditions(pod, 'Failed', world.now),
    }
    return {
      actions: [
        { do: 'update', object: withStatus(pod, ended) },
        { do: 'event', about: pod, type: 'Normal', reason: 'DeadlineExceeded', message },
      ],
    }
  },
}

function deadlineOf(pod: KubeObject): number | undefined {
  return numberField(pod, 'spec', 'activeDeadlineSeconds')
}
