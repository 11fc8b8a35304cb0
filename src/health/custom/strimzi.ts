// Health of a Strimzi Kafka cluster.
import type { KubeObject } from '../../object/kube-object.ts'
import { condition, conditions, conditionText } from '../condition.ts'
import { verdict } from '../verdict.ts'
import type { HealthVerdict } from '../verdict.ts'

/** NotReady while it is Creating is not a failure (argo-cd:resource_customizations/kafka.strimzi.io/Kafka/health.lua). */
export function assessKafka(object: KubeObject): HealthVerdict {
  for (const item of conditions(object)) {
    if (item.status !== 'True') continue
    if (item.type === 'NotReady' && item.reason !== 'Creating') {
      return verdict('Degraded', conditionText(item), 'NotReady is True')
    }
    if (item.type === 'Ready') return verdict('Healthy', item.message, 'ready')
  }
  const creating = condition(object, 'NotReady') ?? condition(object, 'Ready', 'any')
  return verdict('Progressing', creating && conditionText(creating), 'waiting for the condition Ready')
}
