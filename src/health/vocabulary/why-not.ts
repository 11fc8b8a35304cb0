// What an object says instead of what a health table waits for, in words. Pure; knows no kinds.
import { toJson } from '../../object/json.ts'
import { isJsonList, isJsonObject } from '../../object/kube-object.ts'
import type { Json } from '../../object/kube-object.ts'
import { amountText, describeTest, either } from './describe.ts'
import { isTests, matches, matchesCondition } from './matches.ts'
import type { Amount, CompareTest, ConditionTest, FieldTest, HealthRows, PartsTest, Test } from './rule.ts'
import { amountIn, amountPaths, foundAt, scopesOfParts } from './scope.ts'
import type { HealthScope } from './scope.ts'

/** Why the object is not Healthy by the rows: the first part of each way to be that is not so, with what it is instead. */
export function whyNotHealthy(rows: HealthRows, scope: HealthScope): string {
  const ways = rows.flatMap((row) => row.Healthy ?? []).filter((test) => test !== 'otherwise')
  return ways.length === 0 ? 'not reported yet' : ways.map((test) => whyNot(test, scope, 'its ')).join('; ')
}

/** Of a test that is not so. */
function whyNot(test: Test, scope: HealthScope, its: string): string {
  if (typeof test === 'string') return describeTest(test, its)
  if (isTests(test)) return test.map((item) => whyNot(item, scope, its)).join('; ')
  if ('all' in test) return whyNot(test.all.find((item) => !matches(item, scope)) ?? 'otherwise', scope, its)
  if ('not' in test) return describeTest(test.not, its)
  if ('condition' in test) return whyNotCondition(test, scope, its)
  if ('field' in test) return whyNotField(test, scope, its)
  if ('compare' in test) return whyNotCompared(test, scope, its)
  if ('parts' in test) return whyNotParts(test, scope, its)
  return `not yet: ${describeTest(test, its)}`
}

function whyNotCondition(test: ConditionTest, scope: HealthScope, its: string): string {
  const wanted = describeTest(test, its)
  const found = scope.conditions.find((item) => matchesCondition({ condition: test.condition, is: '*' }, item, scope))
  if (found === undefined) {
    const [type, ...more] = [test.condition].flat()
    return more.length === 0 && type !== '*' ? `waiting for the condition ${type}` : `waiting until ${wanted}`
  }
  const isStatus =
    matchesCondition({ condition: test.condition, is: test.is }, found, scope) && test.isNot === undefined
  const is = `${its}condition ${found.type} is ${found.status}`
  return isStatus || test.is === '*' ? `${is}: waiting until ${wanted}` : `${is}, not ${either(test.is)}`
}

function whyNotField(test: FieldTest, { part }: HealthScope, its: string): string {
  const value = foundAt(part, test.field)
  if (value === undefined) return absent(test.field, test, its)
  if (test.is !== undefined) return `${its}${test.field} is ${said(value, test.is)}, not ${either(test.is)}`
  const is = `${its}${test.field} is ${said(value)}`
  return test.isNot === undefined ? `${is}: waiting until ${describeTest(test, its)}` : is
}

function whyNotCompared(test: CompareTest, { part }: HealthScope, its: string): string {
  const [left, right] = [amountIn(part, test.compare), amountIn(part, test.with)]
  if (left === undefined) return absent(pathText(test.compare), test, its)
  if (right === undefined) return absent(pathText(test.with), test, its)
  const other = typeof test.with === 'number' ? '' : ` (${amountText(test.with, '')})`
  return `${amountText(test.compare, its)} is ${said(left, right)}, not ${test.by} ${said(right, left)}${other}`
}

function whyNotParts(test: PartsTest, scope: HealthScope, its: string): string {
  const found = foundAt(scope.part, test.parts)
  if (found === undefined) return absent(test.parts, test, its)
  const parts = scopesOfParts(scope, test.parts)
  if (parts.length === 0) return `${its}${test.parts} is empty`
  const { every } = test
  const at = every === undefined ? -1 : parts.findIndex((part) => !matches(every, part))
  const open = parts[at]
  if (every === undefined || open === undefined) return `waiting until ${describeTest(test, its)}`
  const names = isJsonObject(found) ? Object.keys(found).filter((key) => (found[key] ?? null) !== null) : []
  return `in ${its}${test.parts}[${names[at] ?? at}] ${whyNot(every, open, '')}`
}

function absent(path: string, test: Test, its: string): string {
  return `waiting until ${describeTest(test, its)} (no ${path} yet)`
}

function pathText(amount: Amount): string {
  return amountPaths(amount).join(' or ').replaceAll('#', '')
}

/** A value in a word; in quotes where it would read like one of the wanted, which are of another type. */
function said(value: Json, wanted: Json = ''): string {
  if (isJsonList(value)) return 'a list'
  if (isJsonObject(value)) return 'a map'
  if (value === '') return 'empty'
  const isAlike = (isJsonList(wanted) ? wanted : [wanted]).some((word) => word !== value && bare(word) === bare(value))
  return isAlike ? toJson(value) : `${value}`
}

function bare(value: Json): string {
  return toJson(value).replaceAll('"', '')
}
