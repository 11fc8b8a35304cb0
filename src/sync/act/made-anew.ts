// When what is there has to go before the new one can come. Pure.
import type { KubeObject } from '../../object/kube-object.ts'
import { stringField } from '../../object/kube-object.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import { takesAllWithIt } from '../../plan/task-order.ts'
import type { ClusterError } from '../../errors.ts'
import type { Run } from '../run.ts'
import { writeMethod } from './write-method.ts'

const RBAC = 'rbac.authorization.k8s.io'

/** Whether a task deletes what is there and then creates its object: as far as the gate has found out. */
export function isMadeAnew(run: Pick<Run, 'options' | 'gate'>, task: SyncTask, live: KubeObject | undefined): boolean {
  return isAlwaysMadeAnew(run, task, live) || (live !== undefined && run.gate.findings.get(task.id)?.anew === true)
}

/**
 * Whether `Force=true` deletes what is there where the server refuses the change. kubectl does so only when it applies
 * client-side; Argo CD's policy follows it in that.
 */
export function mayBeForced({ options }: Pick<Run, 'options'>, task: SyncTask, live: KubeObject | undefined): boolean {
  if (live === undefined || !task.options.force || task.options.replace || takesAllWithIt(task.key)) return false
  return options.policy.forcesEveryApply || writeMethod(task, options) === 'client-side'
}

/** Whether a refusal is one that a new object may not meet. Who else owns a field is told another way. */
export function isForNew({ reason, conflicts }: ClusterError): boolean {
  return reason === 'Invalid' || (reason === 'Conflict' && conflicts.length === 0)
}

/** Whether a task deletes what is there and then creates its object, whatever the server says of the change. */
export function isAlwaysMadeAnew(run: Pick<Run, 'options'>, task: SyncTask, live: KubeObject | undefined): boolean {
  if (live === undefined) return false
  return writeMethod(task, run.options) === 'recreate' || roleChange(run, task, live) !== undefined
}

/**
 * `from Role/a to Role/b`, where a binding is to grant another role, which no update can do: Argo CD's client-side apply
 * reconciles bindings first, as `kubectl auth reconcile` does (argo-cd:gitops-engine/pkg/utils/kube/resource_ops.go,
 * rbacReconcile). Only its own policy leaves it out where Argo CD does.
 */
export function roleChange({ options }: Pick<Run, 'options'>, task: SyncTask, live: KubeObject): string | undefined {
  const { group, kind } = task.key
  if (group !== RBAC || (kind !== 'RoleBinding' && kind !== 'ClusterRoleBinding')) return undefined
  if (!options.policy.remakesBindings && writeMethod(task, options) !== 'client-side') return undefined
  // Whoever wrote this wants it left alone, and kubectl heeds it.
  if (stringField(live, 'metadata', 'annotations', 'rbac.authorization.kubernetes.io/autoupdate') === 'false')
    return undefined
  const [from, to] = [roleOf(live), roleOf(task.object)]
  return from === to ? undefined : `from ${from} to ${to}`
}

function roleOf(binding: KubeObject): string {
  const group = stringField(binding, 'roleRef', 'apiGroup') ?? RBAC
  const role = `${stringField(binding, 'roleRef', 'kind') ?? ''}/${stringField(binding, 'roleRef', 'name') ?? ''}`
  return group === RBAC ? role : `${group}/${role}`
}
