// Health of a cert-manager Certificate.
import { field } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { HealthPolicy } from '../../policy.ts'
import { condition, conditionText } from '../condition.ts'
import { verdict } from '../verdict.ts'
import type { HealthVerdict } from '../verdict.ts'

/** Why a Certificate that was made or changed is about to be issued (cert-manager/cert-manager:internal/controller/certificates/policies/constants.go). */
const ISSUE_REASONS = ['DoesNotExist', 'MissingData', 'SecretMismatch', 'IncorrectIssuer', 'RequestChanged', 'Renewing']

/**
 * Issuing counts before Ready (argo-cd:resource_customizations/cert-manager.io/Certificate/health.lua). A new Certificate
 * may be not Ready for a moment before it is Issuing; who watches sees that, so only a failed attempt makes it Degraded.
 */
export function assessCertificate(object: KubeObject, policy: HealthPolicy): HealthVerdict {
  const issuing = condition(object, 'Issuing')
  if (issuing !== undefined) return verdict('Progressing', issuing.message, 'being issued')
  const ready = condition(object, 'Ready', 'any')
  if (ready?.status === 'True') return verdict('Healthy', ready.message, 'issued')
  if (ready?.status !== 'False') return verdict('Progressing', undefined, 'waiting for the certificate')
  const attempted = field(object, 'status', 'lastFailureTime') !== undefined
  const about = policy.mendsHealthRules && !attempted && ISSUE_REASONS.includes(ready.reason)
  return verdict(about ? 'Progressing' : 'Degraded', conditionText(ready), 'not ready')
}
