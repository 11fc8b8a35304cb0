// Health of a v1 Pod: a pod that runs to an end and one that is meant to stay are judged differently.
import { readDirectives } from '../hook/read-directives.ts'
import { field, listField, numberField, stringField } from '../object/kube-object.ts'
import type { Json, KubeObject } from '../object/kube-object.ts'
import { condition } from './condition.ts'
import { verdict } from './verdict.ts'
import type { HealthVerdict } from './verdict.ts'

/**
 * A bad image never fails a pod of restartPolicy Never or OnFailure: it would still run once the image is there
 * (argo-cd:gitops-engine/pkg/health/health_pod.go).
 */
export function assessPod(object: KubeObject): HealthVerdict {
  const stays = isMeantToStay(object)
  const broken = stays ? listField(object, 'status', 'containerStatuses').filter(isBroken) : []
  if (broken.length > 0) return verdict('Degraded', broken.map(waitingText).join(', '), 'a container cannot run')
  const message = stringField(object, 'status', 'message')
  const phase = stringField(object, 'status', 'phase')
  switch (phase) {
    case 'Pending':
      return verdict('Progressing', message, pendingText(object))
    case 'Succeeded':
      return verdict('Healthy', message, 'succeeded')
    case 'Failed':
      return verdict('Degraded', message || firstFailure(object), stringField(object, 'status', 'reason') ?? 'failed')
    case 'Running':
      return stays ? assessReadiness(object) : assessRunToEnd(object)
    default:
      return verdict('Unknown', message, phase === undefined ? 'no phase yet' : `phase ${phase}`)
  }
}

/** The annotation makes a pod of any restart policy count as one that stays, but never a hook. */
function isMeantToStay(object: KubeObject): boolean {
  if (stringField(object, 'spec', 'restartPolicy') === 'Always') return true
  const word = stringField(object, 'metadata', 'annotations', 'argocd.argoproj.io/ignore-restart-policy')
  return word === 'true' && !readDirectives(object).isHook
}

function isBroken(status: Json): boolean {
  const reason = stringField(status, 'state', 'waiting', 'reason') ?? ''
  return reason.startsWith('Err') || reason.endsWith('Error') || reason.endsWith('BackOff')
}

function waitingText(status: Json): string {
  const reason = stringField(status, 'state', 'waiting', 'reason') ?? 'waiting'
  const message = stringField(status, 'state', 'waiting', 'message')
  const text = message === undefined || message === '' ? reason : `${reason}: ${message}`
  return `container "${stringField(status, 'name') ?? ''}" ${text}`
}

function pendingText(object: KubeObject): string {
  const unscheduled = condition(object, 'PodScheduled', 'False')
  if (unscheduled !== undefined) return `not scheduled: ${unscheduled.message || unscheduled.reason}`
  const waiting = allStatuses(object).find((status) => {
    const reason = stringField(status, 'state', 'waiting', 'reason')
    return reason !== undefined && reason !== 'PodInitializing'
  })
  return waiting === undefined ? 'pending' : waitingText(waiting)
}

function firstFailure(object: KubeObject): string | undefined {
  for (const status of allStatuses(object)) {
    const message = stringField(status, 'state', 'terminated', 'message') ?? ''
    if (message !== '') return message
    const code = numberField(status, 'state', 'terminated', 'exitCode') ?? 0
    const reason = stringField(status, 'state', 'terminated', 'reason')
    if (reason === 'OOMKilled') return `container "${stringField(status, 'name') ?? ''}" was OOMKilled`
    if (code !== 0) return `container "${stringField(status, 'name') ?? ''}" failed with exit code ${code}`
  }
  return undefined
}

function assessReadiness(object: KubeObject): HealthVerdict {
  const message = stringField(object, 'status', 'message')
  if (condition(object, 'Ready') !== undefined) return verdict('Healthy', message, 'ready')
  const restarted = listField(object, 'status', 'containerStatuses').find(
    (status) => field(status, 'lastState', 'terminated') !== undefined,
  )
  if (restarted === undefined) return verdict('Progressing', message, 'running, not ready yet')
  const name = stringField(restarted, 'name') ?? ''
  const code = numberField(restarted, 'lastState', 'terminated', 'exitCode') ?? 0
  return verdict('Degraded', message, `container "${name}" was restarted after exit code ${code} and is not ready`)
}

/** Restart policies OnFailure and Never; Argo CD knows no other. */
function assessRunToEnd(object: KubeObject): HealthVerdict {
  const policy = stringField(object, 'spec', 'restartPolicy')
  const message = stringField(object, 'status', 'message')
  if (policy !== 'OnFailure' && policy !== 'Never') return verdict('Unknown', message, 'no restart policy')
  const statuses = listField(object, 'status', 'containerStatuses')
  const running = statuses.filter((status) => field(status, 'state', 'running') !== undefined)
  const names = running.map((status) => stringField(status, 'name') ?? '').join(', ')
  return verdict('Progressing', message, names === '' ? 'running' : `running: ${names}`)
}

function allStatuses(object: KubeObject): readonly Json[] {
  return [...listField(object, 'status', 'initContainerStatuses'), ...listField(object, 'status', 'containerStatuses')]
}
