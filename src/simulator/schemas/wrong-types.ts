// Values of the wrong type, where people write them: numbers and booleans among texts, texts for numbers.
import { toJson } from '../../object/json.ts'
import { field, isJsonList, isJsonObject, stringField } from '../../object/kube-object.ts'
import type { Json, KubeObject } from '../../object/kube-object.ts'
import { itemPlace, listShape } from '../fields/list-shape.ts'
import type { FieldSchema } from '../fields/list-shape.ts'
import { builtInShape, isListField } from './built-in-schemas.ts'
import type { SchemaShape } from './built-in-schemas.ts'

/** A value of the wrong type: as a decoder tells it, and as server-side apply does. */
export interface WrongType {
  readonly decoded: string
  readonly typed: string
}

/** Finds them, in the order of the object. Only in kinds whose shape is known. */
export function findWrongTypes(object: KubeObject, schema: FieldSchema): readonly WrongType[] {
  const shape = schema.builtIn ? builtInShape(schema.kind) : undefined
  const found: WrongType[] = []
  if (shape !== undefined) visit(object, shape, { names: [], typedPath: '', schema, found })
  return found
}

/** Values that server-side apply cannot read by a definition's schema, in its words. A null is for validation. */
export function findUntyped(object: KubeObject, { openApi }: FieldSchema): readonly string[] {
  return openApi === undefined ? [] : untyped(object, openApi, '')
}

function untyped(value: Json, schema: Json | undefined, path: string): readonly string[] {
  const type = stringField(schema, 'type') ?? ''
  const wanted = value !== null && isExpected(type) ? EXPECTED[type] : undefined
  if (wanted !== undefined && wanted.type !== jsonType(value)) return [`${path}: ${unmet(value, wanted)}`]
  if (isJsonList(value)) return value.flatMap((item, at) => untyped(item, field(schema, 'items'), `${path}[${at}]`))
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([name, child]) => {
    if (path === '' && ['apiVersion', 'kind', 'metadata'].includes(name)) return []
    const known = field(schema, 'properties', name) ?? field(schema, 'additionalProperties')
    return child === undefined ? [] : untyped(child, known, `${path}.${name}`)
  })
}

function unmet(value: Json, { name, shown }: Expected): string {
  return `expected ${name}, got ${shown === 'type' ? jsonType(value) : shown(value)}`
}

interface Expected {
  readonly name: string
  /** Go's word for the JSON. */
  readonly type: string
  /** What is said of the value that was found. */
  readonly shown: 'type' | ((value: Json) => string)
}

// As Go prints it, but for lists and maps.
const struct = (value: Json): string => `&value.valueUnstructured{Value:${toJson(value)}}`
const pointer = (value: Json): string => `&{${typeof value === 'string' ? value : toJson(value)}}`

const NUMERIC: Expected = { name: 'numeric (int or float)', type: 'number', shown: 'type' }

/** By the types of a schema. */
const EXPECTED = {
  string: { name: 'string', type: 'string', shown: struct },
  integer: NUMERIC,
  number: NUMERIC,
  boolean: { name: 'boolean', type: 'bool', shown: pointer },
  array: { name: 'list', type: 'array', shown: pointer },
  object: { name: 'map', type: 'object', shown: pointer },
} as const satisfies Readonly<Record<string, Expected>>

function isExpected(type: string): type is keyof typeof EXPECTED {
  return Object.hasOwn(EXPECTED, type)
}

interface Walk {
  readonly names: readonly string[]
  readonly typedPath: string
  readonly schema: FieldSchema
  readonly found: WrongType[]
}

function visit(value: Json, shape: SchemaShape, walk: Walk): void {
  const name = walk.names.at(-1) ?? ''
  if (value === null || shape === 'any') return
  if (typeof shape === 'object' && !isListField(name)) return visitFields(value, shape, walk)
  if (typeof shape === 'object') return isJsonList(value) ? visitItems(value, shape, walk) : expect(value, 'list', walk)
  if (shape === 'texts') {
    if (!isJsonList(value)) return expect(value, 'list', walk)
    for (const [index, item] of value.entries())
      visit(item, 'string', { ...walk, typedPath: `${walk.typedPath}[${index}]` })
  } else if (shape === 'strings') {
    if (!isJsonObject(value)) return expect(value, 'map', walk)
    for (const [key, text] of Object.entries(value))
      if (text !== undefined) visit(text, 'string', { ...walk, typedPath: `${walk.typedPath}.${key}` })
  } else expect(value, shape, walk)
}

function visitFields(value: Json, shape: Exclude<SchemaShape, string>, walk: Walk): void {
  if (!isJsonObject(value)) return expect(value, 'map', walk)
  for (const [name, child] of Object.entries(value)) {
    const inner = Object.hasOwn(shape, name) ? shape[name] : undefined
    if (inner !== undefined && child !== undefined) {
      visit(child, inner, { ...walk, names: [...walk.names, name], typedPath: `${walk.typedPath}.${name}` })
    }
  }
}

function visitItems(items: readonly Json[], shape: Exclude<SchemaShape, string>, walk: Walk): void {
  const list = listShape(walk.schema, walk.names)
  for (const [index, item] of items.entries()) {
    const typedPath = walk.typedPath + itemPlace(item, index, list)
    if (isJsonObject(item)) visitFields(item, shape, { ...walk, typedPath })
  }
}

/** The server names the struct that holds the field and Go's type; which ones stands nowhere in a schema. */
function expect(value: Json, wanted: Wanted, { names, typedPath, schema, found }: Walk): void {
  const expected = WANTED[wanted]
  if (jsonType(value) === expected.type) return
  const decoded = `json: cannot unmarshal ${jsonType(value)} into Go struct field ${schema.kind}.${names.join('.')} of type ${wanted}`
  found.push({ decoded, typed: `${typedPath}: ${unmet(value, expected)}` })
}

/** By the words of our shapes. */
const { string, integer, boolean, array: list, object: map } = EXPECTED
const WANTED = { string, integer, boolean, list, map }

type Wanted = keyof typeof WANTED

function jsonType(value: Json): string {
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'number'
  return isJsonList(value) ? 'array' : typeof value
}
