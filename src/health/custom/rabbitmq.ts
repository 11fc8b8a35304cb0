// Health of what the RabbitMQ topology operator creates inside a broker.
import type { KubeObject } from '../../object/kube-object.ts'
import type { HealthPolicy } from '../../policy.ts'
import { condition, conditionText } from '../condition.ts'
import { verdict } from '../verdict.ts'
import type { HealthVerdict } from '../verdict.ts'

/** Before the operator has looked, Argo CD says Unknown, which fails a hook (argo-cd:resource_customizations/rabbitmq.com/Queue/health.lua). */
export function assessRabbitTopology(object: KubeObject, policy: HealthPolicy): HealthVerdict {
  const ready = condition(object, 'Ready', 'any')
  if (ready?.status === 'True' && ready.reason === 'SuccessfulCreateOrUpdate') {
    return verdict('Healthy', ready.message, 'created')
  }
  if (ready?.status === 'False' && ready.reason === 'FailedCreateOrUpdate') {
    return verdict('Degraded', conditionText(ready), 'not created')
  }
  return verdict(policy.mendsHealthRules ? 'Progressing' : 'Unknown', ready?.message, 'waiting for the condition Ready')
}
