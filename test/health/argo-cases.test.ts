// Argo CD's own health cases, and small changes of them judged by its own rules: our rules say the same with --argo-compat.
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isStale } from '../../src/health/condition.ts'
import { HEALTH_STATUS_CODES } from '../../src/health/health.ts'
import { BUILT_IN_RULES } from '../../src/health/built-in-rules.ts'
import { assessIgnoringDeletion } from '../../src/health/index.ts'
import { allCustomRules } from '../../src/health/tables/index.ts'
import { ARGO_POLICY, OUR_POLICY } from '../../src/policy.ts'
import { groupVersionKind } from '../../src/object/resource-key.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { sharedPath } from '../support/shared.ts'
import { skip } from '../support/skip.ts'

const test = suite("Argo CD's health cases")

interface Case {
  readonly id: string
  readonly want: string
  readonly object: KubeObject
}

interface Mutation {
  readonly case: string
  readonly set?: Readonly<Record<string, unknown>>
  readonly drop?: readonly string[]
  readonly want: string
}

/** Its kind has a rule of its own, which Argo CD asks first: its wildcard never judges it. */
const NEVER_ASKED = '_.crossplane.io/_/provider_degraded'

function read(name: string): unknown {
  const path = sharedPath('health', name)
  return path === undefined ? undefined : JSON.parse(readFileSync(path, 'utf8'))
}

/** Changes a plain JSON value at a dotted path; undefined drops it. */
function change(part: Record<string, unknown>, path: string, value: unknown): void {
  const [head = '', ...rest] = path.split('.')
  if (rest.length > 0) {
    part[head] ??= {}
    change(part[head] as Record<string, unknown>, rest.join('.'), value)
  } else if (value === undefined) delete part[head]
  else part[head] = value
}

function mutated(object: KubeObject, { set = {}, drop = [] }: Mutation): KubeObject {
  const copy = structuredClone(object) as unknown as Record<string, unknown>
  for (const [path, value] of Object.entries(set)) change(copy, path, value)
  for (const path of drop) change(copy, path, undefined)
  return copy as unknown as KubeObject
}

const CASES = read('cases.json') as readonly Case[] | undefined
const MUTATIONS = read('mutations.json') as readonly Mutation[] | undefined

test('every case has the same status with --argo-compat', () => {
  if (CASES === undefined) return skip('no ../shared/health')
  const wrong = CASES.flatMap(({ id, object, want }) => {
    const found = assessIgnoringDeletion(object, ARGO_POLICY)?.status ?? ''
    return found === want ? [] : [`${id}: ${found}, not ${want}`]
  })
  assert.equal(wrong, [])
  assert.is(CASES.length, 1123)
})

test('so has every small change of one, but for what a wildcard never judges', () => {
  if (CASES === undefined || MUTATIONS === undefined) return skip('no ../shared/health')
  const objects = new Map(CASES.map(({ id, object }) => [id, object]))
  const wrong = MUTATIONS.flatMap((mutation) => {
    const object = objects.get(mutation.case)
    if (object === undefined) return [`no case ${mutation.case}`]
    const found = assessIgnoringDeletion(mutated(object, mutation), ARGO_POLICY)?.status ?? ''
    return found === mutation.want ? [] : [mutation.case]
  })
  assert.equal(
    wrong,
    Array.from({ length: 6 }, () => NEVER_ASKED),
  )
})

test('our own judgement has a status and a message for each of them', () => {
  if (CASES === undefined) return skip('no ../shared/health')
  const wrong = CASES.filter(({ object }) => {
    const found = assessIgnoringDeletion(object, OUR_POLICY)
    return found === undefined || found.message.trim() === '' || !HEALTH_STATUS_CODES.includes(found.status)
  })
  assert.equal(
    wrong.map(({ id }) => id),
    [],
  )
})

/** Kinds of which the docs say what is wrong with Argo CD's answer. */
const FAULTY = [
  ...Object.entries(BUILT_IN_RULES).map(([key, { fault }]) => [key, fault] as const),
  ...allCustomRules().map(([key, rule]) => [key, 'rows' in rule ? rule.argo?.fault : rule.fault] as const),
].flatMap(([key, fault]) => (fault === undefined ? [] : [new RegExp(`^${key.replaceAll('*', '.*')}$`)]))

/** Whether the docs give a reason why the object is judged otherwise here. */
function hasReason(object: KubeObject): boolean {
  const { group, kind } = groupVersionKind(object)
  if (isStale(object) || object['status'] === undefined || Object.keys(object['status'] ?? {}).length === 0) return true
  return FAULTY.some((kinds) => kinds.test(`${group}/${kind}`))
}

test('our own judgement is another one only for a reason that the docs tell', () => {
  if (CASES === undefined) return skip('no ../shared/health')
  const others = CASES.filter(({ object, want }) => (assessIgnoringDeletion(object, OUR_POLICY)?.status ?? '') !== want)
  assert.ok(others.length > 0)
  assert.equal(
    others.filter(({ object }) => !hasReason(object)).map(({ id }) => id),
    [],
  )
})

test.run()
