// Whether a test of a health table is so. Pure; knows no kinds.
import { isJsonList, jsonEqual } from '../../object/kube-object.ts'
import type { Json } from '../../object/kube-object.ts'
import { generationOf } from '../condition.ts'
import type { Condition } from '../condition.ts'
import type { CompareTest, ConditionTest, FieldTest, GenerationTest, PartsTest, Test, Values, Words } from './rule.ts'
import { amountIn, scopesOfParts, foundAt } from './scope.ts'
import type { HealthScope } from './scope.ts'

/** Whether the test is so of the object or part. */
export function matches(test: Test, scope: HealthScope): boolean {
  if (test === 'otherwise') return true
  if (isTests(test)) return test.some((item) => matches(item, scope))
  if ('all' in test) return test.all.every((item) => matches(item, scope))
  if ('not' in test) return !matches(test.not, scope)
  if ('condition' in test) return scope.conditions.some((item) => matchesCondition(test, item, scope))
  if ('field' in test) return matchesField(test, scope)
  if ('compare' in test) return matchesAmounts(test, scope)
  if ('parts' in test) return matchesParts(test, scopesOfParts(scope, test.parts))
  return matchesGeneration(test, scope)
}

/** Whether a test is a list of tests. */
export function isTests(test: Test): test is readonly Test[] {
  return Array.isArray(test)
}

/** Whether the test is so of this condition of the object or part. */
export function matchesCondition(test: ConditionTest, item: Condition, scope: HealthScope): boolean {
  return (
    includes(test.condition, item.type) &&
    (test.except === undefined || !includes(test.except, item.type)) &&
    includes(test.is, item.status) &&
    (test.isNot === undefined || !includes(test.isNot, item.status)) &&
    (test.reason === undefined || includes(test.reason, item.reason)) &&
    (test.reasonNot === undefined || !includes(test.reasonNot, item.reason)) &&
    (test.message === undefined || includes(test.message, item.message)) &&
    (test.mentions === undefined || mentions(item.message, test.mentions)) &&
    (test.severity === undefined || includes(test.severity, item.severity)) &&
    (test.generation === undefined || isAbout(test.generation, item, scope)) &&
    (test.and === undefined || matches(test.and, scope))
  )
}

function includes(words: Words, word: string): boolean {
  if (typeof words === 'string') return words === '*' || words === word
  return words.includes(word)
}

function mentions(message: string, some: readonly string[]): boolean {
  const lower = message.toLowerCase()
  return some.some((word) => lower.includes(word))
}

function isAbout(
  generation: NonNullable<ConditionTest['generation']>,
  item: Condition,
  { object }: HealthScope,
): boolean {
  const wanted = generationOf(object)
  if (generation === 'current') return item.observedGeneration === wanted
  if (generation === 'not current') return wanted !== undefined && item.observedGeneration !== wanted
  const isOther = wanted !== undefined && item.observedGeneration !== undefined && item.observedGeneration !== wanted
  return isOther === (generation === 'other')
}

function matchesField(test: FieldTest, { part }: HealthScope): boolean {
  const value = foundAt(part, test.field)
  if (test.isNot !== undefined) return value === undefined || !isAmong(value, test.isNot)
  if (value === undefined) return false
  if (test.is !== undefined) return isAmong(value, test.is)
  if (test.startsWith !== undefined) return typeof value === 'string' && value.startsWith(test.startsWith)
  if (test.endsWith !== undefined) return typeof value === 'string' && value.endsWith(test.endsWith)
  return true
}

function isAmong(value: Json, values: Values): boolean {
  return isJsonList(values) ? values.some((item) => item === value) : values === value
}

function matchesAmounts({ compare, by, with: other, present }: CompareTest, { part }: HealthScope): boolean {
  const left = amountIn(part, compare)
  const right = amountIn(part, other)
  if (present === true && (left === undefined || typeof left !== typeof right)) return false
  if (by === '=') return jsonEqual(left, right)
  if (by === '≠') return !jsonEqual(left, right)
  if (typeof left !== 'number' || typeof right !== 'number') return false
  switch (by) {
    case '<':
      return left < right
    case '≤':
      return left <= right
    case '>':
      return left > right
    case '≥':
      return left >= right
  }
}

function matchesParts({ some, every, present, unequal }: PartsTest, parts: readonly HealthScope[]): boolean {
  if (some !== undefined) return parts.some((part) => matches(some, part))
  if (parts.length === 0 && present === true) return false
  if (every !== undefined) return parts.every((part) => matches(every, part))
  const values = parts.map(({ part }) =>
    unequal?.map((path) => foundAt(part, path)).find((value) => value !== undefined && value !== ''),
  )
  return values.some((value) => !jsonEqual(value, values[0]))
}

function matchesGeneration({ at, demanded }: GenerationTest, { object }: HealthScope): boolean {
  const [observed, generation] = [foundAt(object, at), generationOf(object)]
  if (!demanded && (observed === undefined || generation === undefined)) return false
  return observed !== generation
}
