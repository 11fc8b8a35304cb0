// Checks a value against the words of JSON Schema that our own schemas use. Refuses a word that it does not know.
import { readFileSync } from 'node:fs'
import { parseJson } from '../../src/object/json.ts'
import type { Json, JsonObject } from '../../src/object/kube-object.ts'
import { field, isJsonList, isJsonObject, jsonEqual } from '../../src/object/kube-object.ts'

/** The schema of one of our files. */
export function schemaOf(name: 'config' | 'event' | 'plan' | 'snapshot' | 'world'): JsonObject {
  return jsonObject(readFileSync(new URL(`../../docs/${name}.schema.json`, import.meta.url), 'utf8'))
}

/** The JSON object of a text. */
export function jsonObject(text: string): JsonObject {
  const value = parseJson(text)
  if (!isJsonObject(value)) throw new Error('no map')
  return value
}

/** All that is wrong: `tasks[0].wave is not integer`. */
export function schemaProblems(value: Json, schema: JsonObject, path = '', root = schema): readonly string[] {
  const [, , named] = typeof schema['$ref'] === 'string' ? schema['$ref'].split('/') : []
  const definition = named === undefined ? undefined : field(root, '$defs', named)
  if (named !== undefined) {
    return isJsonObject(definition) ? schemaProblems(value, definition, path, root) : [`there is no ${named}`]
  }
  const { type, required, properties, additionalProperties, items, anyOf } = schema
  const unknown = Object.keys(schema).filter((word) => !KNOWN.includes(word))
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`)
  const inside = (child: Json, one: Json | undefined, place: string): readonly string[] =>
    isJsonObject(one) ? schemaProblems(child, one, place, root) : []
  const types = typeof type === 'string' ? [type] : isJsonList(type) ? type : undefined
  const alternatives = isJsonList(anyOf) ? anyOf.map((one) => inside(value, one, path)) : []
  const problems = [
    ...unknown.map((word) => `the schema's word ${word} is not known here`),
    ...(types !== undefined && !types.some((one) => isOfType(value, one))
      ? [`${path} is not ${types.map(String).join(' or ')}`]
      : []),
    ...('const' in schema && !jsonEqual(schema['const'], value) ? [`${path} is not the constant`] : []),
    ...(isJsonList(schema['enum']) && !schema['enum'].some((one) => jsonEqual(one, value))
      ? [`${path} is not in the list`]
      : []),
    ...(typeof value === 'string' && value.length < Number(schema['minLength'] ?? 0) ? [`${path} is too short`] : []),
    ...(alternatives.length > 0 && alternatives.every((found) => found.length > 0)
      ? [`${path} fits no alternative`]
      : []),
  ]
  if (isJsonList(value))
    return [...problems, ...value.flatMap((item, index) => inside(item, items, `${path}[${index}]`))]
  if (!isJsonObject(value)) return problems
  const known: JsonObject = isJsonObject(properties) ? properties : {}
  return [
    ...problems,
    ...(isJsonList(required) ? required : []).flatMap((name) =>
      typeof name === 'string' && value[name] === undefined ? [`${at(name)} is missing`] : [],
    ),
    ...Object.entries(value).flatMap(([name, child = null]) => {
      if (Object.hasOwn(known, name)) return inside(child, known[name], at(name))
      if (additionalProperties === false) return [`${at(name)} is not known`]
      return inside(child, additionalProperties, at(name))
    }),
  ]
}

const KNOWN = [
  '$schema', '$defs', 'title', 'description', 'type', 'required', 'properties', 'additionalProperties', 'items', 'anyOf',
  'const', 'enum', 'minLength',
] // prettier-ignore

function isOfType(value: Json, type: Json): boolean {
  switch (type) {
    case 'object':
      return isJsonObject(value)
    case 'array':
      return isJsonList(value)
    case 'null':
      return value === null
    case 'integer':
      return Number.isInteger(value)
    default:
      return typeof value === type
  }
}
