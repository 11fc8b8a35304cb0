// Patches as pure functions: JSON merge, JSON patch, strategic merge.
import { isJsonList, isJsonObject, jsonEqual } from '../../object/kube-object.ts'
import type { Json, JsonObject } from '../../object/kube-object.ts'
import { mergeKeys } from '../schemas/merge-schema.ts'
import { itemKey } from './list-shape.ts'
import type { FieldSchema } from './list-shape.ts'

/** RFC 7386. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isJsonObject(patch)) return patch
  const merged: Record<string, Json | undefined> = isJsonObject(target) ? { ...target } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === undefined) continue
    if (value === null) delete merged[name]
    else merged[name] = mergePatch(Object.hasOwn(merged, name) ? merged[name] : undefined, value)
  }
  return merged
}

/** Kubernetes' strategic merge: like a merge patch, but lists with a key merge item by item. */
export function strategicPatch(
  target: Json | undefined,
  patch: Json,
  schema: FieldSchema,
  names: readonly string[] = [],
): Json {
  if (!isJsonObject(patch)) return patch
  if (patch['$patch'] === 'replace') return withoutDirectives(patch)
  const merged: Record<string, Json | undefined> = isJsonObject(target) ? { ...target } : {}
  for (const name of patchedFields(patch)) {
    const value = patch[name]
    const old = Object.hasOwn(merged, name) ? merged[name] : undefined
    const inner = [...names, name]
    const order = patch[`$setElementOrder/${name}`]
    if (value === null || (isJsonObject(value) && value['$patch'] === 'delete')) delete merged[name]
    else if (isJsonList(value) || isJsonList(order)) {
      const removed = patch[`$deleteFromPrimitiveList/${name}`]
      merged[name] = patchList(isJsonList(old) ? old : [], { items: value, order, removed }, schema, inner)
    } else if (value !== undefined) merged[name] = strategicPatch(old, value, schema, inner)
  }
  const kept = patch['$retainKeys']
  return isJsonList(kept) ? Object.fromEntries(Object.entries(merged).filter(([name]) => kept.includes(name))) : merged
}

/** The fields that a patch names, itself or by how their lists are ordered. */
function patchedFields(patch: JsonObject): ReadonlySet<string> {
  const names = Object.keys(patch).map((name) => name.replace(/^\$setElementOrder\//, ''))
  return new Set(names.filter((name) => !name.startsWith('$')))
}

/** What a patch says of a list. */
interface ListPatch {
  readonly items: Json | undefined
  /** All items that are wanted, by their keys. */
  readonly order: Json | undefined
  /** Values of a set. */
  readonly removed: Json | undefined
}

function patchList(
  target: readonly Json[],
  patch: ListPatch,
  schema: FieldSchema,
  names: readonly string[],
): readonly Json[] {
  const idOf = itemIdentity(schema, names)
  const items = isJsonList(patch.items) ? patch.items : []
  if (idOf === undefined || items.some((item) => isJsonObject(item) && item['$patch'] === 'replace')) {
    return items.filter((item) => !isJsonObject(item) || item['$patch'] !== 'replace').map(withoutDirectives)
  }
  const deleted = new Set(items.filter((item) => isJsonObject(item) && item['$patch'] === 'delete').map(idOf))
  for (const item of isJsonList(patch.removed) ? patch.removed : []) deleted.add(idOf(item))
  const merged = new Map(target.map((item) => [idOf(item), item]))
  for (const item of items) {
    const old = merged.get(idOf(item))
    merged.set(idOf(item), old === undefined ? withoutDirectives(item) : strategicPatch(old, item, schema, names))
  }
  const named = new Set((isJsonList(patch.order) ? patch.order : items).map(idOf))
  const left = [...merged].filter(([id]) => !deleted.has(id))
  const others = left.filter(([id]) => !named.has(id)).map(([, item]) => item)
  const ordered = [...named].flatMap((id) => (deleted.has(id) ? [] : (merged.get(id) ?? [])))
  return inLiveOrder(others, ordered, target.map(idOf), idOf)
}

/** Items that a patch does not name among those that it names (kubernetes/apimachinery:pkg/util/strategicpatch/patch.go, mergeSortedSlice). */
function inLiveOrder(
  others: readonly Json[],
  named: readonly Json[],
  order: readonly string[],
  idOf: (item: Json) => string,
): readonly Json[] {
  const merged: Json[] = []
  let next = 0
  for (const item of named) {
    const at = order.indexOf(idOf(item))
    const isBefore = (other: Json): boolean => at >= 0 && order.indexOf(idOf(other)) < at
    const rest = others.slice(next)
    const stop = rest.findIndex((other) => !isBefore(other))
    const before = stop < 0 ? rest : rest.slice(0, stop)
    merged.push(...before, item)
    next += before.length
  }
  return [...merged, ...others.slice(next)]
}

function itemIdentity(schema: FieldSchema, names: readonly string[]): ((item: Json) => string) | undefined {
  const keys = mergeKeys(schema, names)
  if (keys === undefined) return undefined
  return (item) => JSON.stringify((keys.length === 0 ? undefined : itemKey(item, keys)) ?? item)
}

function withoutDirectives(value: Json): Json {
  if (isJsonList(value)) return value.map(withoutDirectives)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, child]) => !name.startsWith('$') && child !== null)
      .map(([name, child]) => [name, withoutDirectives(child ?? null)]),
  )
}

