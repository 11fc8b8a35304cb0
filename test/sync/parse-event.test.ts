// A line of a recording: what is an event, what is told about what is none.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseEvent } from '../../src/sync/parse-event.ts'
import { events, task } from '../report/build-events.ts'
import { createLab } from '../support/run-sync.ts'
import { configMap, deployment, job } from '../support/workloads.ts'

const test = suite('parse event')

const HINT = 'a recording is what a run with -o json writes, one event a line'

const FAULTS: readonly (readonly [string, string, string | undefined])[] = [
  ['{"v":1,"type":"wai', 'this is not JSON', HINT],
  ['[]', 'this is not an event: it has no "v" and "type"', HINT],
  ['null', 'this is not an event: it has no "v" and "type"', HINT],
  ['{"kind":"ConfigMap"}', 'this is not an event: it has no "v" and "type"', HINT],
  [
    '{"v":2,"type":"waiting"}',
    'the event has version 2, and this program knows version 1',
    'replay it with the version of kubectl-hooksync that recorded it',
  ],
  ['{"v":1,"type":"wave-delayed"}', 'wave-delayed.seq is missing', undefined],
  [
    '{"v":1,"type":"wave-delayed","seq":1,"at":1e999,"milliseconds":1}',
    'wave-delayed.at is null, not a number',
    undefined,
  ],
  [
    '{"v":1,"type":"wave-delayed","seq":1,"at":1,"milliseconds":"1"}',
    'wave-delayed.milliseconds is "1", not a number',
    undefined,
  ],
  [
    '{"v":1,"type":"phase-started","seq":1,"at":1,"phase":"Presync"}',
    'phase-started.phase is "Presync", not one of PreSync, Sync, PostSync, SyncFail, PreDelete, Delete, PostDelete',
    undefined,
  ],
  ['{"v":1,"type":"plan-built","seq":1,"at":1,"tasks":{}}', 'plan-built.tasks is {}, not a list', undefined],
  [
    '{"v":1,"type":"waiting","seq":1,"at":1,"message":"m","blockers":[{"task":"t","key":7}]}',
    'waiting.blockers[0].key is 7, not a map',
    undefined,
  ],
  ['{"v":1,"type":"warning","seq":1,"at":1,"message":"m","hint":false}', 'warning.hint is false, not text', undefined],
]

for (const [line, message, hint] of FAULTS) {
  test(`${line} is refused: ${message}`, () => {
    assert.equal(parseEvent(line), { is: 'fault', message, ...(hint === undefined ? {} : { hint }) })
  })
}

test('an event is given back as it was, with fields that nobody asked for', () => {
  const [event] = events({ type: 'health-changed', status: 'Unknown', message: 'm', ...task('Pod shop/a') })
  const line = JSON.stringify({ ...event, later: [1] })
  assert.equal(parseEvent(line), { is: 'event', event: JSON.parse(line) })
})

test('the type of a later version is named, also where it is a word of the language', () => {
  assert.equal(parseEvent('{"v":1,"type":"rocket-launched"}'), { is: 'unknown', type: 'rocket-launched' })
  assert.equal(parseEvent('{"v":1,"type":"constructor"}'), { is: 'unknown', type: 'constructor' })
  assert.equal(parseEvent('{"v":1,"type":"__proto__"}'), { is: 'unknown', type: '__proto__' })
})

test('whatever a run writes can be read: success, failure with its reasons, interruption, a refused dry run', async () => {
  const hook = job('mig', { hook: 'PreSync', lab: { 'exit-code': '3', log: 'no such table' } })
  const alarm = job('alarm', { hook: 'SyncFail' })
  const good = [job('smoke', { hook: 'PostSync' }), deployment('web'), configMap('c')]
  const runs = [
    await createLab().sync(good),
    await createLab().sync([hook, alarm, ...good]),
    await createLab().sync(good, { happenings: [{ at: 500, what: ({ signal }) => signal('SIGINT') }] }),
    await createLab().sync(good, { options: { namespace: 'elsewhere' } }),
  ]
  const list = runs.flatMap((run) => run.events)
  const types = new Set(list.map(({ type }) => type))
  for (const type of ['failure-diagnosed', 'interrupted', 'waiting', 'operation-completed'] as const) {
    assert.ok(types.has(type), type)
  }
  for (const event of list) {
    const line = JSON.stringify(event)
    assert.equal(parseEvent(line), { is: 'event', event: JSON.parse(line) })
  }
})

test.run()
