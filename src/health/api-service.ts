// Health of an apiregistration.k8s.io APIService.
import type { KubeObject } from '../object/kube-object.ts'
import { condition, conditionText } from './condition.ts'
import { verdict } from './verdict.ts'
import type { HealthVerdict } from './verdict.ts'

/** Never Degraded: what serves it may come in the same wave (argo-cd:gitops-engine/pkg/health/health_apiservice.go). */
export function assessApiService(object: KubeObject): HealthVerdict {
  const available = condition(object, 'Available', 'any')
  if (available === undefined) return verdict('Progressing', undefined, 'not looked at yet')
  if (available.status === 'True') return verdict('Healthy', available.message, 'available')
  return verdict('Progressing', conditionText(available), 'not available')
}
