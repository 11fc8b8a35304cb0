import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { takeLease } from '../../src/inventory/take-lease.ts'
import { createSession } from '../support/command-session.ts'
import { configMap, job, leftLock } from '../support/workloads.ts'
import { createSimulatedCluster } from '../../src/simulator/simulated-cluster.ts'

const test = suite('a lock that has run out')

test('that a lock has run out is told before it is waited out, and that it was taken after', async () => {
  const world = createSimulatedCluster()
  const renewTime = new Date(world.clock.now() - 60_000).toISOString().replace('Z', '000Z')
  const spec = { holderIdentity: 'root@vm (process 7)', leaseDurationSeconds: 15, acquireTime: renewTime, renewTime }
  const metadata = { name: 'hooksync-demo', namespace: 'default' }
  world.seed([{ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec }])
  const before = world.clock.now()
  const told: (readonly [number, string])[] = []
  const options = { namespace: 'default', name: 'hooksync-demo', holder: 'two', fieldManager: 'helm', remedy: () => '' }
  const tell = (message: string): void => void told.push([world.clock.now() - before, message])
  const held = await takeLease(world, options, { waitMs: 0, tell })
  assert.equal(told, [
    [0, 'the lock of root@vm (process 7) has run out: making sure that nobody renews it'],
    [7500, 'the lock was taken from root@vm (process 7), which did not renew it any more'],
  ])
  await held.release()
})

test('of a lock that was given back meanwhile it is not told that it was taken', async () => {
  const world = createSimulatedCluster()
  const spec = { holderIdentity: 'one', leaseDurationSeconds: 15, renewTime: '2020-01-01T00:00:00.000000Z' }
  const metadata = { name: 'hooksync-demo', namespace: 'default' }
  world.seed([{ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec }])
  const type = { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease', plural: 'leases', namespaced: true }
  const told: string[] = []
  let gone: Promise<unknown> | undefined
  const tell = (message: string): void => {
    told.push(message)
    gone ??= world.cluster.delete({ type, ...metadata }, { propagation: 'Background' })
  }
  const options = { namespace: 'default', name: 'hooksync-demo', holder: 'two', fieldManager: 'helm', remedy: () => '' }
  const held = await takeLease(world, options, { waitMs: 0, tell })
  await gone
  assert.equal(told, ['the lock of one has run out: making sure that nobody renews it'])
  await held.release()
})

const SAID = 'lock: taken from root@vm (process 7), which did not renew it any more'

for (const [how, objects, exitCode] of [
  ['goes well', [configMap('c')], 0],
  ['fails', [job('mig', { hook: 'PreSync', lab: { 'exit-code': '1' } })], 1],
] as const) {
  test(`a run that ${how} says once, at its end, from whom it took a lock that had run out`, async () => {
    const session = createSession()
    session.lab.seed([leftLock('shop')])
    const run = await session.run('-f - --app shop', objects)
    assert.is(run.exitCode, exitCode, run.screen)
    assert.is(run.stdout.split(SAID).length, 2, run.stdout)
    assert.not.match(run.stdout, 'the lock was taken')
    assert.ok(
      run.stdout
        .trimEnd()
        .split('\n')
        .slice(-8)
        .some((line) => line.includes(SAID)),
      run.stdout,
    )
  })
}

test('a lock that was waited for until it had run out is told as taken, too, and programs are told from whom', async () => {
  const session = createSession()
  const now = new Date(session.lab.clock.now()).toISOString().replace('Z', '000Z')
  session.lab.seed([leftLock('shop', now)])
  const run = await session.run('-f - --app shop --wait-lock 5m -o json', [configMap('c')])
  assert.is(run.exitCode, 0, run.screen)
  assert.equal(run.stdout.match(/"lockTakenFrom":"[^"]*"/g), ['"lockTakenFrom":"root@vm (process 7)"'])
})

test.run()
