// Health of an Operator Lifecycle Manager Subscription.
import { field, stringField } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { conditions, conditionText } from '../condition.ts'
import type { Condition } from '../condition.ts'
import { verdict } from '../verdict.ts'
import type { HealthVerdict } from '../verdict.ts'

const FAILURES = ['CatalogSourcesUnhealthy', 'InstallPlanFailed', 'ResolutionFailed']
const PENDING_STATES = ['', 'UpgradeAvailable', 'UpgradePending']

/** argo-cd:resource_customizations/operators.coreos.com/Subscription/health.lua */
export function assessSubscription(object: KubeObject): HealthVerdict {
  if (field(object, 'status', 'conditions') === undefined) {
    return verdict('Progressing', undefined, 'no install plan yet')
  }
  const state = stringField(object, 'status', 'state')
  const approval = waitsForApproval(object)
  const failure = conditions(object).find(isFailure)
  if (failure !== undefined) return verdict('Degraded', conditionText(failure), failure.type)
  if (state === 'UpgradeFailed') return verdict('Degraded', undefined, 'the upgrade failed')
  const pending = conditions(object).find((item) => item.type === 'InstallPlanPending' && item.status === 'True')
  if (pending !== undefined && !approval) return verdict('Progressing', conditionText(pending), 'install plan pending')
  if (state === undefined) return verdict('Progressing', undefined, 'no state yet')
  if (PENDING_STATES.includes(state) && !(approval && state === 'UpgradePending')) {
    return verdict('Progressing', state, 'no state yet')
  }
  return verdict('Healthy', approval ? `${state}: an upgrade waits for approval` : state, 'installed')
}

function isFailure(item: Condition): boolean {
  // A missing install plan counts whatever the condition's status, but for the one that was referenced and is gone.
  if (item.type === 'InstallPlanMissing') return item.reason !== 'ReferencedInstallPlanNotFound'
  return FAILURES.includes(item.type) && item.status === 'True'
}

/** An upgrade that waits for a person, with the operator installed, is how a manual Subscription rests. */
function waitsForApproval(object: KubeObject): boolean {
  if (stringField(object, 'spec', 'installPlanApproval') !== 'Manual') return false
  const waiting = conditions(object).some(
    (item) => item.type === 'InstallPlanPending' && item.status === 'True' && item.reason === 'RequiresApproval',
  )
  return waiting && field(object, 'status', 'installedCSV') !== undefined
}
