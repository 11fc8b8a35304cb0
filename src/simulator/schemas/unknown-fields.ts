// Fields that no schema declares: found, named and dropped. Knows the shapes in built-in-schemas.ts and those of definitions.
import { field, isJsonList, isJsonObject, isKubeObject } from '../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../object/kube-object.ts'
import { itemPlace, listShape } from '../fields/list-shape.ts'
import type { FieldSchema } from '../fields/list-shape.ts'
import { builtInShape, isListField } from './built-in-schemas.ts'
import type { SchemaShape } from './built-in-schemas.ts'

/** A field that is not declared: as a decoder names it (`spec.a[0].b`) and as server-side apply does (`.spec.a[name="x"].b`). */
export interface UnknownField {
  readonly path: string
  readonly typedPath: string
}

/** An object without what its schema does not declare, and what was left out. */
export interface PrunedObject {
  readonly object: KubeObject
  readonly unknown: readonly UnknownField[]
}

/** Drops unknown fields. A kind without a known schema loses nothing. */
export function pruneUnknown(object: KubeObject, schema: FieldSchema): PrunedObject {
  const shape = schema.builtIn ? builtInShape(schema.kind) : openApiShape(schema.openApi)
  if (shape === undefined) return { object, unknown: [] }
  const unknown: UnknownField[] = []
  const pruned = prune(object, shape, { path: '', typedPath: '', names: [], schema, unknown })
  return { object: isKubeObject(pruned) ? pruned : object, unknown }
}

interface Walk {
  readonly path: string
  readonly typedPath: string
  readonly names: readonly string[]
  readonly schema: FieldSchema
  readonly unknown: UnknownField[]
}

function prune(value: Json, shape: SchemaShape, walk: Walk): Json {
  if (isJsonList(value)) {
    return value.map((item, index) =>
      prune(item, shape, {
        ...walk,
        path: `${walk.path}[${index}]`,
        typedPath: walk.typedPath + itemPlace(item, index, listShape(walk.schema, walk.names)),
      }),
    )
  }
  if (!isJsonObject(value) || typeof shape === 'string' || (walk.path !== '' && isMisplaced(walk))) return value
  const kept: Record<string, Json> = {}
  for (const [name, child] of Object.entries(value)) {
    if (child === undefined) continue
    const path = walk.path === '' ? name : `${walk.path}.${name}`
    const typedPath = `${walk.typedPath}.${name}`
    const inner = Object.hasOwn(shape, name) ? shape[name] : undefined
    if (inner === undefined) walk.unknown.push({ path, typedPath })
    else kept[name] = prune(child, inner, { ...walk, path, typedPath, names: [...walk.names, name] })
  }
  return kept
}

/** A map where a list belongs: it has no fields that could be unknown. */
function isMisplaced({ names, typedPath, schema }: Walk): boolean {
  return schema.builtIn && isListField(names.at(-1) ?? '') && !typedPath.endsWith(']')
}

/** Lists in which two items have one key: `.spec.containers[name="a"].env: duplicate entries for key [name="V"]`. */
export function findDuplicates(object: KubeObject, schema: FieldSchema): readonly string[] {
  const found: string[] = []
  const visit = (value: Json, names: readonly string[], path: string): void => {
    if (isJsonList(value)) {
      const shape = listShape(schema, names)
      const seen = new Set<string>()
      for (const [index, item] of value.entries()) {
        const name = itemPlace(item, index, shape)
        if (seen.has(name)) found.push(`${path}: duplicate entries for key ${name}`)
        seen.add(name)
        visit(item, names, path + name)
      }
    } else if (isJsonObject(value)) {
      for (const [name, child] of Object.entries(value)) visit(child ?? null, [...names, name], `${path}.${name}`)
    }
  }
  visit(object, [], '')
  return found
}

/** A definition's schema prunes what it does not declare, unless it says otherwise. */
function openApiShape(schema: Json | undefined): SchemaShape | undefined {
  if (!isJsonObject(schema)) return undefined
  const shape = shapeOf(schema)
  return typeof shape === 'string' ? undefined : { ...shape, apiVersion: 'any', kind: 'any', metadata: 'any' }
}

function shapeOf(schema: JsonObject): SchemaShape {
  if (schema['x-kubernetes-preserve-unknown-fields'] === true || schema['x-kubernetes-embedded-resource'] === true)
    return 'any'
  const items = field(schema, 'items')
  if (isJsonObject(items)) return shapeOf(items)
  const properties = field(schema, 'properties')
  if (!isJsonObject(properties))
    return schema['type'] === 'object' && schema['additionalProperties'] === undefined ? {} : 'any'
  return Object.fromEntries(
    Object.entries(properties).map(([name, child]) => [name, isJsonObject(child) ? shapeOf(child) : 'any']),
  )
}
