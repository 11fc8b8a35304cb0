// Health of a Keycloak, whose operator keeps conditions of the past beside those of now.
import { listField, stringField } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { HealthPolicy } from '../../policy.ts'
import { condition, readConditions } from '../condition.ts'
import { verdict } from '../verdict.ts'
import type { HealthVerdict } from '../verdict.ts'

/**
 * Errors count before Ready. To Argo CD the one that became True first counts
 * (argo-cd:resource_customizations/k8s.keycloak.org/Keycloak/health.lua), so an error after it was Ready is not seen.
 */
export function assessKeycloak(object: KubeObject, policy: HealthPolicy): HealthVerdict {
  const ready = condition(object, 'Ready')
  const errors = condition(object, 'HasErrors')
  const first = policy.mendsHealthRules ? errors : readConditions({ conditions: byTime(object) }).find(isDecided)
  if (errors !== undefined && (ready === undefined || first?.type === 'HasErrors')) {
    return verdict('Degraded', errors.message, 'has errors')
  }
  if (ready !== undefined) return verdict('Healthy', ready.message, 'ready')
  return verdict('Progressing', condition(object, 'Ready', 'any')?.message, 'waiting for the condition Ready')
}

function isDecided({ type, status }: { readonly type: string; readonly status: string }): boolean {
  return status === 'True' && (type === 'Ready' || type === 'HasErrors')
}

/** The oldest first; one without a time is the newest. */
function byTime(object: KubeObject): ReturnType<typeof listField> {
  const timeOf = (item: (typeof items)[number]): string => stringField(item, 'lastTransitionTime') ?? '~'
  const items = listField(object, 'status', 'conditions')
  return items.toSorted((a, b) => (timeOf(a) < timeOf(b) ? -1 : timeOf(a) > timeOf(b) ? 1 : 0))
}
