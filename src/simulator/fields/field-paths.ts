// Sets of fields of an object, and FieldsV1, the form that managedFields has them in. Knows no managers.
import { isJsonList, isJsonObject, jsonEqual } from '../../object/kube-object.ts'
import type { Json, JsonObject } from '../../object/kube-object.ts'
import { formatItemKey } from '../../object/fields-v1.ts'
import { compareText } from '../../object/resource-key.ts'
import { isAtomicMap, itemKey, listShape } from './list-shape.ts'
import type { FieldSchema } from './list-shape.ts'

/** Paths of FieldsV1 elements (`f:spec`, `k:{"name":"main"}`, `v:"x"`), each joined by SEPARATOR. */
export type FieldPaths = ReadonlySet<string>

const SEPARATOR = '\n'

/** Parts of the metadata that nobody owns. */
const UNOWNED = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'managedFields',
  'selfLink',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
])

/** All fields of an object that can be owned. `parents` counts maps and lists as fields of their own too, as an update does. */
export function pathsOf(object: JsonObject, schema: FieldSchema, parents: 'with-parents' | 'leaves'): FieldPaths {
  const found = new Set<string>()
  collectMap(ownable(object), { names: [], prefix: '', schema, parents: parents === 'with-parents', found })
  found.delete('f:metadata')
  found.delete('f:spec')
  return found
}

/** The parts of an object that can have an owner. */
export function ownable(object: JsonObject): JsonObject {
  const { apiVersion: _, kind: __, metadata, ...rest } = object
  if (!isJsonObject(metadata)) return rest
  const owned: Record<string, Json | undefined> = {}
  for (const name of Object.keys(metadata)) if (!UNOWNED.has(name)) owned[name] = metadata[name]
  return { metadata: owned, ...rest }
}

/** Where in an object a value is. */
export interface Place {
  readonly names: readonly string[]
  readonly prefix: string
  readonly schema: FieldSchema
  readonly parents: boolean
}

interface Walk extends Place {
  readonly found: Set<string>
}

function collectMap(map: JsonObject, walk: Walk): void {
  for (const name of Object.keys(map)) {
    const value = map[name]
    if (value === undefined) continue
    collectValue(value, { ...walk, names: [...walk.names, name], prefix: join(walk.prefix, `f:${name}`) })
  }
}

/** Finds the fields of a value, and its own. */
export function collectValue(value: Json, walk: Walk): void {
  const shape = shapeAt(value, walk)
  // An empty list of items that are owned one by one holds nothing that could be owned.
  const isEmpty = isJsonList(value) && value.length === 0
  if (shape === 'value' || (walk.parents && !isEmpty)) walk.found.add(walk.prefix)
  if (shape === 'map' && isJsonObject(value)) collectMap(value, walk)
  if (shape === 'list' && isJsonList(value))
    for (const [prefix, item] of elementsOf(value, walk)) collectItem(item, { ...walk, prefix })
}

/** Finds the fields of an item that has an element of its own. */
export function collectItem(item: Json, walk: Walk): void {
  walk.found.add(walk.prefix)
  if (isJsonObject(item) && shapeAt(item, walk) === 'map') collectMap(item, walk)
}

/** Whether a value is one field, or has fields of its own. */
export function shapeAt(value: Json, { schema, names }: Place): 'map' | 'list' | 'value' {
  if (isJsonObject(value)) return Object.keys(value).length > 0 && !isAtomicMap(schema, names) ? 'map' : 'value'
  return isJsonList(value) && listShape(schema, names).type !== 'atomic' ? 'list' : 'value'
}

/** The items of a list, each with its path; one without its key has none. */
export function elementsOf(
  list: readonly Json[],
  { schema, names, prefix }: Place,
): readonly (readonly [string, Json])[] {
  const shape = listShape(schema, names)
  if (shape.type === 'atomic') return []
  return list.flatMap((item) => {
    if (shape.type === 'set') return [[join(prefix, `v:${JSON.stringify(item)}`), item] as const]
    const key = itemKey(item, shape.keys)
    return key === undefined ? [] : [[join(prefix, `k:${JSON.stringify(key)}`), item] as const]
  })
}

/** The value that a path leads to. */
export function valueAt(object: JsonObject, path: string): Json | undefined {
  let current: Json | undefined = object
  for (const element of path.split(SEPARATOR)) current = step(current, element)
  return current
}

function step(value: Json | undefined, element: string): Json | undefined {
  const text = element.slice(2)
  if (element.startsWith('f:')) return isJsonObject(value) && Object.hasOwn(value, text) ? value[text] : undefined
  return isJsonList(value) ? value.find((item) => isItem(item, element)) : undefined
}

/** The object without the field at a path; maps and lists that this leaves empty go too. */
export function removePath(object: JsonObject, path: string): JsonObject {
  const result = removeFrom(object, path.split(SEPARATOR))
  return isJsonObject(result) ? result : {}
}

