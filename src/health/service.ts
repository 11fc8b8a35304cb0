// Health of a v1 Service: only a LoadBalancer has to wait for something.
import { listField, stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { verdict } from './verdict.ts'
import type { HealthVerdict } from './verdict.ts'

/** argo-cd:gitops-engine/pkg/health/health_service.go */
export function assessService(object: KubeObject): HealthVerdict {
  if (stringField(object, 'spec', 'type') !== 'LoadBalancer') return verdict('Healthy', undefined, 'created')
  const addresses = loadBalancerAddresses(object)
  if (listField(object, 'status', 'loadBalancer', 'ingress').length === 0) {
    return verdict('Progressing', undefined, 'no load balancer address yet')
  }
  return verdict('Healthy', addresses.join(', '), 'has a load balancer')
}

/** The addresses that a Service or an Ingress was given. */
export function loadBalancerAddresses(object: KubeObject): readonly string[] {
  return listField(object, 'status', 'loadBalancer', 'ingress').flatMap(
    (item) => stringField(item, 'ip') ?? stringField(item, 'hostname') ?? [],
  )
}
