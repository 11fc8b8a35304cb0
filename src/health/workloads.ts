// Health of the workloads of the group apps, v1.
import { field, numberField, stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { condition, conditionText, isUnobserved, statusNumber } from './condition.ts'
import { verdict } from './verdict.ts'
import type { HealthVerdict } from './verdict.ts'

/** Does not see the old pods that are still terminating (argo-cd:gitops-engine/pkg/health/health_deployment.go). */
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

/** argo-cd:gitops-engine/pkg/health/health_replicaset.go */
export function assessReplicaSet(object: KubeObject): HealthVerdict {
  if (isUnobserved(object)) return verdict('Progressing', undefined, 'its controller has not yet seen the new spec')
  const failure = condition(object, 'ReplicaFailure')
  if (failure !== undefined) return verdict('Degraded', conditionText(failure), 'its pods cannot be created')
  const replicas = numberField(object, 'spec', 'replicas')
  const available = statusNumber(object, 'availableReplicas')
  if (replicas !== undefined && available < replicas) {
    return verdict('Progressing', undefined, `${available} of ${replicas} replicas available`)
  }
  return verdict('Healthy', undefined, `${available} available`)
}

/** argo-cd:gitops-engine/pkg/health/health_statefulset.go */
export function assessStatefulSet(object: KubeObject): HealthVerdict {
  if (statusNumber(object, 'observedGeneration') === 0 || isUnobserved(object)) {
    return verdict('Progressing', undefined, 'its controller has not yet seen the new spec')
  }
  const replicas = numberField(object, 'spec', 'replicas')
  const ready = statusNumber(object, 'readyReplicas')
  if (replicas !== undefined && ready < replicas) {
    return verdict('Progressing', undefined, `${ready} of ${replicas} replicas ready`)
  }
  return assessUpdate(object, replicas)
}

function assessUpdate(object: KubeObject, replicas: number | undefined): HealthVerdict {
  const strategy = stringField(object, 'spec', 'updateStrategy', 'type')
  const updated = statusNumber(object, 'updatedReplicas')
  const readyText = `${statusNumber(object, 'readyReplicas')} ready`
  if (strategy === 'RollingUpdate' && field(object, 'spec', 'updateStrategy', 'rollingUpdate') !== undefined) {
    const partition = numberField(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition')
    if (replicas === undefined || partition === undefined || updated >= replicas - partition) {
      return verdict('Healthy', undefined, readyText)
    }
    const above = partition === 0 ? '' : ` above partition ${partition}`
    return verdict('Progressing', undefined, `${updated} of ${replicas - partition} replicas${above} updated`)
  }
  if (strategy === 'OnDelete') return verdict('Healthy', undefined, `${readyText}; updates wait for pods to be deleted`)
  const revision = stringField(object, 'status', 'updateRevision')
  if (revision !== stringField(object, 'status', 'currentRevision')) {
    return verdict('Progressing', undefined, `${updated} replicas at the new revision ${revision ?? ''}`.trimEnd())
  }
  return verdict('Healthy', undefined, readyText)
}

/** argo-cd:gitops-engine/pkg/health/health_daemonset.go */
export function assessDaemonSet(object: KubeObject): HealthVerdict {
  if (isUnobserved(object)) return verdict('Progressing', undefined, 'its controller has not yet seen the new spec')
  const desired = statusNumber(object, 'desiredNumberScheduled')
  const updated = statusNumber(object, 'updatedNumberScheduled')
  const available = statusNumber(object, 'numberAvailable')
  if (stringField(object, 'spec', 'updateStrategy', 'type') === 'OnDelete') {
    return verdict('Healthy', undefined, `${updated} of ${desired} pods updated; updates wait for pods to be deleted`)
  }
  if (updated < desired) return verdict('Progressing', undefined, `${updated} of ${desired} pods updated`)
  if (available < desired) return verdict('Progressing', undefined, `${available} of ${desired} updated pods available`)
  return verdict('Healthy', undefined, `${available} available`)
}
