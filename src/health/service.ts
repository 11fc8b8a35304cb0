// Health of what gets an address from outside: a v1 Service and an Ingress of any version.
import { listField, stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { verdict } from './verdict.ts'
import type { HealthVerdict } from './verdict.ts'

/** Only a LoadBalancer has to wait for something (argo-cd:gitops-engine/pkg/health/health_service.go). */
export function assessService(object: KubeObject): HealthVerdict {
  if (stringField(object, 'spec', 'type') !== 'LoadBalancer') return verdict('Healthy', undefined, 'created')
  if (listField(object, 'status', 'loadBalancer', 'ingress').length === 0) {
    return verdict('Progressing', undefined, 'no load balancer address yet')
  }
  return verdict('Healthy', loadBalancerAddresses(object).join(', '), 'has a load balancer')
}

/** argo-cd:gitops-engine/pkg/health/health_ingress.go */
export function assessIngress(object: KubeObject): HealthVerdict {
  if (listField(object, 'status', 'loadBalancer', 'ingress').length === 0) {
    return verdict('Progressing', undefined, 'no address from an ingress controller yet')
  }
  return verdict('Healthy', loadBalancerAddresses(object).join(', '), 'has an address')
}

function loadBalancerAddresses(object: KubeObject): readonly string[] {
  return listField(object, 'status', 'loadBalancer', 'ingress').flatMap(
    (item) => stringField(item, 'ip') ?? stringField(item, 'hostname') ?? [],
  )
}
