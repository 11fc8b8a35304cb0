// Health of an apps/v1 Deployment. Does not see the old pods that are still terminating.
import { numberField, field } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { condition, conditionText, isUnobserved, statusNumber } from './condition.ts'
import { verdict } from './verdict.ts'
import type { HealthVerdict } from './verdict.ts'

/** argo-cd:gitops-engine/pkg/health/health_deployment.go */
export function assessDeployment(object: KubeObject): HealthVerdict {
  if (field(object, 'spec', 'paused') === true) return verdict('Suspended', undefined, 'paused: spec.paused is true')
  if (isUnobserved(object)) return verdict('Progressing', undefined, 'its controller has not yet seen the new spec')
  const progressing = condition(object, 'Progressing', 'any')
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    const seconds = numberField(object, 'spec', 'progressDeadlineSeconds') ?? 600
    return verdict(
      'Degraded',
      undefined,
      `no progress for ${seconds}s: ${rolloutText(object) ?? 'all replicas available'}`,
    )
  }
  const rollout = rolloutText(object)
  if (rollout === undefined)
    return verdict('Healthy', undefined, `${statusNumber(object, 'availableReplicas')} available`)
  const failure = condition(object, 'ReplicaFailure')
  return verdict('Progressing', failure === undefined ? rollout : `${rollout}; ${conditionText(failure)}`, rollout)
}

/** How far the rollout is, or undefined when it is done. */
function rolloutText(object: KubeObject): string | undefined {
  const wanted = numberField(object, 'spec', 'replicas')
  const updated = statusNumber(object, 'updatedReplicas')
  const old = statusNumber(object, 'replicas') - updated
  const available = statusNumber(object, 'availableReplicas')
  if (wanted !== undefined && updated < wanted) return `${updated} of ${wanted} replicas updated`
  if (old > 0) return `${old} old ${old === 1 ? 'replica' : 'replicas'} not yet gone`
  if (available < updated) return `${available} of ${updated} updated replicas available`
  return undefined
}
