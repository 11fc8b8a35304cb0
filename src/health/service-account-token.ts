// Health of a Secret that the token controller has to fill; other Secrets have no health.
import { field, stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { verdict } from './verdict.ts'
import type { HealthVerdict } from './verdict.ts'

/**
 * Argo CD has no rule here, but sees such a Secret vanish while it is awaited: the token controller deletes one whose
 * ServiceAccount does not exist (kubernetes/kubernetes:pkg/controller/serviceaccount/tokens_controller.go).
 */
export function assessSecret(object: KubeObject): HealthVerdict | undefined {
  if (stringField(object, 'type') !== 'kubernetes.io/service-account-token') return undefined
  if (field(object, 'data', 'token') !== undefined) return verdict('Healthy', undefined, 'has its token')
  const account = object.metadata.annotations?.['kubernetes.io/service-account.name'] ?? 'its ServiceAccount'
  return verdict('Progressing', undefined, `no token yet for ${account}`)
}
