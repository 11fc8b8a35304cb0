// ApplyOutOfSyncOnly=true: what is in sync is neither applied nor awaited, as in Argo CD; hooks run always.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cluster } from '../../src/cluster/port.ts'
import { ClusterError } from '../../src/errors.ts'
import { NO_SYNC_OPTIONS } from '../../src/hook/sync-options.ts'
import { ARGO_POLICY, OUR_POLICY } from '../../src/policy.ts'
import type { SyncOptions } from '../../src/sync/sync-options.ts'
import { createLab, told, written } from '../support/run-sync.ts'
import { annotate } from '../support/objects.ts'
import { configMap, deployment, job } from '../support/workloads.ts'

const test = suite('only what is out of sync')

const ONLY: Partial<SyncOptions> = { syncOptions: { ...NO_SYNC_OPTIONS, applyOutOfSyncOnly: true } }
const FIRST: Partial<SyncOptions> = { wait: false, timeoutMs: 5000 }

const web = deployment('web', { lab: { 'ready-after': '900s' } })
const change = (value: string) => configMap('c', { wave: '1', data: { value } })

/** Accepts everything in a dry run, and then does not write this one. */
const refusing =
  (name: string) =>
  (cluster: Cluster): Cluster => ({
    ...cluster,
    apply: async (ref, object, options) => {
      if (options.dryRun === true || object.metadata.name !== name) return cluster.apply(ref, object, options)
      throw new ClusterError('no', { reason: 'Forbidden', status: 403 })
    },
  })

for (const policy of [OUR_POLICY, ARGO_POLICY]) {
  const mode = policy === ARGO_POLICY ? ', as Argo CD' : ''

  test(`a Deployment in sync that is not ready is not awaited; what changed is applied${mode}`, async () => {
    const lab = createLab()
    await lab.sync([web], { options: { ...FIRST, policy } })
    const set = [web, change('new')]
    const run = await lab.sync(set, { options: { ...ONLY, policy, timeoutMs: 60_000 } })
    assert.is(run.exitCode, 0, run.summary.message)
    assert.equal(written(run), ['create ConfigMap/c'])
    assert.equal(told(run, 'waiting'), [])
    assert.equal(run.summary.counts, { unchanged: 1, created: 1 })
  })

  test(`without the option it is awaited${mode}`, async () => {
    const lab = createLab()
    await lab.sync([web], { options: { ...FIRST, policy } })
    const run = await lab.sync([web, change('new')], { options: { policy, timeoutMs: 60_000 } })
    assert.is(run.exitCode, 6)
    assert.equal(written(run), [])
  })

  test(`hooks run though nothing is out of sync${mode}`, async () => {
    const lab = createLab()
    const set = [job('pre', { hook: 'PreSync' }), configMap('a'), job('post', { hook: 'PostSync' })]
    assert.is((await lab.sync(set, { options: { policy } })).exitCode, 0)
    const run = await lab.sync(set, { options: { ...ONLY, policy } })
    assert.is(run.exitCode, 0, run.summary.message)
    assert.equal(written(run), ['delete Job/pre', 'create Job/pre', 'delete Job/post', 'create Job/post'])
  })
}

test('what is in sync still counts for whether there are several steps: what runs is awaited after a refusal', async () => {
  const last = [configMap('bad', { wave: '1' }), deployment('late', { wave: '1', lab: { 'ready-after': '900s' } })]
  const ends = await Promise.all(
    [[], [configMap('a')]].map(async (before) => {
      const lab = createLab()
      await lab.sync(before)
      const options = { ...ONLY, wait: false, timeoutMs: 60_000 }
      return (await lab.sync([...before, ...last], { options, through: refusing('bad') })).exitCode
    }),
  )
  assert.equal(ends, [1, 6])
})

test('nothing to do is a success that tells what is in sync', async () => {
  const lab = createLab()
  const set = [web, configMap('a')]
  await lab.sync(set, { options: FIRST })
  const run = await lab.sync(set, { options: ONLY })
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal([run.took, run.audit.length, run.summary.counts], [0, 0, { unchanged: 2 }])
})

test('what is gone, changed by others or on its way out is out of sync', async () => {
  const lab = createLab()
  const set = [configMap('gone'), configMap('changed', { data: { a: '1' } }), configMap('leaving'), configMap('same')]
  await lab.sync(set)
  await lab.remove('ConfigMap', 'gone')
  await lab.patch('ConfigMap', 'changed', { data: { a: '2' } })
  await lab.patch('ConfigMap', 'leaving', { metadata: { finalizers: ['lab.example.com/hold'] } })
  await lab.remove('ConfigMap', 'leaving')
  const free = { at: 3000, what: () => lab.patch('ConfigMap', 'leaving', { metadata: { finalizers: null } }) }
  const run = await lab.sync(set, { options: ONLY, happenings: [free] })
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run).toSorted(), [
    'apply ConfigMap/changed',
    'create ConfigMap/gone',
    'create ConfigMap/leaving',
  ])
})

test('what is to be replaced and is in sync is not replaced', async () => {
  const lab = createLab()
  const { metadata, ...rest } = configMap('r', { data: { a: '1' } })
  const set = [{ ...rest, metadata: { ...metadata, annotations: annotate({ options: 'Replace=true' }) } }]
  await lab.sync(set)
  const run = await lab.sync(set, { options: ONLY })
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), [])
})

test.run()
