// Health of an apps/v1 DaemonSet.
import { stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { isUnobserved, statusNumber } from './condition.ts'
import { verdict } from './verdict.ts'
import type { HealthVerdict } from './verdict.ts'

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
