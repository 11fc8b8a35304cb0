// Health of Flux resources: what they reconcile, and whether they are suspended.
import { field, stringField } from '../../object/kube-object.ts'
import { condition, conditions, conditionText } from '../condition.ts'
import { verdict } from '../verdict.ts'
import type { HealthRule } from '../verdict.ts'

/**
 * Ready and, where some are named, one of `also` have to be True
 * (argo-cd:resource_customizations/{helm,kustomize,source}.toolkit.fluxcd.io/<Kind>/health.lua).
 * Argo CD wants exactly one of them, so a HelmRelease that was released and tested is Degraded there.
 */
export function fluxRule(also: readonly string[]): HealthRule {
  return (object, policy) => {
    if (field(object, 'spec', 'suspend') === true)
      return verdict('Suspended', undefined, 'suspended: spec.suspend is true')
    if (object.kind === 'HelmRepository' && stringField(object, 'spec', 'type') === 'oci') {
      return verdict('Healthy', undefined, 'an OCI repository has no status')
    }
    if (field(object, 'status', 'conditions') === undefined) return verdict('Progressing', undefined, 'no status yet')
    const ready = condition(object, 'Ready', 'any')
    const text = ready === undefined ? undefined : conditionText(ready)
    if (ready?.status === 'Unknown' && condition(object, 'Reconciling') !== undefined) {
      return verdict('Progressing', text, 'being reconciled')
    }
    const others = conditions(object).filter((item) => also.includes(item.type) && item.status === 'True').length
    const enough = also.length === 0 || (policy.mendsHealthRules ? others > 0 : others === 1)
    return ready?.status === 'True' && enough
      ? verdict('Healthy', text, 'ready')
      : verdict('Degraded', text, 'not ready')
  }
}
