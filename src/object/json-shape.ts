// What a JSON value has to be, as data, and the first place where it is something else. Knows no format.
import { toJson } from './json.ts'
import { isJsonList, isJsonObject } from './kube-object.ts'
import type { Json } from './kube-object.ts'

/**
 * What kind of text: an `identity` stands in manifests for all to see, a name or a word of Kubernetes; `text` is anybody's;
 * an `excerpt` keeps its columns.
 */
export type TextKind = 'identity' | 'text' | 'excerpt'

type Plain = TextKind | 'number' | 'flag'

/** What a value has to be. */
export type Shape =
  | Plain
  | { readonly optional: Shape }
  | { readonly nullable: Shape }
  | { readonly either: readonly Plain[] }
  | { readonly oneOf: readonly string[] }
  | { readonly listOf: Shape }
  | { readonly mapOf: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> }

const CALLED: Readonly<Record<Plain, string>> = {
  identity: 'text',
  text: 'text',
  excerpt: 'text',
  number: 'a number',
  flag: 'true or false',
}

/** Where a value is not what it has to be: `tasks[3].phase is "Pre", not one of …`; `path` leads to the value. */
export function faultOf(value: Json | undefined, shape: Shape, path = ''): string | undefined {
  if (typeof shape === 'string') return faultOf(value, { either: [shape] }, path)
  if ('optional' in shape) return value === undefined ? undefined : faultOf(value, shape.optional, path)
  if ('nullable' in shape) return value === null ? undefined : faultOf(value, shape.nullable, path)
  if ('either' in shape) {
    const fits = shape.either.some((plain) => isPlain(value, plain))
    return fits ? undefined : notA(shape.either.map((plain) => CALLED[plain]).join(' or '), value, path)
  }
  if ('oneOf' in shape) {
    const known = typeof value === 'string' && shape.oneOf.includes(value)
    return known ? undefined : notA(`one of ${shape.oneOf.join(', ')}`, value, path)
  }
  if ('listOf' in shape) {
    if (!isJsonList(value)) return notA('a list', value, path)
    return firstOf(value.map((item, index) => [item, shape.listOf, `${path}[${index}]`]))
  }
  if (!isJsonObject(value)) return notA('a map', value, path)
  const below = (name: string): string => (path === '' ? name : `${path}.${name}`)
  return 'mapOf' in shape
    ? firstOf(Object.entries(value).map(([name, child]) => [child, shape.mapOf, below(name)]))
    : firstOf(Object.entries(shape.fields).map(([name, part]) => [value[name], part, below(name)]))
}

function isPlain(value: Json | undefined, plain: Plain): boolean {
  if (plain === 'number') return Number.isFinite(value)
  return typeof value === (plain === 'flag' ? 'boolean' : 'string')
}

function firstOf(parts: readonly (readonly [Json | undefined, Shape, string])[]): string | undefined {
  for (const [value, shape, path] of parts) {
    const fault = faultOf(value, shape, path)
    if (fault !== undefined) return fault
  }
  return undefined
}

const LONGEST = 60

function notA(what: string, value: Json | undefined, path: string): string {
  if (value === undefined) return `${path} is missing`
  const text = toJson(value)
  return `${path} is ${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}, not ${what}`
}
