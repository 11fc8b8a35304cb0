// Health of cloud resources that AWS Controllers for Kubernetes and Google's Config Connector keep, whatever their kind.
import { field, numberField } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { condition, conditions, conditionText } from '../condition.ts'
import { verdict } from '../verdict.ts'
import type { HealthVerdict } from '../verdict.ts'

/** argo-cd:resource_customizations/_.services.k8s.aws/_/health.lua */
export function assessAckResource(object: KubeObject): HealthVerdict {
  for (const item of conditions(object)) {
    if (item.type === 'ACK.Terminal' && item.status === 'True') {
      return verdict('Degraded', conditionText(item), 'ACK.Terminal is True')
    }
    if (item.type !== 'Ready') continue
    if (item.status === 'True') return verdict('Healthy', item.message, 'ready')
    if (item.status === 'False') return verdict('Progressing', conditionText(item), 'not ready yet')
  }
  return verdict('Progressing', undefined, 'waiting for the condition Ready')
}

/** argo-cd:resource_customizations/_.cnrm.cloud.google.com/_/health.lua */
export function assessConfigConnectorResource(object: KubeObject): HealthVerdict {
  const observed = numberField(object, 'status', 'observedGeneration')
  if (observed !== undefined && observed !== object.metadata.generation) {
    return verdict('Progressing', undefined, 'its controller has not yet seen the new spec')
  }
  const healthy = field(object, 'status', 'healthy')
  if (healthy !== undefined && (object.kind === 'ConfigConnector' || object.kind === 'ConfigConnectorContext')) {
    return healthy === true ? verdict('Healthy', undefined, 'healthy') : verdict('Degraded', undefined, 'not healthy')
  }
  for (const item of conditions(object)) {
    if (item.reason === 'UpToDate' && item.status === 'True') return verdict('Healthy', item.message, 'up to date')
    if (item.reason === 'UpdateFailed' || item.reason === 'DependencyNotFound') {
      return verdict('Degraded', conditionText(item), item.reason)
    }
    if (item.reason === 'DependencyNotReady') return verdict('Suspended', conditionText(item), item.reason)
  }
  const ready = condition(object, 'Ready', 'any')
  return verdict('Progressing', ready && conditionText(ready), 'update in progress')
}
