// When what is there has to go before the new one can come. Pure.
import type { KubeObject } from '../../manifest/kube-object.ts'
import { stringField } from '../../manifest/kube-object.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import type { Run } from '../run.ts'
import { writeMethod } from './write-method.ts'

const RBAC = 'rbac.authorization.k8s.io'

/** Whether a task deletes what is there, and then creates its object. */
export function isMadeAnew(run: Pick<Run, 'options'>, task: SyncTask, live: KubeObject | undefined): boolean {
  if (live === undefined) return false
  return writeMethod(task, run.options) === 'recreate' || roleChange(run, task, live) !== undefined
}

/**
 * `from Role/a to Role/b`, where a binding is to grant another role, which no update can do: Argo CD's client-side apply
 * reconciles bindings first, as `kubectl auth reconcile` does (argo-cd:gitops-engine/pkg/utils/kube/resource_ops.go,
 * rbacReconcile). Only `argoCompat` leaves it out where Argo CD does.
 */
export function roleChange({ options }: Pick<Run, 'options'>, task: SyncTask, live: KubeObject): string | undefined {
  const { group, kind } = task.key
  if (group !== RBAC || (kind !== 'RoleBinding' && kind !== 'ClusterRoleBinding')) return undefined
  if (options.argoCompat && writeMethod(task, options) !== 'client-side') return undefined
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
