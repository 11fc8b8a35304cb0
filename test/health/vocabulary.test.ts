// The words of which health tables are made: each by a small object that fits it and one that does not.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { describeMeaning, describeTest } from '../../src/health/vocabulary/describe.ts'
import { matches } from '../../src/health/vocabulary/matches.ts'
import type { Test } from '../../src/health/vocabulary/rule.ts'
import { healthScope } from '../../src/health/vocabulary/scope.ts'
import * as say from '../../src/health/vocabulary/words-of-rules.ts'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'

const test = suite('vocabulary of health')

function of(status: JsonObject | undefined): KubeObject {
  return {
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { name: 'w', generation: 3 },
    spec: {},
    ...(status === undefined ? {} : { status }),
  }
}

const ready = (status: string, more: JsonObject = {}): JsonObject => ({
  conditions: [{ type: 'Ready', status, ...more }],
})

/** A test, a status for which it is so, one for which it is not, and its words. */
const WORDS: readonly (readonly [Test, yes: JsonObject, no: JsonObject, words: string])[] = [
  ['otherwise', {}, {}, 'nothing in its status speaks against it'],
  [say.when('Ready'), ready('True'), ready('False'), 'its condition Ready is True'],
  [say.when(['A', 'Ready'], 'False'), ready('False'), ready('True'), 'its condition A or Ready is False'],
  [
    say.when('*', 'False', { except: 'Stopped' }),
    ready('False'),
    { conditions: [{ type: 'Stopped', status: 'False' }] },
    'one of its conditions other than Stopped is False',
  ],
  [
    say.when('Ready', '*', { reason: 'Bad' }),
    ready('Unknown', { reason: 'Bad' }),
    ready('Unknown', { reason: 'Good' }),
    'its condition Ready is written for the reason Bad',
  ],
  [
    say.when('Ready', 'False', { reasonNot: 'Busy' }),
    ready('False', { reason: 'Bad' }),
    ready('False', { reason: 'Busy' }),
    'its condition Ready is False for another reason than Busy',
  ],
  [
    say.when('Ready', 'False', { message: 'Failed' }),
    ready('False', { message: 'Failed' }),
    ready('False', { message: 'failed' }),
    'its condition Ready is False with the message Failed',
  ],
  [
    say.when('Ready', 'False', { mentions: ['timeout'] }),
    ready('False', { message: 'A Timeout' }),
    ready('False', {}),
    'its condition Ready is False with a message that mentions timeout',
  ],
  [
    say.when('Ready', 'False', { severity: 'Error' }),
    ready('False', { severity: 'Error' }),
    ready('False', { severity: 'Info' }),
    'its condition Ready is False with the severity Error',
  ],
  [
    say.when('Ready', 'True', { generation: 'current' }),
    ready('True', { observedGeneration: 3 }),
    ready('True'),
    'its condition Ready is True for the present generation',
  ],
  [
    say.when('Ready', '*', { generation: 'other' }),
    ready('True', { observedGeneration: 2 }),
    ready('True'),
    'its condition Ready is written for another generation',
  ],
  [
    say.when('Ready', '*', { generation: 'not current' }),
    ready('True'),
    ready('True', { observedGeneration: 3 }),
    'its condition Ready is written for another generation',
  ],
  [
    say.when('Ready', 'True', { and: say.compare('status.replicas', '>', 0) }),
    { ...ready('True'), replicas: 1 },
    ready('True'),
    'its condition Ready is True and its status.replicas > 0',
  ],
  [say.notTrue('Ready'), ready('Unknown'), ready('True'), 'its condition Ready is not True'],
  [say.not(say.when('Ready', '*')), {}, ready('False'), 'its condition Ready is absent'],
  [say.says('status.on', true), { on: true }, { on: 'true' }, 'its status.on is true'],
  [say.phase('Running', 'Paused'), { phase: 'Paused' }, { phase: 'Failed' }, 'its status.phase is Running or Paused'],
  [say.saysNot('status.health', 'OK'), {}, { health: 'OK' }, 'its status.health is not OK'],
  [say.has('status.phase'), { phase: '' }, { phase: null }, 'its status.phase is there'],
  [say.filled('status.error'), { error: 'x' }, { error: '' }, 'its status.error is there'],
  [say.not(say.filled('status.sha')), { sha: '' }, { sha: '1' }, 'no status.sha'],
  [say.lacks('status.phase'), {}, { phase: 'x' }, 'no status.phase'],
  [
    { field: 'status.status', startsWith: 'ERROR' },
    { status: 'ERROR, gone' },
    { status: 'AN ERROR' },
    'its status.status begins with ERROR',
  ],
  [
    { field: 'status.kind', endsWith: 'Policy' },
    { kind: 'APolicy' },
    { kind: 'Policies' },
    'its status.kind ends with Policy',
  ],
  [
    say.says('status.labels[a.example/b]', 'x'),
    { labels: { 'a.example/b': 'x' } },
    { labels: { a: 'x' } },
    'its status.labels[a.example/b] is x',
  ],
  [
    say.compare('status.ready', '=', 'status.wanted'),
    { ready: 2, wanted: 2 },
    { ready: 1, wanted: 2 },
    'its status.ready = status.wanted',
  ],
  [say.compare('status.now', '≠', 'status.before'), { now: 'a', before: 'b' }, {}, 'its status.now ≠ status.before'],
  [
    say.compare(say.number('status.ready', 0), '<', say.number('status.wanted', 1)),
    {},
    { ready: 1 },
    'its status.ready (0 where absent) < status.wanted (1 where absent)',
  ],
  [say.compare('#status.parts', '=', 0), { parts: [] }, { parts: 'none' }, 'the number of its status.parts = 0'],
  [
    say.compare(say.number('#status.parts', 0), '=', 0),
    {},
    { parts: [1] },
    'the number of its status.parts (0 where absent) = 0',
  ],
  [say.compare(['status.a', 'status.b'], '≥', 3), { a: 1, b: 2 }, { a: 1 }, 'its status.a + status.b ≥ 3'],
  [
    say.compare('status.sets.*.count', '≤', 3),
    { sets: [{ count: 1 }, { count: 2 }] },
    { sets: [{ count: 4 }] },
    'its status.sets.*.count ≤ 3',
  ],
  [
    say.some('status.parts', say.says('ok', false)),
    { parts: { a: { ok: false } } },
    { parts: {} },
    'in one of its status.parts ok is false',
  ],
  [
    say.every('status.parts', say.when('Ready')),
    { parts: [ready('True')] },
    { parts: [ready('True'), ready('False')] },
    'in each of its status.parts condition Ready is True',
  ],
  [
    { parts: 'status.parts', unequal: ['a', 'b'] },
    { parts: [{ a: 1 }, { b: 2 }] },
    { parts: [{ a: 1 }, { a: '', b: 1 }] },
    'a or b differs among its status.parts',
  ],
  [say.older(), { observedGeneration: 2 }, {}, 'its status.observedGeneration is not its generation'],
  [say.unobserved(), {}, { observedGeneration: 3 }, 'its status.observedGeneration is not its generation'],
  [
    say.all(say.phase('A'), say.has('status.b')),
    { phase: 'A', b: 1 },
    { phase: 'A' },
    'its status.phase is A and its status.b is there',
  ],
  [say.not(say.when('Ready', '*')), {}, ready('True'), 'its condition Ready is absent'],
  [
    say.not(say.when('Ready', 'False', { severity: 'Info' })),
    ready('False', { severity: 'Error' }),
    ready('False', { severity: 'Info' }),
    'not: its condition Ready is False with the severity Info',
  ],
  [[say.phase('A'), say.has('status.b')], { b: 1 }, { phase: 'B' }, 'its status.phase is A or its status.b is there'],
]

for (const [asked, yes, no, words] of WORDS) {
  test(words, () => {
    assert.is(describeTest(asked), words)
    assert.is(matches(asked, healthScope(of(yes))), true)
    if (asked !== 'otherwise') assert.is(matches(asked, healthScope(of(no))), false)
  })
}

test('what is left over is well unless the table says otherwise', () => {
  assert.is(describeMeaning([{ Healthy: 'otherwise' }], 'Healthy'), 'nothing in its status speaks against it')
  const rows = [{ Degraded: [say.phase('Bad'), 'otherwise'] }] as const
  assert.is(describeMeaning(rows, 'Degraded'), 'its status.phase is Bad, or in all other cases')
})

test.run()
