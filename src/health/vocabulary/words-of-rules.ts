// Short ways to write a health table: each gives plain data. Judges nothing.
import type { HealthStatusCode } from '../health.ts'
import type {
  Amount,
  CodedRule,
  CompareTest,
  ConditionTest,
  FieldTest,
  GenerationTest,
  HealthTable,
  GroupRules,
  PartsTest,
  HealthRow,
  Test,
  Values,
  Words,
} from './rule.ts'

/** A table of these rows. */
export function table(...rows: readonly HealthRow[]): HealthTable {
  return { rows }
}

/** The condition with a status, "True" unless another is named. */
export function when(type: Words, is: Words = 'True', more: Partial<ConditionTest> = {}): ConditionTest {
  return { condition: type, is, ...more }
}

/** The condition is there and not True. */
export function notTrue(type: Words, more: Partial<ConditionTest> = {}): ConditionTest {
  return { condition: type, is: '*', isNot: 'True', ...more }
}

/** The usual condition: True is Healthy, False is Degraded. */
export function decides(type: string): HealthRow {
  return { Healthy: when(type), Degraded: when(type, 'False') }
}

/** A field has one of these values. */
export function says(path: string, is: Values, text?: string): FieldTest {
  return { field: path, is, ...(text === undefined ? {} : { text }) }
}

/** A field has none of these values; an absent one has none. */
export function saysNot(path: string, isNot: Values): FieldTest {
  return { field: path, isNot }
}

/** A field is there. */
export function has(path: string): FieldTest {
  return { field: path }
}

/** A field is there and is not an empty text. */
export function filled(path: string, text?: string): Test {
  return all({ field: path, ...(text === undefined ? {} : { text }) }, saysNot(path, ''))
}

/** A field is absent. */
export function lacks(path: string): Test {
  return { not: { field: path } }
}

/** The phase in the status. */
export function phase(...words: readonly string[]): FieldTest {
  return says('status.phase', words)
}

/** All of these. */
export function all(...tests: readonly Test[]): Test {
  return { all: tests }
}

/** The opposite. */
export function not(test: Test): Test {
  return { not: test }
}

/** How two amounts compare. */
export function compare(amount: Amount, by: CompareTest['by'], other: Amount): CompareTest {
  return { compare: amount, by, with: other }
}

/** A number at a path, or the sum of several; `or` for each that is absent. */
export function number(of: Words, or: number): Amount {
  return { of, or }
}

/** One part of a list or map is so. */
export function some(parts: string, test: Test): PartsTest {
  return { parts, some: test }
}

/** Every part of a list or map is so. */
export function every(parts: string, test: Test): PartsTest {
  return { parts, every: test }
}

/** The status says that it is about another generation; one that says nothing is taken as it is. */
export function older(at = 'status.observedGeneration'): GenerationTest {
  return { generation: 'other', at, demanded: false }
}

/** The status does not say that it is about this generation. */
export function unobserved(at = 'status.observedGeneration'): GenerationTest {
  return { generation: 'other', at, demanded: true }
}

/** What the words of one field mean; `otherwise` is every other word, an absent field decides nothing. `text` is where to read why. */
export function meaning(
  path: string,
  meanings: Readonly<Partial<Record<HealthStatusCode, Values>>>,
  text?: string,
): HealthRow {
  return Object.fromEntries(
    Object.entries(meanings).map(([status, is]) => [
      status,
      is === 'otherwise' ? { field: path, isOther: true } : says(path, is, text),
    ]),
  )
}

/** A table with Argo CD's own rows beside it, which are at fault. */
export function unlike(ours: HealthTable, fault: string, ...rows: readonly HealthRow[]): HealthTable {
  return { ...ours, argo: { rows, fault } }
}

/** A table whose rule in Argo CD fails where one of these paths is absent. */
export function needing(paths: Words, ours: HealthTable): HealthTable {
  return { ...ours, argoNeeds: paths }
}

/** A table that asks the object's conditions from the last one on. */
export function fromLast(ours: HealthTable): HealthTable {
  return { ...ours, fromLast: true }
}

/** The same rule for several kinds of a group. */
export function kinds(names: readonly string[], same: HealthTable | CodedRule): GroupRules {
  return Object.fromEntries(names.map((name) => [name, same]))
}
