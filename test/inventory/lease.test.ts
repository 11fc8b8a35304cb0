import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cluster } from '../../src/cluster/port.ts'
import { createSimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import type { SimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import { ClusterError, HooksyncError } from '../../src/errors.ts'
import type { SimulatedRequest } from '../../src/simulator/faults.ts'
import { takeLease } from '../../src/inventory/take-lease.ts'
import type { HeldLease } from '../../src/inventory/keep-lease.ts'
import type { LeaseWorld } from '../../src/inventory/lease.ts'
import { LockLost } from '../../src/sync/end.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { field, stringField } from '../../src/object/kube-object.ts'

const test = suite('Lease lock')

const leases: HeldLease[] = []

const take = async (world: LeaseWorld, holder: string, cluster: Cluster = world.cluster): Promise<HeldLease> => {
  const options = { namespace: 'default', name: 'hooksync-demo', holder, fieldManager: 'helm', remedy: () => 'wait' }
  const got = await takeLease({ ...world, cluster }, options)
  leases.push(got)
  return got
}

// A lock that nobody gives back is renewed for ever, and virtual time never ends.
test.after.each(async () => {
  for (const taken of leases.splice(0)) await taken.release()
})

const lease = (world: SimulatedCluster): KubeObject | undefined => world.snapshot().find(({ kind }) => kind === 'Lease')

const lock = (holder: string, renewTime: string): KubeObject => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'hooksync-demo', namespace: 'default' },
  spec: { holderIdentity: holder, leaseDurationSeconds: 15, acquireTime: renewTime, renewTime },
})

const time = (world: SimulatedCluster, past: number): string =>
  new Date(world.clock.now() - past).toISOString().replace('Z', '000Z')

async function refusal(run: () => Promise<unknown>): Promise<HooksyncError> {
  try {
    await run()
  } catch (error) {
    if (error instanceof HooksyncError) return error
    throw error
  }
  throw new Error('it was not refused')
}

test('a free lock is taken with holder and times, and is gone when it is given back', async () => {
  const world = createSimulatedCluster()
  const held = await take(world, 'one')
  const found = lease(world)
  assert.is(field(found, 'spec', 'holderIdentity'), 'one')
  assert.is(field(found, 'spec', 'leaseDurationSeconds'), 15)
  assert.is(held.lost.aborted, false)
  await held.release()
  assert.is(lease(world), undefined)
})

test('a held lock is refused at once, with its holder', async () => {
  const world = createSimulatedCluster()
  const held = await take(world, 'one')
  const since = new Date(world.clock.now()).toISOString().slice(0, 19)
  const error = await refusal(() => take(world, 'two'))
  assert.is(error.message, `Lease default/hooksync-demo is held by one, since ${since}Z`)
  assert.is(error.exitCode, 5)
  await held.release()
  await (await take(world, 'two')).release()
})

