// Health of a batch/v1 Job.
import { field, numberField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { HealthPolicy } from '../policy.ts'
import { condition, conditions, conditionText, statusNumber } from './condition.ts'
import { verdict } from './verdict.ts'
import type { HealthVerdict } from './verdict.ts'

/**
 * A condition counts with status True only, so a resumed Job (Suspended=False) is still running. Argo CD looks at the
 * types alone but for Suspended (argo-cd:gitops-engine/pkg/health/health_job.go): that is Argo CD's policy.
 */
export function assessJob(object: KubeObject, policy: HealthPolicy): HealthVerdict {
  if (!policy.readsConditionStatus) return assessByType(object)
  const failed = condition(object, 'Failed')
  if (failed !== undefined) return verdict('Degraded', conditionText(failed), 'failed')
  const complete = condition(object, 'Complete')
  if (complete !== undefined) return verdict('Healthy', complete.message, 'complete')
  const suspended = condition(object, 'Suspended')
  if (suspended !== undefined) return verdict('Suspended', suspended.message, 'suspended')
  return verdict('Progressing', undefined, progressText(object))
}

function assessByType(object: KubeObject): HealthVerdict {
  // Argo CD keeps the last condition of a type, whatever its status.
  const last = (type: string) => conditions(object).findLast((item) => item.type === type)
  const failed = last('Failed')
  if (failed !== undefined) return verdict('Degraded', conditionText(failed), 'failed')
  const ended = conditions(object).findLast((item) => item.type === 'Complete' || item.type === 'Suspended')
  if (ended === undefined) return verdict('Progressing', undefined, progressText(object))
  const suspended = conditions(object).some((item) => item.type === 'Suspended' && item.status === 'True')
  return suspended ? verdict('Suspended', ended.message, 'suspended') : verdict('Healthy', ended.message, 'complete')
}

function progressText(object: KubeObject): string {
  const failing = condition(object, 'FailureTarget')
  if (failing !== undefined) return `failing, its pods are still ending: ${conditionText(failing)}`
  if (condition(object, 'SuccessCriteriaMet') !== undefined) return 'succeeded, its pods are still ending'
  if (field(object, 'spec', 'suspend') === true) return 'suspended: spec.suspend is true'
  const active = statusNumber(object, 'active')
  const succeeded = statusNumber(object, 'succeeded')
  const failed = statusNumber(object, 'failed')
  if (active + succeeded + failed === 0) return 'no pod yet'
  const limit = numberField(object, 'spec', 'backoffLimit')
  const ofLimit = limit === undefined ? '' : ` of backoffLimit ${limit}`
  return `running: ${active} active, ${succeeded} succeeded, ${failed} failed${ofLimit}`
}
