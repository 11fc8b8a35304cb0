// The order of tasks: phase, wave, kind, name, then what others depend on is lifted.
import { PHASES } from '../hook/hook.ts'
import { field, stringField } from '../object/kube-object.ts'
import { compareKeys, compareText } from '../object/resource-key.ts'
import type { ResourceKey } from '../object/resource-key.ts'
import { kindRank } from './kind-order.ts'
import { turnOf } from './plan-tree.ts'
import { withPruneTurns } from './prune-turns.ts'
import type { SyncTask } from './sync-plan.ts'

/**
 * Sorts tasks and lifts a Namespace before the first object in it, a CustomResourceDefinition before its first object;
 * both take the phase and wave of what they are lifted before (argo-cd:gitops-engine/pkg/sync/sync_tasks.go).
 * An object without a namespace counts as living in the destination, as there.
 */
export function orderTasks(tasks: readonly SyncTask[], namespace: string): readonly SyncTask[] {
  const sorted = withPruneTurns(tasks).toSorted(compareTasks)
  const namespaces = lift(
    sorted,
    (task) => (isNamespace(task) ? task.key.name : undefined),
    (task) => task.key.namespace || namespace,
  )
  return lift(namespaces, definedKind, (task) => `${task.key.group}/${task.key.kind}`)
}

/** What came last goes first. */
function compareTasks(a: SyncTask, b: SyncTask): number {
  return (
    PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase) ||
    (a.phase === 'Delete' ? -1 : 1) *
      (a.wave - b.wave || turnOf(a) - turnOf(b) || kindRank(a.key.kind) - kindRank(b.key.kind)) ||
    compareText(a.key.name, b.key.name) ||
    compareKeys(a.key, b.key)
  )
}

function lift(
  tasks: readonly SyncTask[],
  defines: (task: SyncTask) => string | undefined,
  needs: (task: SyncTask) => string,
): readonly SyncTask[] {
  const result: SyncTask[] = []
  const firstUse = new Map<string, number>()
  for (const task of tasks) {
    const defined = task.action === 'apply' ? defines(task) : undefined
    const index = defined === undefined ? undefined : firstUse.get(defined)
    const user = index === undefined ? undefined : result[index]
    if (index !== undefined && user !== undefined) {
      const lifted = { before: user.id, phase: task.phase, wave: task.wave }
      result.splice(index, 0, { ...task, phase: user.phase, wave: user.wave, lifted })
      for (const [name, position] of firstUse) if (position >= index) firstUse.set(name, position + 1)
      continue
    }
    const needed = needs(task)
    if (task.action === 'apply' && defined === undefined && !firstUse.has(needed)) firstUse.set(needed, result.length)
    result.push(task)
  }
  return result
}

/** Whether a task brings a core Namespace. */
export function isNamespace(task: Pick<SyncTask, 'key'>): boolean {
  return task.key.group === '' && task.key.kind === 'Namespace'
}

/** `group/Kind` that a CustomResourceDefinition brings; undefined for anything else. */
export function definedKind(task: Pick<SyncTask, 'key' | 'object'>): string | undefined {
  if (task.key.kind !== 'CustomResourceDefinition' || task.key.group !== 'apiextensions.k8s.io') return undefined
  const group = stringField(field(task.object, 'spec'), 'group')
  const kind = stringField(field(task.object, 'spec', 'names'), 'kind')
  return group === undefined || kind === undefined ? undefined : `${group}/${kind}`
}

/** Deleting one of these deletes all that lives in it: Argo CD updates both in place (argo-cd:gitops-engine/pkg/sync/sync_context.go, applyObject). */
export function takesAllWithIt({ kind }: Pick<ResourceKey, 'kind'>): boolean {
  return kind === 'Namespace' || kind === 'CustomResourceDefinition'
}
