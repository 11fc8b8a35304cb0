// Judges an object by a health table. Pure; knows no kinds.
import { isJsonList, isJsonObject, stringField } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { HealthPolicy } from '../../policy.ts'
import { conditionText } from '../condition.ts'
import type { Condition } from '../condition.ts'
import { HEALTH_STATUS_CODES } from '../health.ts'
import type { HealthStatusCode } from '../health.ts'
import { ruleError, verdict } from '../verdict.ts'
import type { HealthRule, HealthVerdict } from '../verdict.ts'
import { describeTest } from './describe.ts'
import { isTests, matches, matchesCondition } from './matches.ts'
import type { ConditionTest, FieldTest, HealthTable, HealthRow, HealthRows, Test } from './rule.ts'
import { healthScope, foundAt, allFoundAt } from './scope.ts'
import type { HealthScope } from './scope.ts'
import { whyNotHealthy } from './why-not.ts'

/** The rule that a table describes. */
export function tableRule(table: HealthTable): HealthRule {
  return (object, policy) => judgeByTable(table, object, policy)
}

/** The health of an object by a table. Before there is a status nothing has failed yet, whatever Argo CD's rule makes of it. */
export function judgeByTable(table: HealthTable, object: KubeObject, policy: HealthPolicy): HealthVerdict {
  if (!policy.mendsHealthRules) {
    const missing = [table.argoNeeds ?? []].flat().find((path) => foundAt(object, path) === undefined)
    if (missing !== undefined) return ruleError(`no ${missing}: Argo CD's rule cannot do without`)
    return judgeByRows(table.argo?.rows ?? table.rows, healthScope(object, table))
  }
  const found = judgeByRows(table.rows, healthScope(object, table))
  const isEarly = (found.status === 'Unknown' || found.status === 'Degraded') && !hasStatus(object)
  return isEarly ? verdict('Progressing', undefined, 'no status yet') : found
}

/** The health of an object by rows: Progressing where none decides. */
function judgeByRows(rows: HealthRows, scope: HealthScope): HealthVerdict {
  return decidedBy(rows, scope) ?? verdict('Progressing', toldMeanwhile(rows, scope), whyNotHealthy(rows, scope))
}

/** The health of an object by the first row that has something to say; undefined: none has. */
export function decidedBy(rows: HealthRows, scope: HealthScope): HealthVerdict | undefined {
  for (const row of rows) {
    const found = looksAtConditions(row) ? judgeConditions(row, scope) : judgeRow(row, scope, rows)
    if (found !== undefined) return found
  }
  return undefined
}

/** What the object says itself while it is waited for: the message of its status, or of the condition that is waited for. */
export function toldMeanwhile(rows: HealthRows, { object, conditions }: HealthScope): string | undefined {
  const told = stringField(object, 'status', 'message')
  if (told !== undefined) return told
  const healthy = rows.flatMap(testsOf).flatMap(([status, test]) => (status === 'Healthy' ? [test] : []))
  const types = healthy.flatMap((test) => (isConditionTest(test) ? test.condition : []))
  const open = conditions.find(({ type, status }) => types.includes(type) && status !== 'True')
  return open && conditionText(open)
}

/** Whether all tests of a row look at one condition each, so that the order of the object's conditions counts. */
function looksAtConditions(row: HealthRow): boolean {
  return testsOf(row).every(([, test]) => typeof test === 'object' && 'condition' in test)
}

/** The tests of a row, each with what it means. */
export function testsOf(row: HealthRow): readonly (readonly [HealthStatusCode, Test])[] {
  return Object.entries(row).flatMap(([word, test]) => {
    const status = HEALTH_STATUS_CODES.find((code) => code === word)
    if (status === undefined || test === undefined) return []
    const tests = isTests(test) ? test : [test]
    return tests.map((item): readonly [HealthStatusCode, Test] => [status, item])
  })
}

/** Whether anything was written into the status. */
export function hasStatus(object: KubeObject): boolean {
  const status = object['status']
  return isJsonObject(status) && Object.keys(status).length > 0
}

function judgeConditions(row: HealthRow, scope: HealthScope): HealthVerdict | undefined {
  for (const item of scope.conditions) {
    for (const [status, test] of testsOf(row)) {
      if (!isConditionTest(test) || !matchesCondition(test, item, scope)) continue
      return conditionVerdict(status, item)
    }
  }
  return undefined
}

function isConditionTest(test: Test): test is ConditionTest {
  return typeof test === 'object' && 'condition' in test
}

function conditionVerdict(status: HealthStatusCode, item: Condition): HealthVerdict {
  return verdict(status, status === 'Healthy' ? item.message : conditionText(item), `${item.type} is ${item.status}`)
}

function judgeRow(row: HealthRow, scope: HealthScope, rows: HealthRows): HealthVerdict | undefined {
  for (const [status, test] of testsOf(row)) {
    if (!matches(test, scope)) continue
    const told = textOf(test, scope) ?? stringField(scope.object, 'status', 'message')
    return verdict(status, told, test === 'otherwise' ? restText(status, scope, rows) : describeTest(test))
  }
  return undefined
}

/** What the object itself says where this test decides. */
function textOf(test: Test, scope: HealthScope): string | undefined {
  if (test === 'otherwise' || isTests(test)) return undefined
  if ('all' in test) return test.all.map((item) => textOf(item, scope)).find((text) => text !== undefined)
  if ('condition' in test) {
    const item = scope.conditions.find((candidate) => matchesCondition(test, candidate, scope))
    return item === undefined ? undefined : conditionText(item) || `${item.type} is ${item.status}`
  }
  return 'field' in test ? fieldText(test, scope) : undefined
}

/** The word and what stands in the place that the test names; else the message of the status, or the word itself. */
function fieldText({ field, is, isOther, text }: FieldTest, { object, part }: HealthScope): string | undefined {
  const texts = text === undefined ? [] : allFoundAt(part, text).filter((value) => typeof value === 'string')
  const value = foundAt(part, field)
  const why = texts.filter((item) => item !== '').join('; ')
  if (why !== '') return typeof value === 'string' && value !== '' && text !== field ? `${value}: ${why}` : why
  const told = stringField(object, 'status', 'message')
  if (told !== undefined && told !== '') return told
  if (is === undefined && isOther === undefined) return undefined
  return isJsonObject(value) || isJsonList(value) ? undefined : `its ${field} is ${value === '' ? 'empty' : value}`
}

/** Why it is so when nothing else is: the first condition that is not True, or what is not so. */
function restText(status: HealthStatusCode, scope: HealthScope, rows: HealthRows): string {
  if (status === 'Healthy') return describeTest('otherwise')
  const open = scope.conditions.find((item) => item.status !== 'True')
  return (open === undefined ? '' : conditionText(open)) || whyNotHealthy(rows, scope)
}
