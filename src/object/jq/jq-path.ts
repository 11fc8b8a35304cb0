// Path expressions of jq, as far as we read them: what one is, and the places that it names in a value. Pure.
import { field, isJsonList, isJsonObject, jsonEqual } from '../kube-object.ts'
import type { Json } from '../kube-object.ts'
import { itemIndex } from '../json-place.ts'
import type { JsonPlace } from '../json-place.ts'

/** Steps one after another. */
export type JqPath = readonly JqStep[]

/** A field, an item, all items, one of several paths, or what a condition lets through. */
export type JqStep =
  | { readonly field: string }
  | { readonly index: number }
  | { readonly each: true }
  | { readonly any: readonly JqPath[] }
  | { readonly select: JqTerm }

/** What a condition is made of. */
export type JqTerm =
  | { readonly path: JqPath }
  | { readonly literal: Json }
  | { readonly pipe: readonly JqTerm[] }
  | { readonly all: readonly JqTerm[] }
  | { readonly some: readonly JqTerm[] }
  | { readonly equal: readonly [JqTerm, JqTerm]; readonly negated: boolean }
  | { readonly test: (value: Json) => boolean }

interface Found {
  readonly place: JsonPlace
  readonly value: Json | undefined
}

/** The places that are there. To jq it is an error to look into what is no map or list; here there is nothing. */
export function findJqPlaces(root: Json, path: JqPath): readonly JsonPlace[] {
  return walk([{ place: [], value: root }], path).flatMap(({ place, value }) => (value === undefined ? [] : [place]))
}

function walk(from: readonly Found[], path: JqPath): readonly Found[] {
  return path.reduce<readonly Found[]>((found, step) => found.flatMap((one) => follow(one, step)), from)
}

function follow(one: Found, step: JqStep): readonly Found[] {
  const { place, value } = one
  if ('any' in step) return step.any.flatMap((path) => walk([one], path))
  if ('select' in step) return outputs(step.select, value ?? null).some(isTrue) ? [one] : []
  if ('each' in step) {
    if (isJsonList(value)) return value.map((item, index) => ({ place: [...place, index], value: item }))
    if (!isJsonObject(value)) return []
    return Object.entries(value).map(([name, child]) => ({ place: [...place, name], value: child }))
  }
  if ('field' in step) {
    return [{ place: [...place, step.field], value: field(value, step.field) }]
  }
  const index = isJsonList(value) ? itemIndex(value, step.index) : undefined
  const item = isJsonList(value) && index !== undefined ? value[index] : undefined
  return [{ place: [...place, index ?? step.index], value: item }]
}

/** What a term gives of a value; several where a path has several. */
function outputs(term: JqTerm, value: Json): readonly Json[] {
  if ('literal' in term) return [term.literal]
  if ('path' in term) return walk([{ place: [], value }], term.path).map((found) => found.value ?? null)
  if ('pipe' in term)
    return term.pipe.reduce<readonly Json[]>((values, next) => values.flatMap((one) => outputs(next, one)), [value])
  if ('all' in term) return [term.all.every((one) => outputs(one, value).some(isTrue))]
  if ('some' in term) return [term.some.some((one) => outputs(one, value).some(isTrue))]
  if ('test' in term) return [term.test(value)]
  const [left, right] = term.equal.map((one) => outputs(one, value))
  return (left ?? []).flatMap((one) => (right ?? []).map((other) => jsonEqual(one, other) !== term.negated))
}

/** To jq only null and false are not. */
function isTrue(value: Json): boolean {
  return value !== null && value !== false
}
