// What the pods of a task need and get too late: brought by a wave that waits for these very pods. Pure.
import { PHASES } from '../hook/hook.ts'
import { needsOf, podSpecOf } from '../object/pod-needs.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { isSameKey } from '../object/resource-key.ts'
import type { ResourceKey } from '../object/resource-key.ts'
import type { SyncTask } from '../plan/sync-plan.ts'

/** Where something runs. */
type Place = Pick<SyncTask, 'key' | 'phase' | 'wave'>

/** An object that pods name, and the task that brings it too late. */
export interface LateNeed<T extends Place = Place> {
  readonly key: ResourceKey
  readonly bringer: T
}

/** The objects that the pods of a task's object name and that only a later phase or wave of the same plan brings. */
export function lateNeedsOf<T extends Place>(
  task: T,
  object: KubeObject | undefined,
  tasks: readonly T[],
): readonly LateNeed<T>[] {
  const needs = needsOf(object === undefined ? undefined : podSpecOf(object))
  const keys = new Map(
    needs.map(({ kind, name }) => [`${kind}/${name}`, { group: '', kind, namespace: task.key.namespace, name }]),
  )
  return [...keys.values()].flatMap((key) => {
    const bringers = tasks.filter((other) => isSameKey(other.key, key))
    const [bringer] = bringers
    return bringer === undefined || bringers.some((other) => order(other) <= order(task)) ? [] : { key, bringer }
  })
}

/** What to do about it. */
export function lateNeedHint({ phase, wave }: Place): string {
  return `bring it before ${phase} wave ${wave}, or run this after it`
}

/** Phases first, then waves, whose numbers are small. */
function order({ phase, wave }: Place): number {
  return PHASES.indexOf(phase) * 1e9 + wave
}
