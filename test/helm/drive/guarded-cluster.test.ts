import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSimulatedCluster } from '../../../src/simulator/simulated-cluster.ts'
import { ClusterError } from '../../../src/errors.ts'
import { guardCluster } from '../../../src/helm/drive/guarded-cluster.ts'
import { object } from '../../support/objects.ts'
import { inPlace } from '../../support/in-place.ts'

const test = suite('guarded cluster')

const AS_HELM = { fieldManager: 'helm' } as const
const TYPE = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true } as const
const CONFIG = object('ConfigMap', 'settings', { namespace: 'default' })

test('reads and dry runs are not writes, a create is one', async () => {
  const { cluster } = createSimulatedCluster()
  const guard = guardCluster(cluster, { signal: new AbortController().signal, check: () => undefined })
  await guard.cluster.list(TYPE, {})
  await guard.cluster.create(...inPlace(TYPE, CONFIG), { ...AS_HELM, dryRun: true })
  assert.is(guard.wrote(), false)
  await guard.cluster.create(...inPlace(TYPE, CONFIG), AS_HELM)
  assert.is(guard.wrote(), true)
})

for (const [what, error, wrote] of [
  ['that the server refused is none', new ClusterError('no', { reason: 'Forbidden', status: 403 }), false],
  ['without an answer may be one', new ClusterError('reset', { reason: 'Unreachable' }), true],
] as const) {
  test(`a write ${what}`, async () => {
    const { cluster } = createSimulatedCluster()
    const broken = { ...cluster, create: async () => Promise.reject(error) }
    const guard = guardCluster(broken, { signal: new AbortController().signal, check: () => undefined })
    await guard.cluster.create(...inPlace(TYPE, CONFIG), AS_HELM).catch(() => undefined)
    assert.is(guard.wrote(), wrote)
  })
}

test('what stops the drive is looked for before every write', async () => {
  const world = createSimulatedCluster()
  const stop = new AbortController()
  const guard = guardCluster(world.cluster, { signal: stop.signal, check: () => stop.abort('Helm is gone') })
  const error: unknown = await guard.cluster
    .create(...inPlace(TYPE, CONFIG), AS_HELM)
    .catch((failure: unknown) => failure)
  assert.is(error instanceof ClusterError && error.message, 'stopped: Helm is gone')
  assert.equal(world.audit, [])
})

test.run()
