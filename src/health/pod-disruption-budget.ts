// Health of a policy PodDisruptionBudget.
import type { KubeObject } from '../object/kube-object.ts'
import { conditions, conditionText } from './condition.ts'
import { verdict } from './verdict.ts'
import type { HealthVerdict } from './verdict.ts'

/** InsufficientPods is not a fault of the budget (argo-cd:resource_customizations/policy/PodDisruptionBudget/health.lua). */
export function assessPodDisruptionBudget(object: KubeObject): HealthVerdict {
  const found = conditions(object)
  const failure = found.find((item) => item.status === 'False' && item.reason !== 'InsufficientPods')
  if (failure !== undefined) return verdict('Degraded', conditionText(failure), failure.type)
  const last = found.at(-1)
  if (last === undefined) return verdict('Progressing', undefined, 'its controller has not yet seen it')
  return verdict('Healthy', conditionText(last), last.type)
}
