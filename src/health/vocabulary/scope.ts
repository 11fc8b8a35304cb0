// What a test of a health table looks at: an object, or one part of it. Pure reading.
import { field, isJsonList, isJsonObject } from '../../object/kube-object.ts'
import type { Json, KubeObject } from '../../object/kube-object.ts'
import { readConditions } from '../condition.ts'
import type { Condition } from '../condition.ts'
import type { Amount, HealthTable } from './rule.ts'

/** An object, the part of it that paths begin at, and that part's conditions. */
export interface HealthScope {
  readonly object: KubeObject
  readonly part: Json
  readonly conditions: readonly Condition[]
}

/** A whole object: its conditions are those of its status. */
export function healthScope(object: KubeObject, { fromLast }: Pick<HealthTable, 'fromLast'> = {}): HealthScope {
  const conditions = readConditions(field(object, 'status'))
  return { object, part: object, conditions: fromLast === true ? conditions.toReversed() : conditions }
}

/** The scopes of the parts of a list or map at a path. */
export function scopesOfParts(scope: HealthScope, path: string): readonly HealthScope[] {
  return partsOf(foundAt(scope.part, path)).map((part) => ({
    object: scope.object,
    part,
    conditions: readConditions(part),
  }))
}

/** The value at a path such as `status.phase` or `metadata.labels[example.com/a]`; null counts as absent. */
export function foundAt(part: Json, path: string): Json | undefined {
  return field(part, ...stepsOf(path)) ?? undefined
}

/** All values at a path, in which `*` is each part of a list or map. */
export function allFoundAt(part: Json, path: string): readonly Json[] {
  const star = path.indexOf('*')
  if (star < 0) return [foundAt(part, path) ?? []].flat().slice(0, 1)
  const parts = partsOf(foundAt(part, path.slice(0, star).replace(/\.$/, '')))
  const rest = path.slice(star + 1).replace(/^\./, '')
  return rest === '' ? parts : parts.flatMap((item) => allFoundAt(item, rest))
}

/** What an amount is; undefined where it, or what it is a sum of, is absent or cannot be counted. */
export function amountIn(part: Json, amount: Amount): Json | undefined {
  if (typeof amount === 'number') return amount
  if (typeof amount === 'string') return amountAt(part, amount)
  if (!('of' in amount)) return sumOf(amount.map((path) => amountAt(part, path)))
  const found = [amount.of].flat().map((path) => amountAt(part, path) ?? amount.or)
  return found.length === 1 ? found[0] : sumOf(found)
}

/** The paths that an amount is read at, `#` before one whose parts are counted. */
export function amountPaths(amount: Amount): readonly string[] {
  if (typeof amount === 'number') return []
  return [typeof amount === 'object' && 'of' in amount ? amount.of : amount].flat()
}

function amountAt(part: Json, path: string): Json | undefined {
  if (path.startsWith('#')) return lengthOf(foundAt(part, path.slice(1)))
  return path.includes('*') ? sumOf(allFoundAt(part, path)) : foundAt(part, path)
}

function lengthOf(value: Json | undefined): number | undefined {
  return isJsonList(value) || isJsonObject(value) ? partsOf(value).length : undefined
}

function sumOf(values: readonly (Json | undefined)[]): number | undefined {
  const numbers = values.filter((value) => typeof value === 'number')
  const isWhole = numbers.length > 0 && numbers.length === values.length
  return isWhole ? numbers.reduce((sum, value) => sum + value, 0) : undefined
}

function partsOf(value: Json | undefined): readonly Json[] {
  if (isJsonList(value)) return value
  return isJsonObject(value) ? Object.values(value).flatMap((item) => item ?? []) : []
}

// A rule is asked at every change of an object, always with the same few paths.
const STEPS = new Map<string, readonly string[]>()

/** The names on a path such as `metadata.labels[example.com/a]`, one by one. */
export function stepsOf(path: string): readonly string[] {
  const known = STEPS.get(path)
  if (known !== undefined) return known
  const steps = [...path.matchAll(/\[([^\]]+)\]|([^.[\]]+)/g)].map((match) => match[1] ?? match[2] ?? '')
  STEPS.set(path, steps)
  return steps
}
