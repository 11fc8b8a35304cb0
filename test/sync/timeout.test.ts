// The end of the time, of a whole sync and of one hook.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClusterError } from '../../src/errors.ts'
import { createLab, told, written } from '../support/run-sync.ts'
import { configMap, deployment, job } from '../support/workloads.ts'

const test = suite('timeout')

test('the end of the time: exit code 6, no SyncFail, no further write, and what runs is named', async () => {
  const lab = createLab()
  const run = await lab.sync(
    [
      job('mig', { hook: 'PreSync', lab: { 'run-for': '1h' } }),
      configMap('c'),
      deployment('web'),
      job('sf', { hook: 'SyncFail' }),
    ],
    { options: { timeoutMs: 60_000 } },
  )
  assert.is(run.exitCode, 6)
  assert.is(run.took, 60_000)
  assert.is(run.summary.reason, 'timeout')
  assert.is(run.summary.message, 'waiting for completion of hook batch/Job/mig')
  assert.equal(written(run), ['create Job/mig'])
  assert.equal(
    told(run, 'timed-out').flatMap(({ blockers }) => blockers.map(({ key, health }) => `${key.name} ${health}`)),
    ['mig Progressing'],
  )
})

test('what has a time of its own is waited for with it; the end of the whole time says no other', async () => {
  const lab = createLab()
  const slow = { 'run-for': '1h' }
  const objects = [
    job('mig', { hook: 'PreSync', lab: slow, timeout: '5m' }),
    job('two', { hook: 'PreSync', lab: slow }),
  ]
  const run = await lab.sync(objects, { options: { timeoutMs: 60_000 } })
  const limits = (type: 'waiting' | 'timed-out') =>
    told(run, type).map(({ blockers }) => blockers.map(({ key, limitMs }) => `${key.name} ${limitMs ?? 'none'}`))
  assert.equal(limits('waiting').at(-1), ['mig 300000', 'two none'])
  assert.equal(limits('timed-out'), [['mig none', 'two none']])
})

test('the end of the time in the middle of a wave: what was not begun is not written', async () => {
  const lab = createLab({ faults: { delay: ({ verb, dryRun }) => (verb === 'apply' && !dryRun ? 1000 : 0) } })
  const many = Array.from({ length: 6 }, (_, at) => configMap(`c${at}`))
  const run = await lab.sync(many, { options: { concurrency: 1, timeoutMs: 2500 } })
  assert.is(run.exitCode, 6)
  assert.is(written(run).length, 3)
})

test('the end of the time while something is held by a finalizer names the finalizer', async () => {
  const lab = createLab()
  const mig = job('mig', { hook: 'PreSync' })
  await lab.put([{ ...mig, metadata: { ...mig.metadata, finalizers: ['example.com/hold'] } }])
  const run = await lab.sync([mig], { options: { timeoutMs: 5000 } })
  assert.is(run.exitCode, 6)
  assert.equal(
    told(run, 'timed-out').flatMap(({ blockers }) => blockers.map(({ message }) => message)),
    ['being deleted: held by the finalizer example.com/hold'],
  )
  // The end says what to do as that of any failure does.
  const [hint] = told(run, 'timed-out').flatMap(({ blockers }) => blockers.flatMap((one) => one.hint ?? []))
  assert.type(hint, 'string')
  assert.is(told(run, 'operation-completed').at(-1)?.hint, hint)
})

test('a hook over its hooksync.dev/timeout is a failed hook: SyncFail runs, exit code 1', async () => {
  const lab = createLab()
  const run = await lab.sync([
    job('mig', { hook: 'PreSync', timeout: '30s', lab: { 'run-for': '1h' } }),
    configMap('c'),
    job('sf', { hook: 'SyncFail' }),
  ])
  assert.is(run.exitCode, 1)
  assert.equal(written(run), ['create Job/mig', 'create Job/sf'])
  const ended = told(run, 'task-completed').find(({ key }) => key.name === 'mig')
  assert.is(ended?.outcome, 'Failed')
  assert.match(
    ended?.message ?? '',
    /^not done after 30s \(hooksync\.dev\/timeout\): running: 1 active, .* ← container "main" still runs$/,
  )
  assert.ok(run.took >= 30_000 && run.took < 33_000, `${run.took} ms`)
})

test('so is any other resource, and what it waited for is told', async () => {
  const lab = createLab()
  const web = deployment('web', { timeout: '90s', lab: { 'not-ready': 'true' } })
  const run = await lab.sync([web, configMap('later', { wave: '1' }), job('sf', { hook: 'SyncFail' })])
  assert.equal([run.exitCode, run.took < 93_000], [1, true])
  assert.equal(written(run), ['create Deployment/web', 'create Job/sf'])
  const ended = told(run, 'task-completed').find(({ key }) => key.name === 'web')
  assert.match(ended?.message ?? '', /^not done after 1m30s \(hooksync\.dev\/timeout\): .* runs but is not ready$/)
})

test('a resource that is healthy in time is not touched by its hooksync.dev/timeout', async () => {
  const web = deployment('web', { timeout: '30s', lab: { 'ready-after': '20s' } })
  const run = await createLab().sync([web])
  assert.is(run.exitCode, 0)
})

test('a hook over its time beside SyncFail does not keep the run from waiting for what is being deleted', async () => {
  const refused = new ClusterError('configmaps "bad" is forbidden', { reason: 'Forbidden', status: 403 })
  const lab = createLab({
    faults: {
      beforeRequest: ({ verb, dryRun, key }) =>
        verb === 'apply' && !dryRun && key.name === 'bad' ? refused : undefined,
    },
  })
  const alarm = job('alarm', { hook: 'SyncFail' })
  await lab.put([{ ...alarm, metadata: { ...alarm.metadata, finalizers: ['example.com/hold'] } }])
  const slow = job('slow', { hook: 'Sync', timeout: '5s', lab: { 'run-for': '1h' } })
  const free = { at: 20_000, what: async () => lab.patch('Job', 'alarm', { metadata: { finalizers: [] } }) }
  const run = await lab.sync([slow, configMap('bad'), alarm], { happenings: [free] })
  assert.is(run.exitCode, 1)
  assert.ok(run.took >= 20_000, `${run.took} ms`)
  const ended = told(run, 'task-completed').map(({ key, outcome }) => `${key.name} ${outcome}`)
  assert.equal(ended, ['slow Failed', 'alarm Succeeded'])
})

test('a hook that ends in time is not touched by its hooksync.dev/timeout', async () => {
  const lab = createLab()
  const run = await lab.sync([job('mig', { hook: 'PreSync', timeout: '30s', lab: { 'run-for': '20s' } })])
  assert.is(run.exitCode, 0)
})

test.run()
