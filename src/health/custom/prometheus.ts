// Health of a Prometheus of the Prometheus operator.
import type { KubeObject } from '../../object/kube-object.ts'
import { conditions, conditionText } from '../condition.ts'
import { verdict } from '../verdict.ts'
import type { HealthVerdict } from '../verdict.ts'

/** argo-cd:resource_customizations/monitoring.coreos.com/Prometheus/health.lua */
export function assessPrometheus(object: KubeObject): HealthVerdict {
  const available = conditions(object).findLast((item) => item.type === 'Available')
  if (available === undefined) return verdict('Progressing', undefined, 'waiting for the condition Available')
  if (available.status === 'True') return verdict('Healthy', available.message, 'available')
  const status = available.reason === 'SomePodsNotReady' ? 'Progressing' : 'Degraded'
  return verdict(status, conditionText(available), 'not available')
}
