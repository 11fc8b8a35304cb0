// Built-in tables, written as short rules and read again, judge as before; and whatever an object holds, no rule throws.
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readHealthPart } from '../../src/commands/settings/read-health-part.ts'
import type { OwnRule } from '../../src/health/own-rules.ts'
import { allCustomRules, healthTableOf } from '../../src/health/tables/index.ts'
import { judgeByTable } from '../../src/health/vocabulary/judge.ts'
import { isTests } from '../../src/health/vocabulary/matches.ts'
import type { HealthTable, Test } from '../../src/health/vocabulary/rule.ts'
import { parseSettings } from '../../src/manifest/parse-settings.ts'
import { defined } from '../../src/object/defined.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { isJsonObject, listField } from '../../src/object/kube-object.ts'
import { groupVersionKind } from '../../src/object/resource-key.ts'
import { ARGO_POLICY, OUR_POLICY } from '../../src/policy.ts'
import { SEED } from '../support/seed.ts'
import { sharedPath } from '../support/shared.ts'
import { skip } from '../support/skip.ts'

const test = suite('declared rules')

const BY = { '=': '=', '≠': '!=', '<': '<', '≤': '<=', '>': '>', '≥': '>=' } as const

/** A test as somebody writes it; undefined: the short form has no word for it. */
function written(asked: Test): unknown {
  if (asked === 'otherwise') return undefined
  if (isTests(asked)) return eachOf(asked)
  if ('all' in asked) {
    const all = eachOf(asked.all)
    return all && { all }
  }
  if ('not' in asked) {
    const not = written(asked.not)
    return not === undefined ? undefined : { not }
  }
  if ('condition' in asked) {
    const { is, generation, except, severity, and, ...rest } = asked
    const isStrange = except !== undefined || severity !== undefined || and !== undefined
    if (isStrange || (generation !== undefined && generation.startsWith('not'))) return undefined
    return defined({ ...rest, generation, is: rest.isNot === undefined ? is : undefined })
  }
  if ('field' in asked) {
    return asked.isOther === true ? undefined : asked
  }
  if ('compare' in asked) return { ...asked, by: BY[asked.by] }
  if ('generation' in asked) return asked
  const { parts, some, every } = asked
  const [word, inner] = some === undefined ? (['every', every] as const) : (['some', some] as const)
  const below = inner === undefined ? undefined : written(inner)
  return below === undefined ? undefined : { parts, [word]: below }
}

function eachOf(tests: readonly Test[]): readonly unknown[] | undefined {
  const all = tests.map(written)
  return all.includes(undefined) ? undefined : all
}

/** A table as a short rule; undefined: it asks for one health twice, or for what the short form has no word. */
function ruleText({ rows }: HealthTable): string | undefined {
  const asked = rows.flatMap((row) => Object.entries(row)).map(([status, one]) => [status, one] as const)
  if (new Set(asked.map(([status]) => status)).size < asked.length) return undefined
  const told = asked.map(([status, one]) => [status, one === 'otherwise' ? one : written(one)] as const)
  if (told.some(([, one]) => one === undefined)) return undefined
  return JSON.stringify(Object.fromEntries(told))
}

/** The rule that the text means. */
function readBack(text: string): OwnRule | undefined {
  const file = `{ "health": { "example.com/Widget": ${text} } }`
  const health = parseSettings({ name: 'hooksync.yaml', text: file }).root?.entries?.get('health')?.setting
  if (health === undefined) throw new Error(file)
  const [rule] = readHealthPart(health, file).rules
  return rule !== undefined && 'judge' in rule ? rule : undefined
}

const READ = new Map(
  allCustomRules().flatMap(([key, rule]) => {
    const text = 'rows' in rule && rule.fromLast !== true ? ruleText(rule) : undefined
    const back = text === undefined ? undefined : readBack(text)
    return back === undefined || !('rows' in rule) ? [] : [[key, { table: rule, back }] as const]
  }),
)

const TABLES = new Map([...READ.values()].map(({ table, back }) => [table, back]))

