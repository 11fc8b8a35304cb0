// Lists in a three-way patch that the server merges: objects by their merge key, primitives by value. Pure.
import { isJsonObject, jsonEqual } from '../../../object/kube-object.ts'
import type { Json, JsonObject } from '../../../object/kube-object.ts'

/** The three states of a value: what the last apply wanted, what this one wants, what is there. */
export interface ThreeWay<T> {
  readonly original: T | undefined
  readonly modified: T
  readonly current: T
}

/** How the objects of a list are merged. */
export interface ListMerge {
  readonly mergeKey: string
  /** The patch of one item; {} when there is nothing to do. */
  readonly patchItem: (states: ThreeWay<JsonObject>) => JsonObject
}

type Lists = ThreeWay<readonly Json[]>

/** The patch of a list of primitives such as finalizers: what is missing, and what only the last apply wanted. */
export function patchPrimitiveList(key: string, lists: Lists): JsonObject {
  const has = (list: readonly Json[], item: Json): boolean => list.some((other) => jsonEqual(other, item))
  const added = lists.modified.filter((item) => !has(lists.current, item))
  const removed = (lists.original ?? []).filter((item) => !has(lists.modified, item) && has(lists.current, item))
  if (added.length === 0 && removed.length === 0) return {}
  return {
    [`$setElementOrder/${key}`]: lists.modified,
    ...(added.length > 0 ? { [key]: added } : {}),
    ...(removed.length > 0 ? { [`$deleteFromPrimitiveList/${key}`]: removed } : {}),
  }
}

/** The patch of a list of objects: changed and new items, deletions, and the order when it matters. */
export function patchMergeList(key: string, lists: Lists, merge: ListMerge): JsonObject {
  if (lists.current.length === 0) return lists.modified.length === 0 ? {} : { [key]: lists.modified }
  const modified = byKey(lists.modified, merge.mergeKey)
  const current = byKey(lists.current, merge.mergeKey)
  const original = byKey(lists.original ?? [], merge.mergeKey)
  if (modified === undefined || current === undefined || original === undefined)
    return patchAmbiguousList(key, lists, merge)
  const changed: Json[] = []
  for (const [id, item] of modified) {
    const live = current.get(id)
    const patch =
      live === undefined ? item : merge.patchItem({ original: original.get(id), modified: item, current: live })
    if (Object.keys(patch).length > 0) changed.push({ ...patch, [merge.mergeKey]: item[merge.mergeKey] })
  }
  for (const [id, item] of original) {
    if (!modified.has(id) && current.has(id)) changed.push({ $patch: 'delete', [merge.mergeKey]: item[merge.mergeKey] })
  }
  if (changed.length === 0 && sameOrder(modified, current)) return {}
  const order = [...modified.values()].map((item) => ({ [merge.mergeKey]: item[merge.mergeKey] }))
  return { [`$setElementOrder/${key}`]: order, ...(changed.length > 0 ? { [key]: changed } : {}) }
}

// Two items of one key (ports 53/TCP and 53/UDP): a merge by key would mix them up, as kubectl's does. The whole list is
// replaced, unless the items already are as wanted, compared one by one among those of the same key.
function patchAmbiguousList(key: string, lists: Lists, merge: ListMerge): JsonObject {
  const rest = [...lists.current]
  const satisfied = lists.modified.every((item) => {
    const at = rest.findIndex((live) => isSatisfied(item, live, merge))
    if (at >= 0) rest.splice(at, 1)
    return at >= 0
  })
  if (satisfied && rest.length === 0) return {}
  return { [key]: [{ $patch: 'replace' }, ...lists.modified] }
}

function isSatisfied(modified: Json, current: Json, merge: ListMerge): boolean {
  if (!isJsonObject(modified) || !isJsonObject(current)) return jsonEqual(modified, current)
  return Object.keys(merge.patchItem({ original: undefined, modified, current })).length === 0
}

/** The items by the value of their merge key; undefined when one has none or two have the same. */
function byKey(list: readonly Json[], mergeKey: string): Map<string, JsonObject> | undefined {
  const items = new Map<string, JsonObject>()
  for (const item of list) {
    const value = isJsonObject(item) ? item[mergeKey] : undefined
    if (!isJsonObject(item) || value === undefined || value === null || typeof value === 'object') return undefined
    const id = `${typeof value === 'string' ? 's' : 'n'}:${value}`
    if (items.has(id)) return undefined
    items.set(id, item)
  }
  return items
}

// Items of others (an injected sidecar) may stand between ours; only our own order counts.
function sameOrder(modified: ReadonlyMap<string, JsonObject>, current: ReadonlyMap<string, JsonObject>): boolean {
  const live = [...current.keys()].filter((id) => modified.has(id))
  return live.join('\0') === [...modified.keys()].join('\0')
}
