// The plan as it runs: phases, their waves, and in each wave the groups that are written one after another. Orders no task itself.
import type { Phase } from '../hook/hook.ts'
import type { ResourceKey } from '../object/resource-key.ts'

/** What a tree is made from: a task of a plan, or one as events name it. */
export interface PlacedTask {
  readonly key: ResourceKey
  readonly phase: Phase
  readonly wave: number
  readonly action: 'apply' | 'prune'
  readonly prune?: { readonly turn?: number } | undefined
}

/** Tasks that are written at the same time: prunes, or consecutive tasks of one kind. */
export interface PlanGroup<T> {
  readonly action: 'apply' | 'prune'
  /** The kind of all of them; of prunes that of the first. */
  readonly kind: string
  readonly tasks: readonly T[]
}

/** What runs together: the next starts when all of it is done. Of what is pruned several may have one number. */
export interface PlanWave<T> {
  readonly phase: Phase
  readonly wave: number
  /** One after another; the next starts when the one before is written. */
  readonly groups: readonly PlanGroup<T>[]
}

/** A phase that has tasks. */
export interface PlanPhase<T> {
  readonly phase: Phase
  readonly waves: readonly PlanWave<T>[]
}

/**
 * The tree of tasks that stand in their order. SyncFail hooks are one wave whatever their own
 * (argo-cd:gitops-engine/pkg/sync/sync_context.go, executeSyncFailPhase).
 */
export function planTree<T extends PlacedTask>(tasks: readonly T[]): readonly PlanPhase<T>[] {
  return runsOf(tasks, (a, b) => a.phase === b.phase).map(({ first: { phase }, members }) => ({
    phase,
    waves: runsOf(members, (a, b) => phase === 'SyncFail' || (a.wave === b.wave && turnOf(a) === turnOf(b))).map(
      (one) => ({
        phase,
        wave: one.first.wave,
        groups: groupsOf(one.members),
      }),
    ),
  }))
}

/** All waves of a tree, in the order in which they run; that of SyncFail comes last, and only on a failure. */
export function wavesOf<T>(phases: readonly PlanPhase<T>[]): readonly PlanWave<T>[] {
  return phases.flatMap(({ waves }) => waves)
}

/** The tasks of a wave, in the order in which they are written. */
export function tasksOfWave<T>({ groups }: PlanWave<T>): readonly T[] {
  return groups.flatMap(({ tasks }) => tasks)
}

/** The same tree with something else in each task's place. */
export function mapTree<T, U>(phases: readonly PlanPhase<T>[], change: (task: T) => U): readonly PlanPhase<U>[] {
  return phases.map(({ phase, waves }) => ({
    phase,
    waves: waves.map(({ groups, ...wave }) => ({
      ...wave,
      groups: groups.map(({ tasks, ...group }) => ({ ...group, tasks: tasks.map(change) })),
    })),
  }))
}

/** Which batch of its wave a task is in. */
export function turnOf({ prune }: Pick<PlacedTask, 'prune'>): number {
  return prune?.turn ?? 0
}

/** Prunes go first and together, then kind by kind (argo-cd:gitops-engine/pkg/sync/sync_context.go, runTasks). */
function groupsOf<T extends PlacedTask>(tasks: readonly T[]): readonly PlanGroup<T>[] {
  const prunes = tasks.filter(({ action }) => action === 'prune')
  const applies = tasks.filter(({ action }) => action === 'apply')
  return [...runsOf(prunes, () => true), ...runsOf(applies, (a, b) => a.key.kind === b.key.kind)].map(
    ({ first, members }) => ({ action: first.action, kind: first.key.kind, tasks: members }),
  )
}

/** Neighbours that belong together. */
function runsOf<T>(
  items: readonly T[],
  belong: (first: T, next: T) => boolean,
): readonly { readonly first: T; readonly members: readonly T[] }[] {
  const runs: { readonly first: T; readonly members: T[] }[] = []
  for (const item of items) {
    const last = runs.at(-1)
    if (last !== undefined && belong(last.first, item)) last.members.push(item)
    else runs.push({ first: item, members: [item] })
  }
  return runs
}
