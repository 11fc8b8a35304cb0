// Health of a Knative Service.
import type { KubeObject } from '../../object/kube-object.ts'
import { conditions, conditionText } from '../condition.ts'
import type { Condition } from '../condition.ts'
import { verdict } from '../verdict.ts'
import type { HealthVerdict } from '../verdict.ts'

const REQUIRED = ['ConfigurationsReady', 'RoutesReady', 'Ready']

/** argo-cd:resource_customizations/serving.knative.dev/Service/health.lua */
export function assessKnativeService(object: KubeObject): HealthVerdict {
  const found = conditions(object)
  const open = found.filter((item) => item.status === 'False' || item.status === 'Unknown')
  const done = found.filter((item) => item.status === 'True' && REQUIRED.includes(item.type))
  if (open.length === 0 && done.length === REQUIRED.length) return verdict('Healthy', undefined, 'ready')
  const failed = open.filter((item) => item.status === 'False')
  if (failed.length > 0) return verdict('Degraded', failed.map(describe).join('; '), 'not ready')
  return verdict('Progressing', open.map(describe).join('; '), 'not ready yet')
}

function describe(item: Condition): string {
  const text = conditionText(item)
  return text === '' ? `${item.type} is ${item.status}` : `${item.type} is ${item.status}, ${text}`
}
