// A health table in words: for a verdict without a message, for `explain` and for the docs.
import { isTests } from './matches.ts'
import type { Amount, ConditionTest, FieldTest, PartsTest, HealthRow, HealthRows, Test, Values } from './rule.ts'

/** A test in words, such as `its condition Ready is True` or `its status.phase is Running`. */
export function describeTest(test: Test, its = 'its '): string {
  if (test === 'otherwise') return 'nothing in its status speaks against it'
  if (isTests(test)) return test.map((item) => describeTest(item, its)).join(' or ')
  if ('all' in test) return describeAll(test.all, its)
  if ('not' in test) return describeNot(test.not, its)
  if ('condition' in test) return describeCondition(test, its)
  if ('field' in test) return describeField(test, its)
  if ('compare' in test) return `${amountText(test.compare, its)} ${test.by} ${amountText(test.with, '')}`
  if ('parts' in test) return describeParts(test, its)
  return `${its}${test.at} is not its generation`
}

/** Everything in the rows that means a status, in words; empty where nothing does. */
export function describeMeaning(rows: HealthRows, status: keyof HealthRow): string {
  return rows
    .flatMap((row) => row[status] ?? [])
    .map((test) => (test === 'otherwise' && status !== 'Healthy' ? 'in all other cases' : describeTest(test)))
    .join(', or ')
}

function describeAll(tests: readonly Test[], its: string): string {
  return told(tests)
    .map((test) => (isTests(test) ? `(${describeTest(test, its)})` : describeTest(test, its)))
    .join(' and ')
}

/** An empty text need not be told apart from an absent one. */
function told(tests: readonly Test[]): readonly Test[] {
  return tests.filter((test) => typeof test !== 'object' || !('field' in test) || test.isNot !== '')
}

function describeNot(test: Test, its: string): string {
  if (typeof test === 'object' && 'field' in test) {
    if (test.is !== undefined) return `${its}${test.field} is not ${either(test.is)}`
    if (test.startsWith === undefined && test.endsWith === undefined) return `no ${test.field}`
  }
  if (typeof test === 'object' && 'all' in test)
    return told(test.all)
      .map((item) => describeNot(item, its))
      .join(' or ')
  // A condition of which more is asked is not told by its status alone.
  if (typeof test === 'object' && 'condition' in test && test.condition !== '*' && Object.keys(test).length === 2) {
    return `${its}condition ${either(test.condition)} is ${test.is === '*' ? 'absent' : `not ${either(test.is)}`}`
  }
  return `not: ${describeTest(test, its)}`
}

function describeCondition(test: ConditionTest, its: string): string {
  const named = test.condition === '*' ? `one of ${its}conditions` : `${its}condition ${either(test.condition)}`
  const type = test.except === undefined ? named : `${named} other than ${either(test.except)}`
  const written = test.is === '*' ? 'written' : either(test.is)
  const status = test.isNot === undefined ? written : `not ${either(test.isNot)}`
  const details = [
    detail('for the reason', test.reason),
    detail('for another reason than', test.reasonNot === '' ? undefined : test.reasonNot),
    detail('with the message', test.message),
    detail('with a message that mentions', test.mentions),
    detail('with the severity', test.severity),
    test.generation === undefined
      ? ''
      : ` for ${test.generation === 'current' || test.generation === 'not other' ? 'the present' : 'another'} generation`,
    test.and === undefined ? '' : ` and ${describeTest(test.and, its)}`,
  ]
  return `${type} is ${status}${details.join('')}`
}

function detail(before: string, values: Values | undefined): string {
  return values === undefined ? '' : ` ${before} ${either(values)}`
}

function describeField(test: FieldTest, its: string): string {
  const path = `${its}${test.field}`
  if (test.is !== undefined) return `${path} is ${either(test.is)}`
  if (test.isNot !== undefined) return `${path} is not ${either(test.isNot)}`
  if (test.startsWith !== undefined) return `${path} begins with ${test.startsWith}`
  if (test.isOther === true) return `${path} is anything else`
  return test.endsWith === undefined ? `${path} is there` : `${path} ends with ${test.endsWith}`
}

function describeParts(test: PartsTest, its: string): string {
  if (test.unequal !== undefined) return `${test.unequal.join(' or ')} differs among ${its}${test.parts}`
  const quantity = test.some === undefined ? 'in each' : 'in one'
  return `${quantity} of ${its}${test.parts} ${describeTest(test.some ?? test.every ?? 'otherwise', '')}`
}

/** An amount in words, such as `its status.readyReplicas`. */
export function amountText(amount: Amount, its: string): string {
  if (typeof amount === 'number') return `${amount}`
  if (typeof amount === 'string')
    return amount.startsWith('#') ? `the number of ${its}${amount.slice(1)}` : `${its}${amount}`
  return 'of' in amount ? `${amountText(amount.of, its)} (${amount.or} where absent)` : `${its}${amount.join(' + ')}`
}

/** One of these values, in words. */
export function either(values: Values): string {
  const list = typeof values === 'object' ? values : [values]
  const texts = list.map((value) => (value === '' ? 'empty' : `${value}`))
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1) ?? ''}`
}
