// Hooks of an app that are in the cluster and in no manifest any more: told, and pruned where that is asked for by name. Pure.
import { readDirectives } from '../hook/read-directives.ts'
import type { Diagnostic } from '../manifest/diagnostic.ts'
import { listField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { firstOf } from '../object/one-line.ts'
import { formatKey, keyOf, shortKey } from '../object/resource-key.ts'
import type { ResourceKey } from '../object/resource-key.ts'
import { HOOK_OF, isCopy } from './app-mark.ts'
import { pruneTask } from './prune-task.ts'
import type { AppMark, PlanContext, SyncTask } from './sync-plan.ts'

/** Those that no manifest names. One whose name was generated stays with the manifest that it was generated from. */
export function hooksThatLeft(
  targets: readonly { readonly key: ResourceKey; readonly object: KubeObject }[],
  { prune, app, hooks }: PlanContext,
): readonly KubeObject[] {
  if (app === undefined || !hooks) return []
  const named = new Set(targets.map(({ key }) => formatKey(key)))
  const generating = new Set(targets.flatMap(({ key, object }) => originOf(key, object) ?? []))
  return (prune.hooks?.live ?? []).filter((object) => {
    const key = keyOf(object)
    const isWanted = named.has(formatKey(key)) || generating.has(originOf(key, object) ?? '')
    return !isWanted && isHookOf(app, object)
  })
}

/** Whether an object bears an app's mark of a hook, is itself one still, and nobody else's. */
export function isHookOf(app: AppMark, object: KubeObject): boolean {
  const isOurs = object.metadata.labels?.[HOOK_OF] === app.partOf && !isCopy(object, app)
  const hasOwner = listField(object, 'metadata', 'ownerReferences').length > 0
  return isOurs && !hasOwner && readDirectives(object).isHook
}

/** What generates its name; undefined: nothing does. */
function originOf({ group, kind, namespace }: ResourceKey, { metadata }: KubeObject): string | undefined {
  const { generateName } = metadata
  return generateName === undefined ? undefined : formatKey({ group, kind, namespace, name: generateName })
}

/** They go last of all, when everything before has succeeded; nothing is made of it where nobody asked. */
export function leftHookTasks(
  left: readonly KubeObject[],
  tasks: readonly SyncTask[],
  { prune, policy }: PlanContext,
): readonly SyncTask[] {
  if (prune.hooks?.enabled !== true) return []
  const last = Math.max(-1, ...tasks.filter(({ phase }) => phase === 'PostSync').map(({ wave }) => wave))
  return left.map((object) => ({ ...pruneTask(object, prune, policy, 'PostSync'), wave: last + 1 }))
}

/** That there are some, where nobody asked. */
export function leftHookNotes(left: readonly KubeObject[], { prune }: PlanContext): readonly Diagnostic[] {
  if (left.length === 0 || prune.hooks?.enabled === true) return []
  const names = left.map((object) => shortKey(keyOf(object)))
  const message = `hooks that left the manifests are still there: ${firstOf(names, 8)}`
  return [{ code: 'LEFT_HOOKS', severity: 'note', message, hint: '--prune --prune-hooks deletes them' }]
}
