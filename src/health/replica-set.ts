// Health of an apps/v1 ReplicaSet.
import { numberField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { condition, conditionText, isUnobserved, statusNumber } from './condition.ts'
import { verdict } from './verdict.ts'
import type { HealthVerdict } from './verdict.ts'

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
