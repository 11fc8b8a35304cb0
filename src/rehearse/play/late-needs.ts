// What pods need and get too late: brought by a wave that waits for the very pods. Pure.
import { needsOf } from '../../cluster/simulated/stages/pod-needs.ts'
import { SYNC_PHASES } from '../../hook/hook.ts'
import type { KubeObject } from '../../manifest/kube-object.ts'
import { shortKey } from '../../manifest/resource-key.ts'
import type { ResourceKey } from '../../manifest/resource-key.ts'
import type { PlannedTask, SyncEventBody } from '../../sync/events.ts'
import { podSpecOf } from '../start/assumed-objects.ts'

/** A warning for each object that a task's pods name, that is not there, and that only a later wave brings. */
export function lateNeeds(
  tasks: readonly PlannedTask[],
  manifests: readonly KubeObject[],
  start: readonly KubeObject[],
): readonly SyncEventBody[] {
  return tasks.flatMap((task) => {
    const object = manifests.find((candidate) => isOf(candidate, task.key))
    const needs = new Map(
      needsOf(object === undefined ? undefined : podSpecOf(object)).map((need) => [`${need.kind}/${need.name}`, need]),
    )
    return [...needs.values()].flatMap(({ kind, name }): readonly SyncEventBody[] => {
      const key: ResourceKey = { group: '', kind, namespace: task.key.namespace, name }
      const bringers = tasks.filter((other) => isSame(other.key, key))
      const [first] = bringers
      const isThere = start.some((live) => isOf(live, key))
      if (first === undefined || isThere || bringers.some((other) => order(other) <= order(task))) return []
      const message = `needs ${shortKey(key)}, which comes only in ${first.phase} wave ${first.wave}; its pods cannot start before`
      const hint = `bring it before ${task.phase} wave ${task.wave}, or run this after it`
      return [{ type: 'warning', key: task.key, message, hint }]
    })
  })
}

function isOf({ kind, metadata }: KubeObject, key: ResourceKey): boolean {
  const { name, generateName, namespace } = metadata
  if (kind !== key.kind || (namespace ?? key.namespace) !== key.namespace) return false
  return name === undefined ? generateName !== undefined && key.name.startsWith(generateName) : name === key.name
}

function isSame(a: ResourceKey, b: ResourceKey): boolean {
  return a.group === b.group && a.kind === b.kind && a.namespace === b.namespace && a.name === b.name
}

/** Phases first, then waves, whose numbers are small. */
function order({ phase, wave }: PlannedTask): number {
  return SYNC_PHASES.indexOf(phase) * 1e9 + wave
}
