// Requests that are sent again, over the simulated server: by the table of retry.ts, in virtual time.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cluster, ResourceType } from '../../../src/cluster/port.ts'
import { ClusterError } from '../../../src/errors.ts'
import { createSimulatedCluster } from '../../../src/simulator/simulated-cluster.ts'
import { inPlace } from '../../support/in-place.ts'
import { configMap } from '../conformance-session.ts'

const test = suite('client retrying')

const TYPE: ResourceType = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true }
const OBJECT = configMap('c', { a: '1' })
const BY = { fieldManager: 'test' }
const [REF] = inPlace(TYPE, OBJECT)

const unavailable = new ClusterError('no healthy upstream', { reason: 'ServerError', status: 503 })
const closed = new ClusterError('closed', { reason: 'Unreachable' })

type Hook = 'beforeRequest' | 'afterRequest'

/** What a call ends in, where the next requests fail: how often it was sent, for how long, and the error. */
async function failing(
  [hook, error, times]: readonly [Hook, ClusterError, number],
  call: (cluster: Cluster) => Promise<unknown>,
) {
  let left = 0
  let sent = 0
  const fail = (): ClusterError | undefined => ((left -= 1) >= 0 ? error : undefined)
  const { cluster, clock } = createSimulatedCluster({
    faults: {
      beforeRequest: () => {
        sent += 1
        return hook === 'beforeRequest' ? fail() : undefined
      },
      afterRequest: () => (hook === 'afterRequest' ? fail() : undefined),
    },
  })
  await cluster.apply(REF, configMap('c', { a: '0' }), { ...BY, method: 'server-side', force: true })
  const start = clock.now()
  sent = 0
  left = times
  const ended: unknown = await call(cluster).then(
    () => 'done',
    (cause: unknown) => cause,
  )
  const unsure = ended instanceof ClusterError && ended.unsure ? ', maybe done' : ''
  return `${ended instanceof ClusterError ? ended.message : String(ended)}${unsure}: sent ${sent} times in ${clock.now() - start} ms`
}

const create = async (cluster: Cluster) => cluster.create(...inPlace(TYPE, configMap('new', {})), BY)
const dry = async (cluster: Cluster) => cluster.create(...inPlace(TYPE, configMap('new', {})), { ...BY, dryRun: true })
const read = async (cluster: Cluster) => cluster.get(REF)
const remove = async (cluster: Cluster) => {
  const uid = (await cluster.get(REF))?.metadata.uid ?? ''
  return cluster.delete(REF, { propagation: 'Background', uid })
}

for (const [title, fault, call, expected] of [
  ['a read', ['beforeRequest', unavailable, 2], read, 'done: sent 3 times in 450 ms'],
  [
    'a read that is never answered',
    ['beforeRequest', unavailable, 99],
    read,
    'no healthy upstream: sent 5 times in 2250 ms',
  ],
  ['a dry run', ['beforeRequest', unavailable, 2], dry, 'done: sent 3 times in 450 ms'],
  ['a create', ['beforeRequest', unavailable, 2], create, 'no healthy upstream, maybe done: sent 1 times in 0 ms'],
  ['a create without a connection', ['beforeRequest', closed, 2], create, 'done: sent 3 times in 450 ms'],
  ['a create whose answer is lost', ['afterRequest', closed, 2], create, 'closed, maybe done: sent 1 times in 0 ms'],
  ['a delete of a uid whose answer is lost', ['afterRequest', closed, 1], remove, 'done: sent 3 times in 150 ms'],
] as const) {
  test(`${title}: ${expected}`, async () => {
    assert.is(await failing(fault, call), expected)
  })
}

test.run()
