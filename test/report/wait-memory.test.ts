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
  for (const seconds of [1, 3, 4, 29, 34, 45, 64]) {
    now = event.at + seconds * 1000
    clock.tick()
  }
  presenter.end()
  assert.is(
    output.text,
    text(
      '   3.5s    waiting for Deployment shop/web: 0 of 2 available',
      '  34.0s    still waiting after 34.0s for Deployment shop/web: 0 of 2 available',
      '  64.0s    still waiting after 1m04s for Deployment shop/web: 0 of 2 available',
    ),
  )
  assert.is(clock.running(), 0)
})

test('what is new in a wait and over at once is not told', () => {
  const wait = (message: string) =>
    ({ type: 'waiting', message: 'waiting', blockers: [{ ...web, what: 'health', message }] }) as const
  const list = events(
    wait('1 of 3'),
    5000,
    wait('2 of 3'),
    100,
    { type: 'task-completed', ...web, outcome: 'Succeeded', message: '3 available' },
    10_000,
    wait('1 of 3'),
  )
  assert.is(present(list).includes('2 of 3'), false)
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
    3500,
    wait('a', 'b'),
    wait('a', 'c'),
    1000,
    wait('a', 'd'),
    1000,
    wait('a', 'd'),
    1000,
    wait('a'),
    { type: 'wave-started', phase: 'Sync', wave: 1, tasks: [] },
    wait(...letters, 'k', 'l'),
    4000,
    wait(...letters, 'k', 'l'),
  )
  assert.is(
    present(list),
    text(
      '   3.5s    waiting for 2 resources:',
      '             Pod p0: a',
      '             Pod p1: b',
      '   5.5s    waiting for Pod p1: d',
      '   6.5s  Sync wave 1: 0 tasks',
      '  10.0s    waiting for 12 resources:',
      ...letters.map((letter, index) => `             Pod p${index}: ${letter}`),
      '             and 2 more',
    ),
  )
})

test('a wait that is over soon is not told, and one that nobody saw end is', () => {
  const blockers = [{ ...web, what: 'health', message: '0 of 2 available' }] as const
  const wait = { type: 'waiting', message: 'waiting', blockers } as const
  const done = { type: 'task-completed', ...web, outcome: 'Succeeded', message: '2 available' } as const
  const begun = { type: 'wave-started', phase: 'Sync', wave: 0, tasks: [web] } as const
  const applied = { type: 'resource-applied', ...web, change: 'created' } as const
  assert.is(
    present(events(begun, applied, wait, 3500, done)),
    text(
      '   0.0s  Sync wave 0: 1 task',
      '   0.0s    created Deployment shop/web',
      '   3.5s    completed Deployment shop/web in 3.5s: 2 available',
    ),
  )
  assert.is(present(events(wait)), text('   0.0s    waiting for Deployment shop/web: 0 of 2 available'))
})

test('the links of a reason stand on lines of their own where one has no room for them', () => {
  const message =
    '1 of 2 updated ← pod web-1 Pending ← FailedScheduling: 0/3 nodes are available: 3 Insufficient memory'
  const wait = { type: 'waiting', message: 'waiting', blockers: [{ ...web, what: 'health', message }] } as const
  assert.is(
    present(events(wait, 4000, wait)),
    text(
      '   3.5s    waiting for Deployment shop/web: 1 of 2 updated',
      '             ← pod web-1 Pending',
      '             ← FailedScheduling: 0/3 nodes are available: 3 Insufficient memory',
    ),
  )
})

test('news is told with its own time, and what fails by it at once is told by the failure alone', () => {
  const wait = (message: string) =>
    ({ type: 'waiting', message: 'waiting', blockers: [{ ...web, what: 'health', message }] }) as const
  const failed = { type: 'task-completed', ...web, outcome: 'Failed', message: 'no such image' } as const
  const begun = [wait('0 of 2'), 3500, wait('0 of 2'), 20_000] as const
  const first = '   3.5s    waiting for Deployment shop/web: 0 of 2'
  assert.is(
    present(events(...begun, wait('no such image'), 900, failed)),
    text(first, '  24.4s    failed Deployment shop/web (Sync wave 0): no such image'),
  )
  const changing = ['1 of 2', '2 of 2', '1 of 2', '2 of 2', '1 of 2', '2 of 2'].flatMap((one) => [wait(one), 900])
  assert.is(
    present(events(...begun, ...changing)),
    text(
      first,
      '  27.5s    waiting for Deployment shop/web: 1 of 2',
      '  28.0s    waiting for Deployment shop/web: 2 of 2',
    ),
  )
})

test('what a waiting line has said of a hook is not said again when its own time is over, and all the rest is', () => {
  const mig = task('batch/Job shop/mig', 'PreSync')
  const cause = 'container "main" still runs'
  const message = `running: 1 active ← Pod mig-x Running ← ${cause}`
  const wait = { type: 'waiting', message: 'waiting', blockers: [{ ...mig, what: 'completion', message }] } as const
  const late = 'not done after 8s (hooksync.dev/timeout)'
  const ended = (waited: string) =>
    [
      {
        type: 'task-completed',
        ...mig,
        outcome: 'Failed',
        message: `${late}: ${waited}`,
        givenUp: { by: 'timeout', words: late },
      },
      { type: 'failure-diagnosed', ...mig, diagnosis: { cause, pods: [], events: [] } },
    ] as const
  const begun = [{ type: 'wave-started', phase: 'PreSync', wave: 0, tasks: [mig] }, wait, 4000, wait, 4000] as const
  const head = ['   0.0s  PreSync wave 0: 1 task', `   3.5s    waiting for Job shop/mig: ${message}`]
  assert.is(
    present(events(...begun, ...ended(message)), 'normal', 200),
    text(...head, `   8.0s    failed Job shop/mig: ${late}`, `   8.0s      cause: ${cause}`),
  )
  const other = `running: 1 active ← Pod mig-y Running ← ${cause}`
  assert.is(
    present(events(...begun, ...ended(other)), 'normal', 200),
    text(...head, `   8.0s    failed Job shop/mig: ${late}: ${other}`),
  )
})

test.run()
