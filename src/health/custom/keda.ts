// Health of KEDA's ScaledObject and ScaledJob.
import type { KubeObject } from '../../object/kube-object.ts'
import { condition, conditionText } from '../condition.ts'
import type { Condition } from '../condition.ts'
import { verdict } from '../verdict.ts'
import type { HealthVerdict } from '../verdict.ts'

/** argo-cd:resource_customizations/keda.sh/ScaledObject/health.lua */
export function assessScaledObject(object: KubeObject): HealthVerdict {
  return assess(object, condition(object, 'Ready', 'False') ?? condition(object, 'Fallback'))
}

/** Ready Unknown is a failure here (argo-cd:resource_customizations/keda.sh/ScaledJob/health.lua). */
export function assessScaledJob(object: KubeObject): HealthVerdict {
  return assess(object, condition(object, 'Ready', 'False') ?? condition(object, 'Ready', 'Unknown'))
}

function assess(object: KubeObject, failure: Condition | undefined): HealthVerdict {
  if (failure !== undefined) return verdict('Degraded', conditionText(failure), `${failure.type} is ${failure.status}`)
  const ready = condition(object, 'Ready')
  if (ready === undefined) return verdict('Progressing', undefined, 'waiting for the condition Ready')
  const paused = condition(object, 'Paused')
  if (paused !== undefined) return verdict('Suspended', paused.message, 'paused')
  return verdict('Healthy', ready.message, 'ready')
}
