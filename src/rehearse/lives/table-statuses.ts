// What an operator writes of an object so that a health table takes it for an outcome, made from the table itself.
import { readConditions } from '../../health/condition.ts'
import { testsOf } from '../../health/vocabulary/judge.ts'
import { isTests, matches } from '../../health/vocabulary/matches.ts'
import type { Amount, CompareTest, ConditionTest, HealthTable, Test, Words } from '../../health/vocabulary/rule.ts'
import { amountIn, amountPaths, stepsOf } from '../../health/vocabulary/scope.ts'
import { field, isJsonObject, isKubeObject, stringField } from '../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../object/kube-object.ts'
import { withSteps } from './with-steps.ts'

/** The object for each test that means the outcome, for its present generation. Not every one need be enough by itself. */
export function tableStates(
  { rows }: HealthTable,
  object: KubeObject,
  outcome: 'Healthy' | 'Degraded',
): readonly KubeObject[] {
  const asked = rows.flatMap((row) => testsOf(row))
  return asked.flatMap(([meaning, test], index) => {
    if (meaning !== outcome) return []
    const blank: JsonObject = { ...object, status: outcome === 'Healthy' ? {} : { message: FAILED } }
    const before = asked.slice(0, index).map(([, earlier]) => earlier)
    const cleared = before.reduce((part: JsonObject, earlier) => refuted(earlier, object, part), blank)
    const made = before.reduce(
      (part: JsonObject, earlier) => refuted(earlier, object, part),
      satisfied(test, object, cleared),
    )
    return isKubeObject(made) && isJsonObject(made['status']) ? [made] : []
  })
}

/** The part with what keeps the test from being so, as far as that is something to write. */
function refuted(test: Test, object: KubeObject, part: JsonObject): JsonObject {
  const owner = isJsonObject(part['status']) ? part['status'] : part
  if (test === 'otherwise' || !matches(test, { object, part, conditions: readConditions(owner) })) return part
  if (isTests(test)) return test.reduce((made: JsonObject, item) => refuted(item, object, made), part)
  if ('all' in test) return refuted(test.all[0] ?? 'otherwise', object, part)
  if ('not' in test) return satisfied(test.not, object, part)
  if ('compare' in test) return withAmounts({ ...test, by: OPPOSITE[test.by] }, object, part)
  if ('field' in test) return withValue(part, test.field, firstOf(test.isNot) ?? 'simulated')
  if ('generation' in test && 'at' in test) return withValue(part, test.at, object.metadata.generation ?? 1)
  if (!('parts' in test)) return part
  return withValue(part, test.parts, [refuted(test.some ?? test.every ?? 'otherwise', object, {})])
}

const FAILED = 'simulated: made to fail'

const OPPOSITE = { '=': '≠', '≠': '=', '<': '=', '≤': '>', '>': '=', '≥': '<' } as const

/** The part with what the test asks for written into it, as far as it is something to write. */
function satisfied(test: Test, object: KubeObject, part: JsonObject): JsonObject {
  if (typeof test === 'string') return part
  if (isTests(test)) return satisfied(test[0] ?? 'otherwise', object, part)
  if ('all' in test) return test.all.reduce((made: JsonObject, item) => satisfied(item, object, made), part)
  if ('not' in test) return refuted(test.not, object, part)
  if ('condition' in test) return withCondition(test, object, part)
  if ('field' in test) return withValue(part, test.field, firstOf(test.is) ?? test.startsWith ?? anyOf(test.field))
  if ('compare' in test) return withAmounts(test, object, part)
  if ('parts' in test) {
    const item = satisfied(test.some ?? test.every ?? 'otherwise', object, {})
    return withValue(part, test.parts, [item])
  }
  return withValue(part, test.at, (object.metadata.generation ?? 1) - 1)
}

function withCondition(test: ConditionTest, object: KubeObject, part: JsonObject): JsonObject {
  const isWhole = isJsonObject(part['status'])
  const owner = isWhole && isJsonObject(part['status']) ? part['status'] : part
  const written = Array.isArray(owner['conditions']) ? owner['conditions'] : []
  const told = stringField(part, 'status', 'message') ?? 'simulated'
  const made: JsonObject = {
    type: wordOf(test.condition, 'Ready'),
    status: test.isNot === undefined ? wordOf(test.is, 'True') : 'False',
    reason: wordOf(test.reason ?? 'Simulated', 'Simulated'),
    message: wordOf(test.message ?? test.mentions ?? told, told),
    ...(test.severity === undefined ? {} : { severity: wordOf(test.severity, 'Error') }),
    observedGeneration: object.metadata.generation ?? 1,
  }
  const whole = withValue(part, isWhole ? 'status.conditions' : 'conditions', [...written, made])
  return test.and === undefined ? whole : satisfied(test.and, object, whole)
}

/** Writes the left amount so that it compares as asked with the right one, which counts as 1 where it is not written. */
function withAmounts(test: CompareTest, object: KubeObject, part: JsonObject): JsonObject {
  const left = amountIn(part, test.compare)
  const known = amountIn(part, test.with)
  if (test.by === '=' && known === undefined && left !== undefined) return withAmount(part, test.with, left)
  if (test.by === '=' && known !== undefined && typeof known !== 'number') return withAmount(part, test.compare, known)
  const right = typeof known === 'number' ? known : 1
  const both = typeof known === 'number' ? part : withAmount(part, test.with, right)
  const step = { '=': 0, '≤': 0, '≥': 0, '<': -1, '>': 1, '≠': 1 }[test.by]
  const made = withAmount(both, test.compare, right + step)
  // What is not theirs to write has its counterpart made like it.
  return test.by === '=' && made === part && left !== undefined ? withAmount(part, test.with, left) : made
}

function withAmount(part: JsonObject, amount: Amount, value: Json): JsonObject {
  if (typeof amount === 'number') return part
  const [path = ''] = amountPaths(amount)
  if (!path.startsWith('#')) return withValue(part, path, value)
  const length = typeof value === 'number' ? Math.max(value, 0) : 0
  const items = Array.from({ length }, () => ({}))
  return withValue(part, path.slice(1), items)
}

/** The part with a value at a path. Of a whole object the status and labels are an operator's to write, and what a spec leaves open. */
function withValue(part: JsonObject, path: string, value: Json): JsonObject {
  const steps = stepsOf(path)
  const isTheirs =
    steps[0] === 'status' || steps[1] === 'labels' || (steps[0] === 'spec' && field(part, ...steps) === undefined)
  return isJsonObject(part['status']) && !isTheirs ? part : withSteps(part, steps, value)
}

/** Something for a field that only has to be there. */
function anyOf(path: string): Json {
  return /Replicas|Scheduled|Healthy$/.test(path) ? 1 : 'simulated'
}

function firstOf(
  values: string | number | boolean | readonly (string | number | boolean)[] | undefined,
): Json | undefined {
  return typeof values === 'object' ? values[0] : values
}

function wordOf(words: Words, any: string): string {
  const word = typeof words === 'string' ? words : (words[0] ?? any)
  return word === '*' ? any : word
}
