// Patches as pure functions: JSON merge, JSON patch, strategic merge, and the three-way merge of client-side apply.
import { isJsonList, isJsonObject, jsonEqual } from '../../object/kube-object.ts'
import type { Json, JsonObject } from '../../object/kube-object.ts'
import { itemKey, listShape } from './list-shape.ts'
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
  if (isJsonList(patch)) return patchList(isJsonList(target) ? target : [], patch, schema, names)
  if (!isJsonObject(patch)) return patch
  if (patch['$patch'] === 'replace') return withoutDirectives(patch)
  const merged: Record<string, Json | undefined> = isJsonObject(target) ? { ...target } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === undefined || name.startsWith('$')) continue
    const old = Object.hasOwn(merged, name) ? merged[name] : undefined
    if (value === null || (isJsonObject(value) && value['$patch'] === 'delete')) delete merged[name]
    else merged[name] = strategicPatch(old, value, schema, [...names, name])
  }
  return merged
}

/** What kubectl's client-side apply makes of the live object: `last` is the manifest of the last apply. */
export function threeWayMerge(
  live: Json | undefined,
  manifests: { readonly last: Json | undefined; readonly next: Json },
  schema: FieldSchema,
  names: readonly string[] = [],
): Json {
  const { last, next } = manifests
  if (isJsonList(live) && isJsonList(next)) return mergeLists(live, { last, next }, schema, names)
  if (!isJsonObject(live) || !isJsonObject(next)) return next
  const merged: Record<string, Json | undefined> = {}
  for (const [name, value] of Object.entries(live)) {
    if (Object.hasOwn(next, name) ? next[name] !== null : !isJsonObject(last) || !Object.hasOwn(last, name))
      merged[name] = value
  }
  for (const [name, value] of Object.entries(next)) {
    if (value === undefined || value === null) continue
    const before = isJsonObject(last) && Object.hasOwn(last, name) ? last[name] : undefined
    const old = Object.hasOwn(live, name) ? live[name] : undefined
    merged[name] = threeWayMerge(old, { last: before, next: value }, schema, [...names, name])
  }
  return merged
}

function mergeLists(
  live: readonly Json[],
  manifests: { readonly last: Json | undefined; readonly next: readonly Json[] },
  schema: FieldSchema,
  names: readonly string[],
): readonly Json[] {
  const idOf = itemIdentity(schema, names)
  const { next } = manifests
  if (idOf === undefined || new Set(next.map(idOf)).size < next.length) return next
  const last = isJsonList(manifests.last) ? manifests.last : []
  const wanted = new Set(next.map(idOf))
  const before = new Map(last.map((item) => [idOf(item), item]))
  const kept = live.filter((item) => !wanted.has(idOf(item)) && !before.has(idOf(item)))
  const merged = next.map((item) =>
    threeWayMerge(
      live.find((old) => idOf(old) === idOf(item)),
      { last: before.get(idOf(item)), next: item },
      schema,
      names,
    ),
  )
  return inLiveOrder(kept, merged, live.map(idOf), idOf)
}

function patchList(
  target: readonly Json[],
  patch: readonly Json[],
  schema: FieldSchema,
  names: readonly string[],
): readonly Json[] {
  const idOf = itemIdentity(schema, names)
  if (idOf === undefined || patch.some((item) => isJsonObject(item) && item['$patch'] === 'replace')) {
    return patch.filter((item) => !isJsonObject(item) || item['$patch'] !== 'replace').map(withoutDirectives)
  }
  const deleted = new Set(patch.filter((item) => isJsonObject(item) && item['$patch'] === 'delete').map(idOf))
  const changes = patch.filter((item) => !deleted.has(idOf(item)))
  const named = new Set(patch.map(idOf))
  const merged = changes.map((item) => {
    const old = target.find((known) => idOf(known) === idOf(item))
    return old === undefined ? withoutDirectives(item) : strategicPatch(old, item, schema, names)
  })
  const untouched = target.filter((item) => !named.has(idOf(item)))
  return inLiveOrder(untouched, merged, target.map(idOf), idOf)
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

/** Merge keys of the strategic merge: those of server-side apply but for ports, which go by their number alone. */
function itemIdentity(schema: FieldSchema, names: readonly string[]): ((item: Json) => string) | undefined {
  const shape = listShape(schema, names)
  if (shape.type === 'atomic') return undefined
  if (shape.type === 'set') return (item) => JSON.stringify(item)
  const keys = names.at(-1) === 'ports' ? shape.keys.slice(0, 1) : shape.keys
  return (item) => JSON.stringify(itemKey(item, keys) ?? item)
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
  switch (operation['op']) {
    case 'add':
      return edit(target, path, () => operation['value'] ?? null, 'insert')
    case 'replace':
      return read(target, path) === undefined ? undefined : edit(target, path, () => operation['value'] ?? null, 'set')
    case 'remove':
      return read(target, path) === undefined ? undefined : edit(target, path, () => undefined, 'set')
    case 'test':
      return jsonEqual(read(target, path), operation['value'] ?? null) ? target : undefined
    case 'copy':
    case 'move': {
      const value = read(target, from)
      const left = operation['op'] === 'move' ? edit(target, from, () => undefined, 'set') : target
      return value === undefined || left === undefined ? undefined : edit(left, path, () => value, 'insert')
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

function edit(
  value: Json,
  path: readonly string[],
  change: () => Json | undefined,
  mode: 'insert' | 'set',
): Json | undefined {
  const [part, ...rest] = path
  if (part === undefined) return change()
  if (isJsonList(value)) {
    const at = part === '-' ? value.length : Number(part)
    if (!Number.isInteger(at) || at < 0 || at > value.length) return undefined
    if (rest.length === 0) return editItem(value, at, change(), mode)
    const child = value[at]
    const next = child === undefined ? undefined : edit(child, rest, change, mode)
    return next === undefined ? undefined : value.with(at, next)
  }
  if (!isJsonObject(value)) return undefined
  const { [part]: child, ...others } = value
  if (rest.length === 0) {
    const next = change()
    return next === undefined ? others : { ...value, [part]: next }
  }
  const next = child === undefined ? undefined : edit(child, rest, change, mode)
  return next === undefined ? undefined : { ...value, [part]: next }
}

function editItem(list: readonly Json[], at: number, item: Json | undefined, mode: 'insert' | 'set'): readonly Json[] {
  if (item === undefined) return list.toSpliced(at, 1)
  return list.toSpliced(at, mode === 'insert' ? 0 : 1, item)
}