/** What a table and the rule that was read say of objects of its kind, where that is not the same; of each its id. */
function differing(objects: readonly (readonly [id: string, object: KubeObject])[]): readonly string[] {
  return objects.flatMap(([id, object]) => {
    const table = healthTableOf(groupVersionKind(object))
    const back = table === undefined ? undefined : TABLES.get(table)
    if (table === undefined || back === undefined) return []
    return [OUR_POLICY, ARGO_POLICY].flatMap((policy) => {
      const was = judgeByTable({ rows: table.rows }, object, policy)
      const is = back.judge(object, policy)
      // Of a word that no test names the table says itself which it is.
      const same =
        is?.status === was.status &&
        (was.status === 'Progressing' || is.message === was.message || JSON.stringify(table).includes('isOther'))
      return same ? [] : [`${id}: ${is?.status} ${is?.message}, not ${was.status} ${was.message}`]
    })
  })
}

function cases(): readonly (readonly [id: string, object: KubeObject])[] | undefined {
  const path = sharedPath('health', 'cases.json')
  if (path === undefined) return undefined
  const read: readonly { readonly id: string; readonly object: KubeObject }[] = JSON.parse(readFileSync(path, 'utf8'))
  return read.map(({ id, object }) => [id, object])
}

test('more than a hundred tables can be written as short rules', () => assert.ok(READ.size > 100, `${READ.size}`))

test("they judge Argo CD's health cases as the tables do", () => {
  const found = cases()
  if (found === undefined) return skip('no ../shared/health')
  assert.equal(differing(found), [])
})

test('a changed one is judged otherwise only where a table goes by the order of the conditions, and is never Healthy then', () => {
  const found = cases()
  if (found === undefined) return skip('no ../shared/health')
  const changed = found.flatMap(([id, object]) => changes(object).map((one): [string, KubeObject] => [id, one]))
  assert.ok(changed.length > 2000)
  const others = differing(changed)
  assert.ok(
    others.every((text) => /^(?:nmstate\.io|operator\.openshift\.io)\//.test(text)),
    others.join('\n'),
  )
  assert.not.ok(others.some((text) => text.includes(': Healthy ')))
})

const ABSENT = [
  '{ "Healthy": { "compare": "status.ready", "by": "=", "with": "spec.replicas" } }',
  '{ "Healthy": { "parts": "status.nodes", "every": { "field": "ready", "is": true } } }',
  '{ "Healthy": { "parts": "status.nodes", "some": { "field": "ready" } } }',
  '{ "Healthy": { "condition": "Ready", "isNot": "False" } }',
  '{ "Healthy": { "compare": "status.ready", "by": ">=", "with": "spec.replicas" } }',
]
for (const text of ABSENT) {
  test(`what is absent opens no gate: ${text}`, () => {
    const object = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' }, status: { seen: 1 } }
    assert.is(readBack(text)?.judge(object, OUR_POLICY)?.status, 'Progressing')
    assert.is(readBack(text)?.judge(object, ARGO_POLICY)?.status, 'Progressing')
  })
}

test('no object makes a rule throw', () => {
  const status = fc.dictionary(
    fc.constantFrom('phase', 'state', 'conditions', 'nodes', 'ready', 'observedGeneration', 'ingress', 'health'),
    fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.array(fc.jsonValue({ maxDepth: 2 }))),
  )
  const rules = [...TABLES.values()]
  fc.assert(
    fc.property(fc.oneof(status, fc.jsonValue()), fc.nat(), (value, at) => {
      const object = parseObject({
        apiVersion: 'example.com/v1',
        kind: 'Widget',
        metadata: { name: 'w' },
        status: value,
      })
      const judged = rules[at % rules.length]?.judge(object, OUR_POLICY)
      assert.ok((judged?.message ?? '') !== '')
    }),
    { numRuns: 3000, seed: SEED },
  )
})

function parseObject(value: unknown): KubeObject {
  return value as KubeObject
}

/** The object without each of its conditions, each field of its status; and with each condition turned. */
function changes(object: KubeObject): readonly KubeObject[] {
  const status = object['status']
  if (!isJsonObject(status)) return []
  const conditions = listField(status, 'conditions')
  return [
    ...Object.keys(status).map((name) => ({ ...object, status: { ...status, [name]: null } })),
    ...conditions.flatMap((_, at) =>
      ['True', 'False', 'Unknown'].map((state) => ({
        ...object,
        status: {
          ...status,
          conditions: conditions.map((item, other) =>
            isJsonObject(item) && other === at ? { ...item, status: state } : item,
          ),
        },
      })),
    ),
  ]
}

test.run()
