// Judging by a health table: which row counts, what is said, and where Argo CD's rows differ.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { judgeByTable } from '../../src/health/vocabulary/judge.ts'
import type { HealthTable } from '../../src/health/vocabulary/rule.ts'
import * as say from '../../src/health/vocabulary/words-of-rules.ts'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { ARGO_POLICY, OUR_POLICY } from '../../src/policy.ts'

const test = suite('judging by a table')

function of(status: JsonObject | undefined): KubeObject {
  return {
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { name: 'w', generation: 3 },
    spec: {},
    ...(status === undefined ? {} : { status }),
  }
}

const judge = (table: HealthTable, object: KubeObject, policy = OUR_POLICY): readonly (string | undefined)[] => {
  const found = judgeByTable(table, object, policy)
  return [found.status, found.message]
}

test('among conditions the first of the object decides; otherwise the first row', () => {
  const both = of({
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'Failed', status: 'True', reason: 'Gone' },
    ],
  })
  const failed = say.when('Failed')
  assert.equal(judge(say.table({ Degraded: failed, Healthy: say.when('Ready') }), both), ['Healthy', 'Ready is True'])
  assert.equal(judge(say.table({ Degraded: failed }, { Healthy: say.when('Ready') }), both), ['Degraded', 'Gone'])
})

test('what nothing decides is Progressing, and says what is waited for', () => {
  assert.equal(judge(say.table(say.decides('Ready')), of({})), ['Progressing', 'waiting for the condition Ready'])
  assert.equal(judge(say.table({ Healthy: say.phase('Up') }), of({ phase: 'Odd' })), [
    'Progressing',
    'its status.phase is Odd, not Up',
  ])
  const starting = of({ conditions: [{ type: 'Ready', status: 'Unknown', reason: 'Running', message: '1 of 2 done' }] })
  assert.equal(judge(say.table(say.decides('Ready')), starting), ['Progressing', 'Running: 1 of 2 done'])
})

test("what says why is told behind the field's word, and in one line", () => {
  const table = say.table(say.meaning('status.state', { Degraded: ['Odd', ''] }, 'status.why'))
  assert.equal(judge(table, of({ state: 'Odd', why: 'no disk' })), ['Degraded', 'Odd: no disk'])
  assert.equal(judge(table, of({ state: '', why: 'no disk' })), ['Degraded', 'no disk'])
  assert.equal(judge(table, of({ state: '' })), ['Degraded', 'its status.state is empty'])
  const blocked = of({ conditions: [{ type: 'Free', status: 'False', message: 'blocked by\n\nsomebody' }] })
  assert.equal(judge(say.table({ Degraded: 'otherwise' }), blocked), ['Degraded', 'blocked by somebody'])
})

test('a table may ask conditions from the last one on', () => {
  const changed = of({
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'Ready', status: 'False' },
    ],
  })
  const table = say.table(say.decides('Ready'))
  assert.equal(judge(table, changed), ['Healthy', 'Ready is True'])
  assert.equal(judge(say.fromLast(table), changed), ['Degraded', 'Ready is False'])
})

test('a condition about another generation may be told apart, and one that says nothing of it taken for the present one', () => {
  const table = say.table({ Healthy: say.when('Ready', 'True', { generation: 'not other' }) })
  for (const [about, status] of [
    [{ observedGeneration: 2 }, 'Progressing'],
    [{ observedGeneration: 3 }, 'Healthy'],
    [{}, 'Healthy'],
  ] as const) {
    assert.is(judge(table, of({ conditions: [{ type: 'Ready', status: 'True', ...about }] }))[0], status)
  }
})

test('the words of one field decide, and every other word where it is said', () => {
  const table = say.table(say.meaning('status.state', { Healthy: ['Up', 1], Degraded: 'otherwise' }))
  assert.equal(judge(table, of({ state: 1 })), ['Healthy', 'its status.state is 1'])
  assert.equal(judge(table, of({ state: 'Odd', message: 'no disk' })), ['Degraded', 'no disk'])
  assert.equal(judge(table, of({}))[0], 'Progressing')
})

test("Argo CD's rows count with its policy alone, and so does what its rule cannot do without", () => {
  const table = say.needing(
    'status',
    say.unlike(say.table({ Healthy: say.phase('Up') }), 'odd', { Degraded: say.phase('Up') }),
  )
  assert.is(judge(table, of({ phase: 'Up' }))[0], 'Healthy')
  assert.is(judge(table, of({ phase: 'Up' }), ARGO_POLICY)[0], 'Degraded')
  assert.equal(judge(table, of(undefined), ARGO_POLICY), ['Unknown', "no status: Argo CD's rule cannot do without"])
  assert.is(judge(table, of(undefined))[0], 'Progressing')
})

test('before there is a status nothing has failed yet', () => {
  const table = say.table({ Unknown: 'otherwise' })
  assert.equal(judge(table, of(undefined)), ['Progressing', 'no status yet'])
  assert.is(judge(table, of(undefined), ARGO_POLICY)[0], 'Unknown')
})

test.run()
