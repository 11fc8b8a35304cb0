// Health of a CustomResourceDefinition: whether its resources can be written.
import type { KubeObject } from '../object/kube-object.ts'
import type { HealthPolicy } from '../policy.ts'
import { conditions, isTerminating } from './condition.ts'
import type { Condition } from './condition.ts'
import { verdict } from './verdict.ts'
import type { HealthVerdict } from './verdict.ts'

/** argo-cd:resource_customizations/apiextensions.k8s.io/CustomResourceDefinition/health.lua */
export function assessCustomResourceDefinition(object: KubeObject, policy: HealthPolicy): HealthVerdict {
  // What is asked for the health of a definition that is going asks whether its resources could still be written.
  if (!policy.mendsHealthRules && isTerminating(object)) return verdict('Progressing', undefined, 'terminating')
  const found = conditions(object)
  if (found.length === 0) return verdict('Progressing', undefined, 'not looked at yet')
  for (const item of found) {
    const decided = judge(item)
    if (decided !== undefined) return decided
  }
  const established = found.find((item) => item.type === 'Established')
  if (established?.status === 'True') return verdict('Healthy', undefined, 'established')
  return verdict('Degraded', established?.message, 'not established')
}

function judge(item: Condition): HealthVerdict | undefined {
  if (item.type === 'Terminating' && item.status === 'True') return verdict('Progressing', item.message, 'terminating')
  if (item.type === 'NamesAccepted' && item.status === 'False') {
    return verdict('Degraded', `its names are not accepted: ${item.message}`, 'its names are not accepted')
  }
  if (item.type === 'NonStructuralSchema' && item.status === 'True') {
    return verdict('Degraded', `its schema is not structural: ${item.message}`, 'its schema is not structural')
  }
  if (item.type === 'Established' && item.status !== 'True' && item.reason === 'Installing') {
    return verdict('Progressing', undefined, 'being installed')
  }
  return undefined
}
