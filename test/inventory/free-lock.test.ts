// How a lock is taken that nobody has: by one request.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cluster } from '../../src/cluster/port.ts'
import { ClusterError } from '../../src/errors.ts'
import { LeaseHeld } from '../../src/inventory/lease.ts'
import type { HeldLease } from '../../src/inventory/keep-lease.ts'
import { takeLease } from '../../src/inventory/take-lease.ts'
import { createSimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import type { SimulatedCluster } from '../../src/simulator/simulated-cluster.ts'

const test = suite('a free lock')

async function take({ clock }: SimulatedCluster, holder: string, cluster: Cluster): Promise<HeldLease> {
  const options = { namespace: 'default', name: 'hooksync-demo', holder, fieldManager: 'helm', remedy: () => 'wait' }
  return takeLease({ cluster, clock }, options)
}

async function thrown(taking: Promise<HeldLease>): Promise<unknown> {
  return taking.then(
    () => undefined,
    (error: unknown) => error,
  )
}

test('costs one request to take', async () => {
  const world = createSimulatedCluster()
  const looks: string[] = []
  const get: Cluster['get'] = (ref, options) => {
    looks.push(ref.name)
    return world.cluster.get(ref, options)
  }
  const held = await take(world, 'one', { ...world.cluster, get })
  await held.release()
  assert.equal(looks, [])
})

test('is not taken by who may not make one, who sees all the same that another has it', async () => {
  const world = createSimulatedCluster()
  const refusal = new ClusterError('no right to Leases', { reason: 'Forbidden' })
  const without: Cluster = { ...world.cluster, create: () => Promise.reject(refusal) }
  assert.is(await thrown(take(world, 'two', without)), refusal)
  const held = await take(world, 'one', world.cluster)
  const refused = await thrown(take(world, 'two', without))
  await held.release()
  assert.instance(refused, LeaseHeld)
})

test.run()
