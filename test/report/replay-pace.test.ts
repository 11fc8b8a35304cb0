// The time of a replay: recorded, not the clock's, and waited for only when somebody asked.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { paceAt, paceAtOnce } from '../../src/report/replay-pace.ts'
import { manualTicker } from './build-events.ts'

const test = suite('replay pace')

const START = 1_700_000_000_000

/** A clock that a sleep moves on. */
function jumpingClock() {
  const sleeps: number[] = []
  let now = 5
  return {
    sleeps,
    clock: {
      now: () => now,
      sleep: async (milliseconds: number) => {
        sleeps.push(milliseconds)
        now += milliseconds
      },
    },
    pass: (milliseconds: number) => void (now += milliseconds),
  }
}

test('at once tickers tick at the recorded times, and end when they are told to', async () => {
  const pace = paceAtOnce()
  const ticks: number[] = []
  const stop = pace.ticker(1000, () => ticks.push(pace.now() - START))
  await pace.reach(START)
  await pace.reach(START + 2500)
  await pace.reach(START + 2600)
  stop()
  await pace.reach(START + 9000)
  assert.equal(ticks, [1000, 2000])
  assert.is(pace.now(), START + 9000)
})

test('a gap of years is jumped over, and time that goes back ticks nothing', async () => {
  const pace = paceAtOnce()
  let ticks = 0
  pace.ticker(1000, () => (ticks += 1))
  for (const at of [START, Number.MAX_SAFE_INTEGER, START, -1]) await pace.reach(at)
  assert.is(ticks, 0)
  assert.is(pace.now(), -1)
})

test('at a speed gaps are slept, shortened; the presenter sees the recorded time go by', async () => {
  const world = jumpingClock()
  const pace = paceAt(10, { clock: world.clock, ticker: manualTicker().ticker }, new AbortController().signal)
  await pace.reach(START)
  await pace.reach(START + 5000)
  assert.equal(world.sleeps, [500])
  world.pass(100)
  assert.is(pace.now(), START + 6000)
  // What the drawing took is part of the gap; an event that is late is not waited for.
  await pace.reach(START + 7000)
  await pace.reach(START + 6500)
  assert.equal(world.sleeps, [500, 100])
})

test('a sleep is never longer than a timer can be', async () => {
  const world = jumpingClock()
  const pace = paceAt(0.001, { clock: world.clock, ticker: manualTicker().ticker }, new AbortController().signal)
  await pace.reach(0)
  await pace.reach(START)
  assert.equal(world.sleeps, [2 ** 31 - 1])
})

test.run()
