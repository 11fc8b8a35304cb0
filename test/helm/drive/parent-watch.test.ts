import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createVirtualClock } from '../../../src/simulator/virtual-clock.ts'
import { readIdentity, watchParent } from '../../../src/helm/drive/parent-watch.ts'

const test = suite('parent watch')

const NOT_STOPPED = { stopped: () => undefined }

test('a process that goes, or whose number another one has, is gone', async () => {
  for (const later of [undefined, 'younger']) {
    const clock = createVirtualClock()
    let identity: string | undefined = 'first'
    const watch = watchParent(7, { ...NOT_STOPPED, clock, readIdentity: () => identity })
    await clock.sleep(5000)
    assert.is(watch.gone.aborted, false)
    identity = later
    await clock.sleep(501)
    assert.is(watch.gone.reason, 'Helm (process 7) is gone')
    watch.close()
  }
})

test('one that is gone before we look is told at once, and a check needs no time', () => {
  const clock = createVirtualClock()
  assert.is(watchParent(7, { ...NOT_STOPPED, clock, readIdentity: () => undefined }).gone.aborted, true)
  let identity: string | undefined = 'first'
  const watch = watchParent(7, { ...NOT_STOPPED, clock, readIdentity: () => identity })
  identity = undefined
  watch.check()
  assert.is(watch.gone.aborted, true)
  watch.close()
})

test('a signal that the wrapper got is the reason, whether or not Helm is there', async () => {
  const clock = createVirtualClock()
  const signals: string[] = []
  const watch = watchParent(7, { clock, readIdentity: () => 'first', stopped: () => signals[0] })
  await clock.sleep(5000)
  assert.is(watch.gone.aborted, false)
  signals.push('SIGTERM')
  await clock.sleep(501)
  assert.is(watch.gone.reason, 'SIGTERM')
  watch.close()
  const late = watchParent(7, { clock, readIdentity: () => undefined, stopped: () => signals[0] })
  assert.is(late.gone.reason, 'SIGTERM')
  late.close()
})

test('a living process has an identity that stays, a number without a process has none', () => {
  assert.is(readIdentity(process.pid), readIdentity(process.pid))
  assert.type(readIdentity(process.pid), 'string')
  assert.is(readIdentity(2 ** 22 + 1), undefined)
})

test.run()
