// Fields of a custom resource that its definition does not declare, named as the API server names them. Pure.
import { field, isJsonList, isJsonObject, listField } from './kube-object.ts'
import type { Json, JsonObject } from './kube-object.ts'
import { formatItemKey } from './fields-v1.ts'

/** How the server takes an object in: by server-side apply, or by decoding it as a whole. */
export type FieldReading = 'applied' | 'decoded'

/** Their places: `.spec.list[name="a"].field` where it is applied, `spec.list[0].field` where it is decoded. */
export function undeclaredFields(value: Json, openAPIV3Schema: Json, reading: FieldReading): readonly string[] {
  if (!isJsonObject(openAPIV3Schema)) return []
  const found = undeclared(value, { ...openAPIV3Schema, 'x-kubernetes-embedded-resource': true }, { path: '', reading })
  return reading === 'applied' ? found : found.map((path) => path.slice(1))
}

interface Place {
  readonly path: string
  readonly reading: FieldReading
}

function undeclared(value: Json, schema: JsonObject, { path, reading }: Place): readonly string[] {
  if (isJsonList(value)) {
    const items = field(schema, 'items')
    if (!isJsonObject(items)) return []
    return value.flatMap((item, index) => {
      const place = reading === 'applied' ? itemPlace(item, schema) : undefined
      return undeclared(item, items, { path: `${path}[${place ?? index}]`, reading })
    })
  }
  if (!isJsonObject(value)) return []
  if (reading === 'applied' && isOpen(schema)) return []
  return Object.entries(value).flatMap(([name, child]) => {
    if (child === undefined || isOfEachObject(schema, name)) return []
    const declared = field(schema, 'properties', name) ?? schema['additionalProperties']
    const place = `${path}.${name}`
    if (isJsonObject(declared)) return undeclared(child, declared, { path: place, reading })
    return declared === undefined && isClosed(schema) ? [place] : []
  })
}

/** Server-side apply looks into nothing that may hold more than is declared, or that declares nothing. */
function isOpen(schema: JsonObject): boolean {
  return !isClosed(schema) || (schema['properties'] === undefined && schema['additionalProperties'] === undefined)
}

function isClosed(schema: JsonObject): boolean {
  const isMap = schema['type'] === 'object' || schema['properties'] !== undefined
  return isMap && schema['x-kubernetes-preserve-unknown-fields'] !== true
}

/** Whether the server knows the field of an object by itself; a resource inside another is such an object, too. */
function isOfEachObject(schema: JsonObject, name: string): boolean {
  return schema['x-kubernetes-embedded-resource'] === true && ['apiVersion', 'kind', 'metadata'].includes(name)
}

/** `name="a"` for an item of a list with keys. */
function itemPlace(item: Json, schema: JsonObject): string | undefined {
  const keys = listField(schema, 'x-kubernetes-list-map-keys').filter((key) => typeof key === 'string')
  const pairs = keys.map((key) => [key, field(item, key)] as const)
  if (keys.length === 0 || pairs.some(([, value]) => value === undefined)) return undefined
  return formatItemKey(Object.fromEntries(pairs))
}
