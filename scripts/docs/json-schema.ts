// A shape as a JSON schema, and as a table of its fields. Writes nothing.
import type { JsonObject } from '../../src/object/kube-object.ts'
import type { Shape } from '../../src/object/json-shape.ts'
import { table } from './markdown.ts'

const PLAIN: Readonly<Record<Extract<Shape, string>, JsonObject>> = {
  identity: { type: 'string' },
  text: { type: 'string' },
  excerpt: { type: 'string' },
  name: { type: 'string', minLength: 1 },
  duration: { type: ['string', 'integer'] },
  number: { type: 'number' },
  whole: { type: 'integer' },
  flag: { type: 'boolean' },
  json: {},
}

/** The text of a schema file. */
export function schemaFile(
  schema: JsonObject,
  { title, about }: { readonly title: string; readonly about: string },
): string {
  const head = { $schema: 'https://json-schema.org/draft/2020-12/schema', title, description: about }
  return `${JSON.stringify({ ...head, ...schema }, undefined, 2)}\n`
}

/** The schema of what has a shape. */
export function schemaOf(shape: Shape): JsonObject {
  if (typeof shape === 'string') return PLAIN[shape]
  if ('is' in shape) return { description: shape.about, ...schemaOf(shape.is) }
  if ('optional' in shape) return schemaOf(shape.optional)
  if ('nullable' in shape) return withNull(schemaOf(shape.nullable))
  if ('either' in shape) return { type: shape.either.flatMap((plain) => PLAIN[plain]['type'] ?? []) }
  if ('oneOf' in shape) return shape.oneOf.length === 1 ? { const: shape.oneOf[0] } : { enum: shape.oneOf }
  if ('anyOf' in shape) return { anyOf: shape.anyOf.map(schemaOf) }
  if ('named' in shape) return { $ref: `#/$defs/${shape.named}` }
  if ('listOf' in shape) return { type: 'array', items: schemaOf(shape.listOf) }
  if ('mapOf' in shape) return { type: 'object', additionalProperties: schemaOf(shape.mapOf) }
  const fields = Object.entries(shape.fields)
  return {
    type: 'object',
    required: fields.filter(([, part]) => !mayMiss(part)).map(([name]) => name),
    ...(shape.others === 'allowed' ? {} : { additionalProperties: false }),
    properties: Object.fromEntries(fields.map(([name, part]) => [name, schemaOf(part)])),
  }
}

/** What has a name of its own in the schema of a shape. */
export function definitionsOf(shape: Shape): JsonObject {
  const found = new Map<string, JsonObject>()
  const look = (part: Shape): void => {
    if (typeof part === 'string') return
    if ('named' in part && !found.has(part.named)) {
      found.set(part.named, {})
      found.set(part.named, schemaOf(part.of()))
      look(part.of())
    }
    for (const below of partsOf(part)) look(below)
  }
  look(shape)
  return { $defs: Object.fromEntries(found) }
}

function partsOf(shape: Exclude<Shape, string>): readonly Shape[] {
  if ('is' in shape) return [shape.is]
  if ('optional' in shape) return [shape.optional]
  if ('nullable' in shape) return [shape.nullable]
  if ('anyOf' in shape) return shape.anyOf
  if ('listOf' in shape) return [shape.listOf]
  if ('mapOf' in shape) return [shape.mapOf]
  return 'fields' in shape ? Object.values(shape.fields) : []
}

/** A type that has no other words gets one more. */
function withNull(schema: JsonObject): JsonObject {
  const { type, ...more } = schema
  const types = typeof type === 'string' ? [type] : Array.isArray(type) ? type : []
  return types.length > 0 && Object.keys(more).length === 0
    ? { type: [...types, 'null'] }
    : { anyOf: [{ type: 'null' }, schema] }
}

/** The fields of a file, each with what it is. */
export function fieldTable(shape: Extract<Shape, { readonly fields: unknown }>): string {
  const rows = Object.entries(shape.fields).map(([name, part]) => [
    `\`${name}\`${mayMiss(part) ? ', if any' : ''}`,
    typeof part === 'object' && 'is' in part ? part.about : wordsOf(part),
  ])
  return table(['field', 'what it holds'], rows)
}

function wordsOf(part: Shape): string {
  const { const: word } = schemaOf(part)
  return word === undefined ? '' : `\`${JSON.stringify(word)}\``
}

/** Whether a field may be missing. */
export function mayMiss(part: Shape): boolean {
  if (typeof part === 'string') return false
  return 'is' in part ? mayMiss(part.is) : 'optional' in part
}
