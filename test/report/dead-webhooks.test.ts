// What is told of a webhook that cannot be called: why once, and in the summary.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { events, task } from './build-events.ts'
import { present, text } from './present-plain.ts'

const test = suite('dead webhooks')

const api = task('apps/Deployment shop/api')
const WHY = 'Post "https://check:443/": EOF'
const DEAD = `webhook "check" cannot be called: ${WHY}`
const LINKED = `${DEAD} ← Service check has no ready endpoints`

const wait = (message: string) =>
  ({ type: 'waiting', message: 'waiting', blockers: [{ ...api, what: 'admission', message }] }) as const

test('why it cannot be called is said once, then what is behind it, and at the end all of it', () => {
  const list = events(
    { type: 'warning', message: `${DEAD}: not fully checked before it answers: Deployment shop/api` },
    { type: 'warning', key: api.key, message: DEAD, hint: 'it is tried again' },
    wait(DEAD),
    5000,
    wait(LINKED),
    4000,
    { type: 'warning', message: 'webhook "check" is out of the way' },
    { type: 'timed-out', milliseconds: 9000, blockers: [{ ...api, what: 'admission', message: LINKED }] },
    { type: 'operation-completed', phase: 'Failed', message: '', reason: 'timeout', durationMs: 9000, phases: [] },
  )
  const lines = present(list, 'normal', 200).split('\n')
  const [end, summary] = [lines.findIndex((line) => line.includes('out of time')), lines.slice(-4)]
  assert.is(
    text(...lines.slice(0, end)),
    text(
      `   0.0s  warning: ${DEAD}: not fully checked before it answers: Deployment shop/api`,
      '   0.0s  warning: Deployment shop/api: webhook "check" cannot be called',
      '           it is tried again',
      '   3.5s    waiting for admission of Deployment shop/api: webhook "check" cannot be called',
      '   6.0s    waiting for admission of Deployment shop/api: webhook "check" cannot be called ← Service check has no ready endpoints',
      '   9.0s  warning: webhook "check" is out of the way',
    ),
  )
  assert.ok(summary.join('\n').includes(LINKED), summary.join('\n'))
})

test('another reason, and that of another webhook, is said', () => {
  const told = (first: string, second: string): string =>
    present(events({ type: 'warning', message: first }, { type: 'warning', message: second }), 'normal', 200)
      .split('\n')[1]
      ?.slice(9) ?? ''
  assert.is(told(DEAD, DEAD), 'warning: webhook "check" cannot be called')
  for (const other of [DEAD.replace('EOF', 'refused'), DEAD.replace('"check"', '"other"')]) {
    assert.is(told(DEAD, other), `warning: ${other}`)
  }
})

test.run()
