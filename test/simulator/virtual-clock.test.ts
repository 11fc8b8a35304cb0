import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createVirtualClock } from '../../src/simulator/virtual-clock.ts'

const test = suite('virtual clock')

test('an hour passes at once when nobody does anything', async () => {
  const clock = createVirtualClock(0)
  await clock.sleep(3_600_000)
  assert.is(clock.now(), 3_600_000)
})

test('timers fire in the order of their time, then of their making', async () => {
  const clock = createVirtualClock(0)
  const fired: string[] = []
  clock.schedule(20, () => fired.push(`c ${clock.now()}`))
  clock.schedule(10, () => fired.push(`a ${clock.now()}`))
  clock.schedule(10, () => fired.push(`b ${clock.now()}`))
  await clock.sleep(30)
  assert.equal(fired, ['a 10', 'b 10', 'c 20'])
})

test('time waits for promises that are still at work', async () => {
  const clock = createVirtualClock(0)
  const seen: number[] = []
  const work = (async () => {
    for (let round = 0; round < 100; round += 1) await Promise.resolve()
    seen.push(clock.now())
  })()
  await Promise.all([work, clock.sleep(5)])
  assert.equal(seen, [0])
})

test('callbacks alone do not move time, a holder does', async () => {
  const clock = createVirtualClock(0)
  let fired = false
  clock.schedule(10, () => {
    fired = true
  })
  for (let tick = 0; tick < 10; tick += 1) await new Promise((resolve) => setImmediate(resolve))
  assert.is(fired, false)
  const release = clock.hold()
  for (let tick = 0; tick < 10; tick += 1) await new Promise((resolve) => setImmediate(resolve))
  release()
  assert.is(fired, true)
})

test('an aborted sleep ends at once and moves no time', async () => {
  const clock = createVirtualClock(0)
  const stop = new AbortController()
  const sleeping = clock.sleep(1000, stop.signal)
  stop.abort()
  await sleeping
  await clock.sleep(1000, stop.signal)
  assert.is(clock.now(), 0)
})

test('a timer that was called off does not fire', async () => {
  const clock = createVirtualClock(0)
  let fired = false
  const cancel = clock.schedule(10, () => {
    fired = true
  })
  cancel()
  await clock.sleep(20)
  assert.is(fired, false)
})

test('with a speed, a pause takes its length divided by it', async () => {
  const clock = createVirtualClock(0, { speed: 1000 })
  const start = performance.now()
  await clock.sleep(20_000)
  const took = performance.now() - start
  assert.is(clock.now(), 20_000)
  assert.ok(took >= 19 && took < 2000, `${took} ms`)
})

test.run()
