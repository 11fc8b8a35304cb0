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

/** What an amount is; undefined where it is absent. */
export function amountIn(part: Json, amount: Amount): Json | undefined {
  if (typeof amount === 'number') return amount
  if (typeof amount === 'string') return amountAt(part, amount)
  if ('of' in amount) return amountAt(part, amount.of) ?? amount.or
  return amount.reduce((sum, path) => sum + numberOf(amountAt(part, path)), 0)
}

function amountAt(part: Json, path: string): Json | undefined {
  if (path.startsWith('#')) return partsOf(foundAt(part, path.slice(1))).length
  if (!path.includes('*')) return foundAt(part, path)
  return allFoundAt(part, path).reduce((sum: number, value) => sum + numberOf(value), 0)
}

function numberOf(value: Json | undefined): number {
  return typeof value === 'number' ? value : 0
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
