// Ordered tasks → batches (one phase and wave) and the groups of one kind inside them, as a sync goes through them. Orders nothing itself.
import type { SyncPhase } from '../hook/hook.ts'
import type { ResourceKey } from '../object/resource-key.ts'

/** What a batch is made from: a task of a plan, or one as events name it. */
export interface PlacedTask {
  readonly key: ResourceKey
  readonly phase: SyncPhase
  readonly wave: number
  readonly action: 'apply' | 'prune'
}

/** Tasks that are written at the same time: prunes, or consecutive tasks of one kind. */
export interface TaskGroup<T> {
  readonly action: 'apply' | 'prune'
  /** The kind of all of them; of prunes that of the first. */
  readonly kind: string
  readonly tasks: readonly T[]
}

/** What runs together: the next batch starts when all of it is done. */
export interface TaskBatch<T> {
  readonly phase: SyncPhase
  readonly wave: number
  /** One after another; the next starts when the one before is written. */
  readonly groups: readonly TaskGroup<T>[]
}

/**
 * The batches in the order in which they run. SyncFail hooks make one batch whatever their waves
 * (argo-cd:gitops-engine/pkg/sync/sync_context.go, executeSyncFailPhase).
 */
export function batchesOf<T extends PlacedTask>(tasks: readonly T[]): readonly TaskBatch<T>[] {
  const batches: { readonly phase: SyncPhase; readonly wave: number; readonly tasks: T[] }[] = []
  for (const task of tasks) {
    const last = batches.at(-1)
    const same = last?.phase === task.phase && (last.wave === task.wave || task.phase === 'SyncFail')
    if (last !== undefined && same) last.tasks.push(task)
    else batches.push({ phase: task.phase, wave: task.wave, tasks: [task] })
  }
  return batches.map(({ phase, wave, tasks: members }) => ({ phase, wave, groups: groupsOf(members) }))
}

/** Prunes go first and together, then kind by kind (argo-cd:gitops-engine/pkg/sync/sync_context.go, runTasks). */
function groupsOf<T extends PlacedTask>(tasks: readonly T[]): readonly TaskGroup<T>[] {
  const groups: { readonly action: T['action']; readonly kind: string; readonly tasks: T[] }[] = []
  const prunes = tasks.filter(({ action }) => action === 'prune')
  for (const task of [...prunes, ...tasks.filter(({ action }) => action === 'apply')]) {
    const last = groups.at(-1)
    const same = last?.action === task.action && (task.action === 'prune' || last.kind === task.key.kind)
    if (last !== undefined && same) last.tasks.push(task)
    else groups.push({ action: task.action, kind: task.key.kind, tasks: [task] })
  }
  return groups
}
