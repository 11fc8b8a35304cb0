// Values of the wrong type, where people write them: numbers and booleans among texts, texts for numbers.
import { field, isJsonList, isJsonObject, stringField } from '../../../manifest/kube-object.ts'
import type { Json, KubeObject } from '../../../manifest/kube-object.ts'
import { compareText } from '../../../manifest/resource-key.ts'
import { itemKey, listShape } from '../fields/list-shape.ts'
import type { FieldSchema } from '../fields/list-shape.ts'
import { builtInShape } from './built-in-schemas.ts'
import type { Shape } from './built-in-schemas.ts'

/** A value of the wrong type: as a decoder tells it, and as server-side apply does. */
export interface WrongType {
  readonly decoded: string
  readonly typed: string
}

/** The struct of the server's code that a field belongs to, as its decoder names it. */
const STRUCTS: Readonly<Record<string, string>> = {
  data: 'ConfigMap',
  labels: 'ObjectMeta',
  annotations: 'ObjectMeta',
  name: 'EnvVar',
  value: 'EnvVar',
  replicas: 'DeploymentSpec',
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
  const type = stringField(schema, 'type')
  const wanted = type === undefined || value === null ? undefined : EXPECTED[type]
  if (wanted !== undefined && !wanted.types.includes(jsonType(value))) {
    const got = wanted.shown === 'type' ? jsonType(value) : goPointer(value, wanted.shown)
    return [`${path}: expected ${wanted.name}, got ${got}`]
  }
  if (isJsonList(value)) return value.flatMap((item, at) => untyped(item, field(schema, 'items'), `${path}[${at}]`))
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([name, child]) => {
    if (path === '' && ['apiVersion', 'kind', 'metadata'].includes(name)) return []
    const known = field(schema, 'properties', name) ?? field(schema, 'additionalProperties')
    return child === undefined ? [] : untyped(child, known, `${path}.${name}`)
  })
}

interface Expected {
  readonly name: string
  readonly types: readonly string[]
  /** What is said of the value that was found. */
  readonly shown: 'type' | 'struct' | 'pointer'
}

const EXPECTED: Readonly<Record<string, Expected>> = {
  string: { name: 'string', types: ['string'], shown: 'struct' },
  integer: { name: 'numeric (int or float)', types: ['number'], shown: 'type' },
  number: { name: 'numeric (int or float)', types: ['number'], shown: 'type' },
  boolean: { name: 'boolean', types: ['bool'], shown: 'pointer' },
  array: { name: 'list', types: ['array'], shown: 'pointer' },
  object: { name: 'map', types: ['object'], shown: 'pointer' },
}

function goPointer(value: Json, shown: 'struct' | 'pointer'): string {
  if (shown === 'struct') return `&value.valueUnstructured{Value:${goValue(value)}}`
  return `&{${goText(value)}}`
}

/** As Go's `%v` prints it. */
function goText(value: Json): string {
  if (isJsonList(value)) return `[${value.map(goText).join(' ')}]`
  if (!isJsonObject(value)) return value === null ? '<nil>' : String(value)
  const pairs = Object.entries(value).toSorted(([a], [b]) => compareText(a, b))
  return `map[${pairs.map(([name, child]) => `${name}:${goText(child ?? null)}`).join(' ')}]`
}

interface Walk {
  readonly names: readonly string[]
  readonly typedPath: string
  readonly schema: FieldSchema
  readonly found: WrongType[]
}

function visit(value: Json, shape: Shape, walk: Walk): void {
  if (isJsonList(value)) {
    const list = listShape(walk.schema, walk.names)
    for (const [index, item] of value.entries()) {
      const key = list.type === 'map' ? itemKey(item, list.keys) : undefined
      const pairs = Object.entries(key ?? {}).map(([name, part]) => `${name}=${JSON.stringify(part)}`)
      const place = key === undefined ? `[${index}]` : `[${pairs.join(',')}]`
      visit(item, shape, { ...walk, typedPath: walk.typedPath + place })
    }
  } else if (shape === 'strings' && isJsonObject(value)) {
    for (const [name, text] of Object.entries(value)) {
      if (typeof text !== 'string' && text !== undefined && text !== null)
        tell(text, 'string', { ...walk, typedPath: `${walk.typedPath}.${name}` })
    }
  } else if (shape === 'string' || shape === 'integer') {
    const isRight =
      shape === 'string' ? typeof value === 'string' : typeof value === 'number' || typeof value === 'bigint'
    if (!isRight && value !== null) tell(value, shape, walk)
  } else if (typeof shape === 'object' && isJsonObject(value)) {
    for (const [name, child] of Object.entries(value)) {
      const inner = Object.hasOwn(shape, name) ? shape[name] : undefined
      if (inner !== undefined && child !== undefined) {
        visit(child, inner, { ...walk, names: [...walk.names, name], typedPath: `${walk.typedPath}.${name}` })
      }
    }
  }
}

function tell(value: Json, wanted: 'string' | 'integer', { names, typedPath, found }: Walk): void {
  const struct = STRUCTS[names.at(-1) ?? ''] ?? ''
  const decoded = `json: cannot unmarshal ${jsonType(value)} into Go struct field ${struct}.${names.join('.')} of type ${wanted === 'string' ? 'string' : 'int32'}`
  const typed =
    wanted === 'string'
      ? `${typedPath}: expected string, got &value.valueUnstructured{Value:${goValue(value)}}`
      : `${typedPath}: expected numeric (int or float), got ${jsonType(value)}`
  found.push({ decoded, typed })
}

function jsonType(value: Json): string {
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'number'
  return isJsonList(value) ? 'array' : typeof value
}

function goValue(value: Json): string {
  if (isJsonList(value)) return `[]interface {}{${value.map(goValue).join(', ')}}`
  if (!isJsonObject(value)) return typeof value === 'string' ? JSON.stringify(value) : String(value)
  const pairs = Object.entries(value).map(([name, child]) => `${JSON.stringify(name)}:${goValue(child ?? null)}`)
  return `map[string]interface {}{${pairs.join(', ')}}`
}
