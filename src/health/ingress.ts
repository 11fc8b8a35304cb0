// Health of an Ingress of any version.
import { listField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { loadBalancerAddresses } from './service.ts'
import { verdict } from './verdict.ts'
import type { HealthVerdict } from './verdict.ts'

/** argo-cd:gitops-engine/pkg/health/health_ingress.go */
export function assessIngress(object: KubeObject): HealthVerdict {
  if (listField(object, 'status', 'loadBalancer', 'ingress').length === 0) {
    return verdict('Progressing', undefined, 'no address from an ingress controller yet')
  }
  return verdict('Healthy', loadBalancerAddresses(object).join(', '), 'has an address')
}