test('of two that ask at the same time one gets it', async () => {
  const world = createSimulatedCluster()
  const ends = await Promise.allSettled([take(world, 'one'), take(world, 'two')])
  assert.equal(ends.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
})

test('a lock is renewed for as long as it is held', async () => {
  const world = createSimulatedCluster()
  const held = await take(world, 'one')
  await world.clock.sleep(120_000)
  const renewed = Date.parse(stringField(lease(world), 'spec', 'renewTime') ?? '')
  assert.ok(world.clock.now() - renewed <= 5000)
  assert.is(held.lost.aborted, false)
  const error = await refusal(() => take(world, 'two'))
  assert.match(error.message, 'is held by one')
  await held.release()
})

test('a lock that ran out is taken after nobody renewed it for a while', async () => {
  const world = createSimulatedCluster()
  world.seed([lock('dead', time(world, 60_000))])
  const before = world.clock.now()
  const held = await take(world, 'two')
  assert.is(world.clock.now() - before, 7500)
  assert.is(field(lease(world), 'spec', 'holderIdentity'), 'two')
  await held.release()
})

test('a lock that seems to have run out, by a clock that goes wrong, is not taken from one that renews it', async () => {
  const world = createSimulatedCluster()
  world.seed([lock('slow clock', time(world, 3_600_000))])
  const found = lease(world)
  const someone = world.user('someone')
  const type = await someone.resolve({ group: 'coordination.k8s.io', version: 'v1', kind: 'Lease' })
  if (type === undefined || found === undefined) throw new Error('no Lease')
  const renewal = world.clock
    .sleep(5000)
    .then(() =>
      someone.patch(
        { type, namespace: 'default', name: 'hooksync-demo' },
        { type: 'merge', body: { spec: { renewTime: time(world, 3_600_000) } } },
        { fieldManager: 'someone' },
      ),
    )
  const error = await refusal(() => take(world, 'two'))
  await renewal
  assert.match(error.message, 'is held by slow clock')
})

test('a lock that was given back but not deleted is taken at once', async () => {
  const world = createSimulatedCluster()
  world.seed([lock('', time(world, 0))])
  const before = world.clock.now()
  const held = await take(world, 'two')
  assert.is(world.clock.now(), before)
  await held.release()
})

test('a lock that somebody deletes or takes is lost, and the one of another is left alone', async () => {
  for (const [act, reason] of [
    ['delete', 'the lock default/hooksync-demo was deleted by somebody'],
    ['take', 'the lock default/hooksync-demo was taken by thief'],
  ] as const) {
    const world = createSimulatedCluster()
    const held = await take(world, 'one')
    const someone = world.user('someone')
    const type = await someone.resolve({ group: 'coordination.k8s.io', version: 'v1', kind: 'Lease' })
    if (type === undefined) throw new Error('no Lease')
    const ref = { type, namespace: 'default', name: 'hooksync-demo' }
    if (act === 'delete') await someone.delete(ref, { propagation: 'Background' })
    else {
      const body = { spec: { holderIdentity: 'thief' } }
      await someone.patch(ref, { type: 'merge', body }, { fieldManager: 'thief' })
    }
    await world.clock.sleep(6000)
    assert.is(held.lost.aborted, true, act)
    assert.equal(held.lost.reason, new LockLost(reason, 'taken'))
    await held.release()
    assert.is(lease(world) !== undefined, act === 'take')
  }
})

for (const [who, left] of [
  ['thief', 1],
  ['one', 0],
] as const) {
  test(`a lock that ${who} has changed since the last renewal ${left === 1 ? 'stays' : 'goes'} at the end`, async () => {
    const world = createSimulatedCluster()
    const held = await take(world, 'one')
    const someone = world.user('someone')
    const type = await someone.resolve({ group: 'coordination.k8s.io', version: 'v1', kind: 'Lease' })
    if (type === undefined) throw new Error('no Lease')
    const body = { metadata: { labels: { seen: 'yes' } }, spec: { holderIdentity: who } }
    const ref = { type, namespace: 'default', name: 'hooksync-demo' }
    await someone.patch(ref, { type: 'merge', body }, { fieldManager: 'x' })
    await held.release()
    assert.is(world.snapshot().filter(({ kind }) => kind === 'Lease').length, left)
  })
}

test('a change of the Lease that leaves the holder in place is not a loss', async () => {
  const world = createSimulatedCluster()
  const held = await take(world, 'one')
  const someone = world.user('someone')
  const type = await someone.resolve({ group: 'coordination.k8s.io', version: 'v1', kind: 'Lease' })
  if (type === undefined) throw new Error('no Lease')
  const body = { metadata: { labels: { seen: 'yes' } } }
  await someone.patch(
    { type, namespace: 'default', name: 'hooksync-demo' },
    { type: 'merge', body },
    { fieldManager: 'x' },
  )
  await world.clock.sleep(30_000)
  assert.is(held.lost.aborted, false)
  await held.release()
})

const REFUSED = new ClusterError('connection refused', { reason: 'Unreachable' })
const FORBIDDEN = new ClusterError('leases is forbidden', { reason: 'Forbidden', status: 403 })
const ENDED = 'the lock default/hooksync-demo could not be renewed, and may have been taken over'

for (const [what, error, lostAfter, reason] of [
  ['refuses connections', REFUSED, 10_000, `${ENDED}: connection refused`],
  ['forbids it by now', FORBIDDEN, 10_000, `${ENDED}: leases is forbidden`],
  ['never answers', undefined, 14_000, `${ENDED}: its renewal was not answered`],
] as const) {
  test(`a lock is lost before others may take it when the server ${what}, and that is told as the cause`, async () => {
    const world = createSimulatedCluster()
    let broken = false
    const cluster: Cluster = {
      ...world.cluster,
      patch: async (ref, patch, options) => {
        if (!broken) return world.cluster.patch(ref, patch, options)
        if (error === undefined) return new Promise(() => {})
        throw error
      },
    }
    const held = await take(world, 'one', cluster)
    broken = true
    await world.clock.sleep(lostAfter - 1)
    assert.is(held.lost.aborted, false)
    await world.clock.sleep(2)
    assert.equal(held.lost.reason, new LockLost(reason, 'server'))
    await held.release()
  })
}

test('a lock that ran out while the server was out of reach says for how long it has been', async () => {
  const world = createSimulatedCluster()
  const patch = (): Promise<never> => Promise.reject(REFUSED)
  const trouble = { since: world.clock.now() + 3000, message: 'https://api:6443 refused the connection' }
  const held = await take({ ...world, trouble: () => trouble }, 'one', { ...world.cluster, patch })
  await world.clock.sleep(10_001)
  const text = 'no usable answer from the API server for 7s: https://api:6443 refused the connection'
  assert.equal(held.lost.reason, new LockLost(`${text}; ${ENDED}`, 'server'))
  await held.release()
})

test('a look at a lock that another write stands before does not outlast it either', async () => {
  const world = createSimulatedCluster()
  const patch = (): Promise<never> => Promise.reject(new ClusterError('changed', { reason: 'Conflict', status: 409 }))
  const get: Cluster['get'] = () => new Promise(() => {})
  const held = await take(world, 'one', world.cluster)
  Object.assign(world.cluster, { patch, get })
  await world.clock.sleep(14_001)
  assert.equal(held.lost.reason, new LockLost(`${ENDED}: its renewal was not answered`, 'server'))
  await held.release()
})

const LOST = { reason: 'Unreachable', failure: 'broken' } as const

for (const [what, fault] of [
  ['is lost', 'beforeRequest'],
  ['has lost its answer', 'afterRequest'],
] as const) {
  for (const [which, verb, before] of [
    ['that makes it', 'create', undefined],
    ['that takes it over', 'update', ''],
  ] as const) {
    test(`a lock is free although the write ${which} ${what}`, async () => {
      let times = 0
      const broken = (request: SimulatedRequest): ClusterError | undefined => {
        if (request.verb !== verb || request.key.kind !== 'Lease' || request.user !== 'hooksync') return undefined
        times += 1
        return times === 1 ? new ClusterError('closed the connection', LOST) : undefined
      }
      const world = createSimulatedCluster({ faults: { [fault]: broken } })
      if (before !== undefined) world.seed([lock(before, time(world, 1000))])
      const held = await take(world, 'one')
      assert.is(field(lease(world), 'spec', 'holderIdentity'), 'one')
      assert.is(times, fault === 'beforeRequest' ? 2 : 1)
      await held.release()
      assert.is(lease(world), undefined)
    })
  }
}

test("a lock whose every write is lost is nobody else's", async () => {
  const world = createSimulatedCluster({
    faults: { beforeRequest: ({ verb }) => (verb === 'create' ? new ClusterError('closed', LOST) : undefined) },
  })
  const error = await refusal(() => take(world, 'one'))
  assert.is(error.message, 'closed')
  assert.is(error.exitCode, 4)
})

for (const [server, longest] of [
  [undefined, 1000],
  ['in trouble', 250],
] as const) {
  test(`a server that is silent holds up the end for ${longest} ms at most`, async () => {
    const world = createSimulatedCluster()
    const cluster: Cluster = { ...world.cluster, delete: async () => new Promise(() => {}) }
    const held = await take(world, 'one', cluster)
    const began = world.clock.now()
    await held.release(server)
    assert.is(world.clock.now() - began, longest)
  })
}

test.run()
