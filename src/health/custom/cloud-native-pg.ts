// Health of a CloudNativePG Cluster.
import { field, stringField, own } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { HealthPolicy } from '../../policy.ts'
import { condition, conditionText } from '../condition.ts'
import type { HealthStatusCode } from '../health.ts'
import { ruleError, verdict } from '../verdict.ts'
import type { HealthVerdict } from '../verdict.ts'

/** What each phase of the operator means (argo-cd:resource_customizations/postgresql.cnpg.io/Cluster/health.lua). */
const PHASES: Readonly<Record<string, HealthStatusCode>> = {
  'Cluster in healthy state': 'Healthy',
  'Setting up primary': 'Progressing',
  'Creating a new replica': 'Progressing',
  'Upgrading cluster': 'Progressing',
  'Waiting for the instances to become active': 'Progressing',
  'Promoting to primary cluster': 'Progressing',
  'Switchover in progress': 'Degraded',
  'Failing over': 'Degraded',
  'Upgrading Postgres major version': 'Degraded',
  'Cluster upgrade delayed': 'Degraded',
  'Waiting for user action': 'Degraded',
  'Primary instance is being restarted in-place': 'Degraded',
  'Primary instance is being restarted without a switchover': 'Degraded',
  'Cluster cannot execute instance online upgrade due to missing architecture binary': 'Degraded',
  'Online upgrade in progress': 'Degraded',
  'Applying configuration': 'Degraded',
  'Unable to create required cluster objects': 'Suspended',
  'Cluster cannot proceed to reconciliation due to an unknown plugin being required': 'Suspended',
  'Cluster has incomplete or invalid image catalog': 'Suspended',
  'Cluster is unrecoverable and needs manual intervention': 'Suspended',
}

/**
 * What they mean to the operator: work that it has under way is no failure, and what it cannot do by itself, or at all, is one.
 * To Argo CD the first fails a sync and the second is waited for without end.
 */
const MENDED: Readonly<Record<string, HealthStatusCode>> = {
  'Switchover in progress': 'Progressing',
  'Failing over': 'Progressing',
  'Upgrading Postgres major version': 'Progressing',
  'Primary instance is being restarted in-place': 'Progressing',
  'Primary instance is being restarted without a switchover': 'Progressing',
  'Online upgrade in progress': 'Progressing',
  'Applying configuration': 'Progressing',
  'Unable to create required cluster objects': 'Degraded',
  'Cluster cannot proceed to reconciliation due to an unknown plugin being required': 'Degraded',
  'Cluster has incomplete or invalid image catalog': 'Degraded',
  'Cluster is unrecoverable and needs manual intervention': 'Degraded',
}

/** argo-cd:resource_customizations/postgresql.cnpg.io/Cluster/health.lua */
export function assessCnpgCluster(object: KubeObject, policy: HealthPolicy): HealthVerdict {
  if (object.metadata.annotations?.['cnpg.io/reconciliationLoop'] === 'disabled') {
    return verdict('Suspended', undefined, 'reconciliation is disabled by annotation')
  }
  if (field(object, 'status') === undefined && !policy.mendsHealthRules) {
    return ruleError("no status: Argo CD's rule cannot read it")
  }
  const phase = stringField(object, 'status', 'phase')
  const reason = stringField(object, 'status', 'phaseReason') ?? ''
  const text = reason === '' ? phase : `${phase ?? ''}: ${reason}`
  if (field(object, 'status', 'conditions') === undefined) return verdict('Progressing', text, 'no status yet')
  const hibernation = condition(object, 'cnpg.io/hibernation', 'any')
  if (hibernation !== undefined) {
    const status = hibernation.status === 'True' ? 'Suspended' : 'Degraded'
    return verdict(status, conditionText(hibernation), 'hibernation')
  }
  if (phase === undefined)
    return verdict(policy.mendsHealthRules ? 'Progressing' : 'Unknown', undefined, 'no phase yet')
  const mended = policy.mendsHealthRules ? own(MENDED, phase) : undefined
  return verdict(mended ?? own(PHASES, phase) ?? 'Unknown', text, phase)
}
