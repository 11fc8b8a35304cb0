// What the pods of a task need and get too late: brought by a wave that waits for these very pods. Pure.
import { PHASES } from '../hook/hook.ts'
import { needsOf, podSpecOf } from '../object/pod-needs.ts'
import { formatKey } from '../object/resource-key.ts'
import type { ResourceKey } from '../object/resource-key.ts'
import type { SyncTask } from '../plan/sync-plan.ts'

/** An object that pods name, and the task that brings it too late. */
interface LateNeed {
  readonly key: ResourceKey
  readonly bringer: SyncTask
}

/** The tasks that bring what pods can need, by formatted key. */
export function bringersOf(tasks: readonly SyncTask[]): ReadonlyMap<string, readonly SyncTask[]> {
  const found = new Map<string, SyncTask[]>()
  for (const task of tasks) {
    if (task.action !== 'apply' || task.key.group !== '') continue
    const key = formatKey(task.key)
    found.set(key, [...(found.get(key) ?? []), task])
  }
  return found
}

/** The objects that the pods of a task's object name and that only a later phase or wave of the same plan brings. */
export function lateNeedsOf(task: SyncTask, bringers: ReadonlyMap<string, readonly SyncTask[]>): readonly LateNeed[] {
  const keys = new Map<string, ResourceKey>()
  for (const { kind, name } of needsOf(podSpecOf(task.object))) {
    const key = { group: '', kind, namespace: task.key.namespace, name }
    keys.set(formatKey(key), key)
  }
  return [...keys].flatMap(([text, key]) => {
    const found = bringers.get(text) ?? []
    const [bringer] = found
    return bringer === undefined || found.some((other) => order(other) <= order(task)) ? [] : { key, bringer }
  })
}

/** What to do about it. */
export function lateNeedHint({ phase, wave }: SyncTask): string {
  return `bring it before ${phase} wave ${wave}, or run this after it`
}

/** Phases first, then waves, whose numbers are small. */
function order({ phase, wave }: SyncTask): number {
  return PHASES.indexOf(phase) * 1e9 + wave
}
