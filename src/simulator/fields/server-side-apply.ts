// Server-side apply: merge what is applied into what lives, find conflicts, drop what is applied no longer.
import { isJsonList, isJsonObject, isKubeObject, jsonEqual } from '../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../object/kube-object.ts'
import { applyConflict } from '../server/status-errors.ts'
import { formatPath, hasAtOrBelow, leavesOf, mapsAbove, removePath, valueAt } from './field-paths.ts'
import type { FieldPaths } from './field-paths.ts'
import { isAtomicMap, itemKey, listShape } from './list-shape.ts'
import type { FieldSchema } from './list-shape.ts'
import { isSameWriter, ownersOfFields, withOwners } from './managed-fields.ts'
import type { Owner, Writer } from './managed-fields.ts'

/** How an apply is made. */
export interface ServerSideApplyOptions {
  readonly manager: string
  readonly force: boolean
  readonly schema: FieldSchema
  readonly time: string
  /** The fields that are applied. */
  readonly paths: FieldPaths
}

/** The live object after an apply; throws a Conflict unless forced. `live` undefined: the object is created. */
export function serverSideApply(
  live: KubeObject | undefined,
  applied: KubeObject,
  options: ServerSideApplyOptions,
): KubeObject {
  const { schema, time, paths } = options
  const writer: Writer = { manager: options.manager, operation: 'Apply' }
  const owners = live === undefined ? [] : ownersOfFields(live)
  const isOwn = (owner: Owner): boolean => isSameWriter(owner, writer, applied.apiVersion)
  const merged = live === undefined ? applied : mergeObjects(live, applied, schema)
  const contested = live === undefined ? new Set<string>() : changedLeaves(live, merged, paths)
  const conflicts = owners
    .filter((owner) => !isOwn(owner))
    .flatMap((owner) =>
      [...contested].filter((path) => owner.paths.has(path)).map((path) => ({ owner, field: formatPath(path) })),
    )
  if (conflicts.length > 0 && !options.force) throw applyConflict(conflicts)

  const last = owners.find(isOwn)
  const same =
    last !== undefined &&
    contested.size === 0 &&
    last.paths.size === paths.size &&
    [...paths].every((path) => last.paths.has(path))
  const own: Owner = { ...writer, apiVersion: applied.apiVersion, time: same ? last.time : time, paths }
  const next = owners.map((owner) =>
    isOwn(owner) ? own : { ...owner, paths: new Set([...owner.paths].filter((path) => !contested.has(path))) },
  )
  const others = next.filter((owner) => owner !== own)
  const left = last === undefined ? merged : removeDropped(merged, { last: last.paths, paths, others })
  return withOwners(left, last === undefined ? [...next, own] : next)
}

function mergeObjects(live: KubeObject, applied: KubeObject, schema: FieldSchema): KubeObject {
  const merged = mergeMaps(live, applied, { schema, names: [] })
  return isKubeObject(merged) ? merged : live
}

interface Place {
  readonly schema: FieldSchema
  readonly names: readonly string[]
}

function mergeMaps(live: JsonObject, applied: JsonObject, place: Place): JsonObject {
  const merged: Record<string, Json | undefined> = { ...live }
  for (const [name, value] of Object.entries(applied)) {
    if (value === undefined) continue
    const old = Object.hasOwn(live, name) ? live[name] : undefined
    merged[name] = mergeValues(old, value, { ...place, names: [...place.names, name] })
  }
  return merged
}

function mergeValues(live: Json | undefined, applied: Json, place: Place): Json {
  if (isJsonObject(live) && isJsonObject(applied) && !isAtomicMap(place.schema, place.names)) {
    return mergeMaps(live, applied, place)
  }
  if (!isJsonList(live) || !isJsonList(applied)) return applied
  const shape = listShape(place.schema, place.names)
  if (shape.type === 'atomic') return applied
  const idOf = (item: Json): string => JSON.stringify(shape.type === 'map' ? (itemKey(item, shape.keys) ?? item) : item)
  return mergeItems(live, applied, idOf, (old, item) =>
    isJsonObject(old) && isJsonObject(item) && !isAtomicMap(place.schema, place.names)
      ? mergeMaps(old, item, place)
      : item,
  )
}

/** The applied order, with the items that only live has where they stood. */
function mergeItems(
  live: readonly Json[],
  applied: readonly Json[],
  idOf: (item: Json) => string,
  merge: (old: Json, item: Json) => Json,
): readonly Json[] {
  const wanted = new Set(applied.map(idOf))
  const old = new Map(live.map((item) => [idOf(item), item]))
  const merged: Json[] = []
  let next = 0
  for (const item of live) {
    if (!wanted.has(idOf(item))) merged.push(item)
    else {
      const shared = applied[next]
      if (shared !== undefined) merged.push(mergeItem(shared))
      next += 1
    }
  }
  return [...merged, ...applied.slice(next).map(mergeItem)]

  function mergeItem(item: Json): Json {
    const before = old.get(idOf(item))
    return before === undefined ? item : merge(before, item)
  }
}

function changedLeaves(live: KubeObject, merged: KubeObject, paths: FieldPaths): FieldPaths {
  return new Set([...leavesOf(paths)].filter((path) => !jsonEqual(valueAt(live, path), valueAt(merged, path))))
}

/**
 * Takes away what this manager applied last time, applies no longer, and nobody else owns; and with the last field of a
 * map that somebody owns the whole map, defaults too (structured-merge-diff:merge/update.go, addBackDanglingItems).
 */
function removeDropped(
  merged: KubeObject,
  owned: { readonly last: FieldPaths; readonly paths: FieldPaths; readonly others: readonly Owner[] },
): KubeObject {
  const isFree = (path: string): boolean =>
    !hasAtOrBelow(owned.paths, path) && !owned.others.some((other) => hasAtOrBelow(other.paths, path))
  const dropped = [...owned.last].filter(isFree)
  const maps = new Set(dropped.flatMap(mapsAbove))
  let left: JsonObject = merged
  // What holds others before them: without its key an item would not be found.
  const gone = [...new Set([...dropped, ...[...maps].filter(isFree)])]
  for (const path of gone.toSorted((a, b) => a.length - b.length)) left = removePath(left, path)
  return isKubeObject(left) ? left : merged
}