function removeFrom(value: Json | undefined, [element, ...rest]: readonly string[]): Json | undefined {
  if (element === undefined) return undefined
  if (element.startsWith('f:')) return isJsonObject(value) ? removeField(value, element.slice(2), rest) : value
  if (!isJsonList(value)) return value
  const items = value.flatMap((item) => {
    if (!isItem(item, element)) return [item]
    const left = removeFrom(item, rest)
    return left === undefined ? [] : [left]
  })
  return items.length > 0 ? items : undefined
}

function removeField(map: JsonObject, name: string, rest: readonly string[]): JsonObject | undefined {
  if (!Object.hasOwn(map, name)) return map
  const { [name]: child, ...others } = map
  const left = removeFrom(child, rest)
  if (left !== undefined) return { ...map, [name]: left }
  return Object.keys(others).length > 0 ? others : undefined
}

function isItem(item: Json, element: string): boolean {
  const wanted: Json = parseElement(element)
  if (element.startsWith('v:')) return jsonEqual(item, wanted)
  return isJsonObject(wanted) && jsonEqual(itemKey(item, Object.keys(wanted)), wanted)
}

/** `.spec.containers[name="main"].image`, as the API server writes a path. */
export function formatPath(path: string): string {
  return path
    .split(SEPARATOR)
    .map((element) => {
      if (element.startsWith('f:')) return `.${element.slice(2)}`
      if (element.startsWith('v:')) return `[=${element.slice(2)}]`
      const key = parseElement(element)
      return `[${formatItemKey(isJsonObject(key) ? key : {})}]`
    })
    .join('')
}

// Most owners stay as they are from write to write, so both ways are remembered. What is frozen can never change.
const DECODED = new WeakMap<JsonObject, FieldPaths>()
const ENCODED = new WeakMap<FieldPaths, JsonObject>()

/** FieldsV1: `{"f:spec":{"f:replicas":{}}}`. */
export function encodeFields(paths: FieldPaths): JsonObject {
  return ENCODED.get(paths) ?? remember(paths, encodeTree(treeOf(paths)))
}

/** The paths that FieldsV1 holds. */
export function decodeFields(fields: Json | undefined): FieldPaths {
  if (!isJsonObject(fields)) return new Set()
  const known = DECODED.get(fields)
  if (known !== undefined) return known
  const found = new Set<string>()
  decodeTree(fields, '', found)
  if (Object.isFrozen(fields)) remember(found, fields)
  return found
}

function remember(paths: FieldPaths, fields: JsonObject): JsonObject {
  DECODED.set(fields, paths)
  ENCODED.set(paths, fields)
  return fields
}

interface Tree {
  readonly children: Map<string, Tree>
  member: boolean
}

function treeOf(paths: FieldPaths): Tree {
  const root: Tree = { children: new Map(), member: false }
  for (const path of paths) {
    let node = root
    for (const element of path.split(SEPARATOR)) {
      const next: Tree = node.children.get(element) ?? { children: new Map(), member: false }
      node.children.set(element, next)
      node = next
    }
    node.member = true
  }
  return root
}

function encodeTree({ children, member }: Tree): JsonObject {
  const encoded: Record<string, JsonObject> = member && children.size > 0 ? { '.': NO_FIELDS } : {}
  for (const [element, child] of [...children].toSorted(([a], [b]) => compareText(a, b))) {
    encoded[element] = encodeTree(child)
  }
  return Object.freeze(encoded)
}

const NO_FIELDS: JsonObject = Object.freeze({})

function decodeTree(tree: JsonObject, prefix: string, found: Set<string>): void {
  for (const [element, child] of Object.entries(tree)) {
    if (element === '.') found.add(prefix)
    else if (isJsonObject(child)) {
      const path = join(prefix, element)
      if (Object.keys(child).length === 0) found.add(path)
      else decodeTree(child, path, found)
    }
  }
}

/** Whether a path of the set is this one or lies below it. */
export function hasAtOrBelow(paths: FieldPaths, path: string): boolean {
  if (paths.has(path)) return true
  for (const other of paths) if (other.startsWith(path + SEPARATOR)) return true
  return false
}

/** The paths of the maps that a path goes through, each a field of another one. The metadata have parts that nobody owns. */
export function mapsAbove(path: string): readonly string[] {
  const elements = path.split(SEPARATOR)
  return elements
    .map((_, at) => elements.slice(0, at))
    .filter((above) => above.at(-1)?.startsWith('f:') === true && above.join(SEPARATOR) !== 'f:metadata')
    .map((above) => above.join(SEPARATOR))
}

/** The members of a set that have no other member below them. */
export function leavesOf(paths: FieldPaths): FieldPaths {
  const parents = new Set<string>()
  for (const path of paths) {
    for (let at = path.lastIndexOf(SEPARATOR); at > 0; at = path.lastIndexOf(SEPARATOR, at - 1)) {
      parents.add(path.slice(0, at))
    }
  }
  return new Set([...paths].filter((path) => !parents.has(path)))
}

/** The path of an element below another path. */
export function join(prefix: string, element: string): string {
  return prefix === '' ? element : prefix + SEPARATOR + element
}

function parseElement(element: string): Json {
  const parsed: Json = JSON.parse(element.slice(2))
  return parsed
}
