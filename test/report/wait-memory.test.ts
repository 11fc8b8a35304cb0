import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createPlainPresenter } from '../../src/report/plain.ts'
import { createStyle } from '../../src/report/style.ts'
import { events, manualTicker, memoryOutput, task } from './build-events.ts'
import { present, text } from './present-plain.ts'

const test = suite('wait memory')

const web = task('apps/Deployment shop/web')

test('the same wait is told again after 30 seconds with how long it lasts, and not after the end', () => {
  const output = memoryOutput()
  const clock = manualTicker()
  let now = 0
  const presenter = createPlainPresenter({
    output,
    style: createStyle('plain'),
    detail: 'normal',
    now: () => now,
    ticker: clock.ticker,
    waiting: 'told',
  })
  const blockers = [{ ...web, what: 'health', message: '0 of 2 available' }] as const
  const [event] = events({ type: 'waiting', message: 'waiting for healthy state of apps/Deployment/web', blockers })
  if (event === undefined) throw new Error('no event')
  presenter.event(event)
  for (const seconds of [1, 29, 30, 45, 60]) {
    now = event.at + seconds * 1000
    clock.tick()
  }
  presenter.end()
  assert.is(
    output.text,
    text(
      '   0.0s      waiting for healthy state of apps/Deployment/web',
      '               Deployment shop/web: 0 of 2 available',
      '  30.0s      still waiting for healthy state of apps/Deployment/web, for 30.0s: 0 of 2 available',
      '  60.0s      still waiting for healthy state of apps/Deployment/web, for 1m00s: 0 of 2 available',
    ),
  )
  assert.is(clock.running(), 0)
})

test('of a wait only what is new is told, and of very many only the first', () => {
  const wait = (...messages: readonly string[]) =>
    ({
      type: 'waiting',
      message: `waiting for ${messages.length}`,
      blockers: messages.map((message, index) => ({ ...task(`Pod p${index}`), what: 'health', message }) as const),
    }) as const
  const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']
  const list = events(
    wait('a', 'b'),
    1000,
    wait('a', 'b'),
    wait('a', 'c'),
    1000,
    wait('a'),
    1000,
    { type: 'wave-started', phase: 'Sync', wave: 1, tasks: [] },
    wait(...letters, 'k', 'l'),
  )
  assert.is(
    present(list),
    text(
      '   0.0s      waiting for 2',
      '               Pod p0: a',
      '               Pod p1: b',
      '   1.0s      Pod p1: c',
      '   2.0s      waiting for 1',
      '   3.0s    wave 1: 0 tasks',
      '   3.0s      waiting for 12',
      ...letters.map((letter, index) => `               Pod p${index}: ${letter}`),
      '               and 2 more',
    ),
  )
})

test.run()
