// What a JSON value has to be, as data: the type of it, the first place where a value is something else, and a schema. Knows no format.
import { parseDuration } from './duration.ts'
import { toJson } from './json.ts'
import { isJsonList, isJsonObject } from './kube-object.ts'
import type { Json } from './kube-object.ts'

/**
 * What kind of text: an `identity` stands in manifests for all to see, a name or a word of Kubernetes; `text` is anybody's;
 * an `excerpt` keeps its columns.
 */
export type TextKind = 'identity' | 'text' | 'excerpt'

/** What a value can be that has no parts. */
interface PlainTypes {
  readonly identity: string
  readonly text: string
  readonly excerpt: string
  /** A text that is not empty. */
  readonly name: string
  readonly duration: string | number
  readonly number: number
  readonly whole: number
  readonly flag: boolean
  readonly json: Json
}

type Plain = keyof PlainTypes

/** What a value has to be. */
export type Shape =
  | Plain
  | { readonly optional: Shape }
  | { readonly nullable: Shape }
  | { readonly either: readonly Plain[] }
  | { readonly oneOf: readonly (string | number | boolean)[] }
  | { readonly anyOf: readonly Shape[] }
  | { readonly listOf: Shape }
  | { readonly mapOf: Shape }
  /** A shape that may have itself as a part; it has a name of its own in a schema. */
  | { readonly named: string; readonly of: () => Shape }
  /** `others`: fields that are not named here are let be. */
  | { readonly fields: Readonly<Record<string, Shape>>; readonly others?: 'allowed' }
  /** A sentence for the documentation. */
  | { readonly is: Shape; readonly about: string }

/** A shape with a sentence for the documentation. */
export function about<const S extends Shape>(text: string, is: S): { readonly is: S; readonly about: string } {
  return { is, about: text }
}

/** The values that have a shape. */
export type Shaped<S> = S extends Plain
  ? PlainTypes[S]
  : S extends { readonly is: infer T } | { readonly optional: infer T }
    ? Shaped<T>
    : S extends { readonly nullable: infer T }
      ? Shaped<T> | null
      : S extends { readonly either: readonly (infer T)[] }
        ? Shaped<T>
        : S extends { readonly oneOf: readonly (infer T)[] }
          ? T
          : S extends { readonly anyOf: readonly (infer T)[] }
            ? Shaped<T>
            : S extends { readonly named: unknown }
              ? Json
              : S extends { readonly listOf: infer T }
                ? readonly Shaped<T>[]
                : S extends { readonly mapOf: infer T }
                  ? Readonly<Record<string, Shaped<T>>>
                  : S extends { readonly fields: infer F }
                    ? ShapedFields<F>
                    : never

type Optional<F> = { [K in keyof F]: F[K] extends MayMiss ? K : never }[keyof F]

type ShapedFields<F> = { readonly [K in Exclude<keyof F, Optional<F>>]: Shaped<F[K]> } & {
  readonly [K in Optional<F>]?: Shaped<F[K]>
}

type MayMiss = { readonly optional: Shape } | { readonly is: { readonly optional: Shape } }

/** The value as what its shape says, or where it is something else. */
export function parseShaped<const S extends Shape>(
  value: Json | undefined,
  shape: S,
): { readonly value: Shaped<S> } | { readonly fault: string } {
  const fault = faultOf(value, shape)
  return fault === undefined ? { value: value as Shaped<S> } : { fault }
}

const CALLED: Readonly<Record<Plain, string>> = {
  identity: 'text',
  text: 'text',
  excerpt: 'text',
  name: 'a name',
  duration: 'a duration',
  number: 'a number',
  whole: 'a whole number',
  flag: 'true or false',
  json: 'a value',
}

/** Where a value is not what it has to be: `tasks[3].phase is "Pre", not one of …`; `path` leads to the value. */
export function faultOf(value: Json | undefined, shape: Shape, path = ''): string | undefined {
  if (typeof shape === 'string') return faultOf(value, { either: [shape] }, path)
  if ('is' in shape) return faultOf(value, shape.is, path)
  if ('optional' in shape) return value === undefined ? undefined : faultOf(value, shape.optional, path)
  if ('nullable' in shape) return value === null ? undefined : faultOf(value, shape.nullable, path)
  if ('either' in shape) {
    const fits = shape.either.some((plain) => isPlain(value, plain))
    return fits ? undefined : notA(calledBy(shape), value, path)
  }
  if ('named' in shape) return faultOf(value, shape.of(), path)
  if ('anyOf' in shape) {
    const fits = shape.anyOf.some((one) => faultOf(value, one) === undefined)
    return fits ? undefined : notA(calledBy(shape), value, path)
  }
  if ('oneOf' in shape) {
    const known = shape.oneOf.some((word) => word === value)
    return known ? undefined : notA(calledBy(shape), value, path)
  }
  if ('listOf' in shape) {
    if (!isJsonList(value)) return notA(calledBy(shape), value, path)
    return firstOf(value.map((item, index) => [item, shape.listOf, `${path}[${index}]`]))
  }
  if (!isJsonObject(value)) return notA(calledBy(shape), value, path)
  const below = (name: string): string => (path === '' ? name : `${path}.${name}`)
  return 'mapOf' in shape
    ? firstOf(Object.entries(value).map(([name, child]) => [child, shape.mapOf, below(name)]))
    : firstOf(Object.entries(shape.fields).map(([name, part]) => [value[name], part, below(name)]))
}

function calledBy(shape: Shape): string {
  if (typeof shape === 'string') return CALLED[shape]
  if ('is' in shape) return calledBy(shape.is)
  if ('named' in shape) return calledBy(shape.of())
  if ('either' in shape) return shape.either.map((plain) => CALLED[plain]).join(' or ')
  if ('oneOf' in shape) return `one of ${shape.oneOf.join(', ')}`
  if ('anyOf' in shape) return shape.anyOf.map(calledBy).join(' or ')
  return 'listOf' in shape ? 'a list' : 'a map'
}

function isPlain(value: Json | undefined, plain: Plain): boolean {
  switch (plain) {
    case 'number':
      return Number.isFinite(value)
    case 'whole':
      return Number.isInteger(value)
    case 'flag':
      return typeof value === 'boolean'
    case 'json':
      return value !== undefined
    case 'name':
      return typeof value === 'string' && value !== ''
    case 'duration':
      return value === 0 || (typeof value === 'string' && parseDuration(value) !== undefined)
    default:
      return typeof value === 'string'
  }
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