/** RFC 6902; undefined when a test fails or a path leads nowhere. */
export function jsonPatch(target: Json, operations: readonly JsonObject[]): Json | undefined {
  let current: Json = target
  for (const operation of operations) {
    const next = applyOperation(current, operation)
    if (next === undefined) return undefined
    current = next
  }
  return current
}

function applyOperation(target: Json, operation: JsonObject): Json | undefined {
  const path = pointer(operation['path'])
  const from = pointer(operation['from'])
  const given = operation['value'] ?? null
  switch (operation['op']) {
    case 'add':
      return edit(target, path, given, 'insert')
    case 'replace':
      return read(target, path) === undefined ? undefined : edit(target, path, given, 'set')
    case 'remove':
      return read(target, path) === undefined ? undefined : edit(target, path, undefined, 'set')
    case 'test':
      return jsonEqual(read(target, path), given) ? target : undefined
    case 'copy':
    case 'move': {
      const value = read(target, from)
      const left = operation['op'] === 'move' ? edit(target, from, undefined, 'set') : target
      return value === undefined || left === undefined ? undefined : edit(left, path, value, 'insert')
    }
    default:
      return undefined
  }
}

function pointer(value: Json | undefined): readonly string[] {
  if (typeof value !== 'string' || value === '') return []
  return value
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function read(value: Json | undefined, path: readonly string[]): Json | undefined {
  let current = value
  for (const part of path) {
    if (isJsonList(current)) current = current[Number(part)]
    else current = isJsonObject(current) && Object.hasOwn(current, part) ? current[part] : undefined
  }
  return current
}

/** The value with another one at a path, or with none there. */
function edit(
  value: Json,
  [part, ...rest]: readonly string[],
  wanted: Json | undefined,
  mode: 'insert' | 'set',
): Json | undefined {
  if (part === undefined) return wanted
  if (isJsonList(value)) {
    const at = part === '-' ? value.length : Number(part)
    if (!Number.isInteger(at) || at < 0 || at > value.length) return undefined
    if (rest.length === 0) {
      return wanted === undefined ? value.toSpliced(at, 1) : value.toSpliced(at, mode === 'insert' ? 0 : 1, wanted)
    }
    const child = value[at]
    const next = child === undefined ? undefined : edit(child, rest, wanted, mode)
    return next === undefined ? undefined : value.with(at, next)
  }
  if (!isJsonObject(value)) return undefined
  const { [part]: child, ...others } = value
  if (rest.length === 0) return wanted === undefined ? others : { ...value, [part]: wanted }
  const next = child === undefined ? undefined : edit(child, rest, wanted, mode)
  return next === undefined ? undefined : { ...value, [part]: next }
}
