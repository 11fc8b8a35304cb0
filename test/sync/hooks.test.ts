// Lives of hooks on a simulated cluster: TTL, leftovers, people who delete, reasons why, hooks side by side.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ARGO_POLICY } from '../../src/policy.ts'
import type { SimulatedRequest } from '../../src/simulator/faults.ts'
import { ClusterError } from '../../src/errors.ts'
import { createLab, told, warnings, written } from '../support/run-sync.ts'
import type { SyncRun } from '../support/run-sync.ts'
import { bare, configMap, deployment, job } from '../support/workloads.ts'

const test = suite('hooks')

const outcomes = (run: SyncRun) =>
  told(run, 'task-completed').map(({ key, outcome, message }) => `${key.name} ${outcome}: ${message}`)

const outcomeOf = (run: SyncRun, name: string) => told(run, 'task-completed').find(({ key }) => key.name === name)

/** Refuses what the dry run let pass. */
const refuseReally = (kind: string) => (request: SimulatedRequest) =>
  request.key.kind === kind && request.verb === 'apply' && !request.dryRun
    ? new ClusterError('refused after all', { reason: 'Forbidden', status: 403 })
    : undefined

test('a hook Job that is gone by its TTL as soon as it is done counts as succeeded', async () => {
  const lab = createLab()
  const run = await lab.sync([
    job('mig', { hook: 'PreSync', spec: { ttlSecondsAfterFinished: 0 }, lab: { 'run-for': '2s' } }),
    configMap('c'),
  ])
  assert.is(run.exitCode, 0, run.summary.message)
  assert.is(outcomeOf(run, 'mig')?.outcome, 'Succeeded')
  assert.equal(written(run), ['create Job/mig', 'create ConfigMap/c'])
  await lab.clock.sleep(1000)
  assert.is(lab.live('Job', 'mig'), undefined)
})

test('a hook Job that fails and is gone by its TTL counts as failed, with its reason', async () => {
  const lab = createLab()
  const run = await lab.sync([
    job('mig', { hook: 'PreSync', spec: { ttlSecondsAfterFinished: 0 }, lab: { 'exit-code': '3' } }),
    configMap('c'),
  ])
  assert.is(run.exitCode, 1)
  assert.equal(outcomes(run), ['mig Failed: BackoffLimitExceeded: Job has reached the specified backoff limit'])
  assert.equal(written(run), ['create Job/mig'])
})

test('a plain Job with TTL 0 in a wave that is awaited counts as succeeded', async () => {
  const lab = createLab()
  const run = await lab.sync([
    job('load', { spec: { ttlSecondsAfterFinished: 0 }, lab: { 'run-for': '2s' } }),
    configMap('after', { wave: '1' }),
  ])
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), ['create Job/load', 'create ConfigMap/after'])
})

test('a hook that a person deletes while it runs fails at once', async () => {
  const lab = createLab()
  const run = await lab.sync([job('mig', { hook: 'PreSync', lab: { 'run-for': '1h' } }), configMap('c')], {
    happenings: [{ at: 4000, what: () => lab.remove('Job', 'mig') }],
  })
  assert.is(run.exitCode, 1)
  assert.ok(run.took < 5000, `${run.took} ms`)
  assert.match(outcomes(run).join('\n'), /^mig Error: batch\/Job\/mig was deleted by somebody while it ran$/)
  assert.equal(written(run), ['create Job/mig'])
})

test('a hook that a person deletes while a finalizer holds it fails at once; in --argo-compat its end counts', async () => {
  const mig = job('mig', { hook: 'PreSync', lab: { 'run-for': '20s' } })
  const held = { ...mig, metadata: { ...mig.metadata, finalizers: ['example.com/hold'] } }
  const deleted = { at: 4000, what: () => createdLab.remove('Job', 'mig') }
  let createdLab = createLab()
  const strict = await createdLab.sync([held], { happenings: [deleted] })
  assert.equal(outcomes(strict), ['mig Error: batch/Job/mig was deleted by somebody while it ran'])
  assert.ok(strict.took < 5000)
  createdLab = createLab()
  const compat = await createdLab.sync([held], {
    happenings: [deleted],
    options: { policy: ARGO_POLICY, wait: false },
  })
  assert.equal(outcomes(compat), ['mig Succeeded: Reached expected number of succeeded pods'])
  assert.ok(compat.took >= 20_000)
})

test('a leftover hook that no policy deletes is not run again, and that is told', async () => {
  const lab = createLab()
  const mig = job('mig', { hook: 'PreSync', policy: 'HookFailed' })
  await lab.sync([mig])
  const run = await lab.sync([mig])
  assert.is(run.exitCode, 0)
  assert.equal(written(run), [])
  assert.match(warnings(run).join('\n'), /was there from an earlier run and was NOT run again; its old result counts/)
})

test('a failed leftover hook that no policy deletes fails the sync again', async () => {
  const lab = createLab()
  const mig = job('mig', { hook: 'PreSync', policy: 'HookSucceeded', lab: { 'exit-code': '1' } })
  assert.is((await lab.sync([mig])).exitCode, 1)
  const run = await lab.sync([mig])
  assert.is(run.exitCode, 1)
  assert.equal(written(run), [])
})

test('a hook that is still on its way out from the last run is awaited and then run anew', async () => {
  const lab = createLab()
  const mig = job('mig', { hook: 'PreSync', policy: 'HookSucceeded', lab: { 'gone-after': '5s' } })
  const first = await lab.sync([mig])
  assert.equal(written(first), ['create Job/mig', 'delete Job/mig'])
  const uid = lab.live('Job', 'mig')?.metadata.uid
  const run = await lab.sync([mig])
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), ['create Job/mig', 'delete Job/mig'])
  assert.not.ok(warnings(run).some((text) => text.includes('NOT run again')))
  assert.is.not(told(run, 'resource-applied')[0]?.uid, uid)
})

test('a plain object that is on its way out is awaited and then created anew', async () => {
  const lab = createLab()
  const held = configMap('c')
  await lab.put([{ ...held, metadata: { ...held.metadata, finalizers: ['example.com/hold'] } }])
  await lab.remove('ConfigMap', 'c')
  const run = await lab.sync([configMap('c'), configMap('after', { wave: '1' })], {
    happenings: [{ at: 3000, what: () => lab.patch('ConfigMap', 'c', { metadata: { finalizers: null } }) }],
  })
  assert.is(run.exitCode, 0, run.summary.message)
  assert.ok(run.took >= 3000)
  assert.equal(written(run), ['create ConfigMap/c', 'create ConfigMap/after'])
  assert.is(lab.live('ConfigMap', 'c')?.metadata.deletionTimestamp, undefined)
  assert.equal(
    told(run, 'waiting').map(({ message, blockers }) => `${message}: ${blockers[0]?.message}`),
    ['waiting for deletion of /ConfigMap/c: being deleted: held by the finalizer example.com/hold'],
  )
})

test('the log and the exit code of a failed hook are read before HookFailed deletes it', async () => {
  const lab = createLab()
  const run = await lab.sync([
    job('mig', {
      hook: 'PreSync',
      policy: 'BeforeHookCreation,HookFailed',
      lab: { 'exit-code': '3', log: 'connecting\nERROR: relation "users" does not exist' },
    }),
  ])
  assert.is(run.exitCode, 1)
  const order = run.events
    .map(({ type }) => type)
    .filter((type) => ['failure-diagnosed', 'resource-deleted'].includes(type))
  assert.equal(order, ['failure-diagnosed', 'resource-deleted'])
  const containers = told(run, 'failure-diagnosed').flatMap(({ diagnosis }) =>
    diagnosis.pods.flatMap((pod) => pod.containers),
  )
  assert.equal(
    containers.map(({ name, exitCode, logLines }) => ({ name, exitCode, logLines })),
    [{ name: 'main', exitCode: 3, logLines: ['connecting', 'ERROR: relation "users" does not exist'] }],
  )
  assert.equal(written(run), ['create Job/mig', 'delete Job/mig'])
})

test('two hooks of one wave run side by side, and both ends are awaited', async () => {
  const lab = createLab()
  const run = await lab.sync([
    job('a', { hook: 'PreSync', lab: { 'run-for': '30s' } }),
    job('b', { hook: 'PreSync', lab: { 'exit-code': '1' } }),
    configMap('c'),
  ])
  assert.is(run.exitCode, 1)
  assert.ok(run.took >= 30_000 && run.took < 40_000, `${run.took} ms`)
  assert.equal(written(run), ['create Job/a', 'create Job/b'])
  assert.equal(
    outcomes(run).map((text) => text.split(':')[0]),
    ['b Failed', 'a Succeeded'],
  )
})

const BACKEND = { service: { name: 'web', port: { number: 80 } } }

test('SyncFail hooks start beside what still runs, and both are awaited', async () => {
  const lab = createLab({ faults: { beforeRequest: refuseReally('Ingress') } })
  const run = await lab.sync([
    job('slow', { hook: 'Sync', lab: { 'run-for': '30s' } }),
    { ...bare('networking.k8s.io/v1', 'Ingress', 'bad'), spec: { defaultBackend: BACKEND } },
    job('sf', { hook: 'SyncFail', lab: { 'run-for': '2s' } }),
  ])
  assert.is(run.exitCode, 1)
  assert.equal(written(run), ['create Job/slow', 'create Job/sf'])
  const started = told(run, 'resource-applied').find(({ key }) => key.name === 'sf')?.at ?? 0
  const slowEnded = outcomeOf(run, 'slow')?.at ?? 0
  assert.ok(started < slowEnded)
  assert.ok(run.took >= 30_000, `${run.took} ms`)
  assert.is(outcomeOf(run, 'sf')?.outcome, 'Succeeded')
})

test('SyncFail hooks run when an awaited resource turns out degraded', async () => {
  const lab = createLab()
  const run = await lab.sync([
    deployment('web', { spec: { progressDeadlineSeconds: 5 }, lab: { 'not-ready': 'true' } }),
    job('post', { hook: 'PostSync' }),
    job('sf', { hook: 'SyncFail' }),
  ])
  assert.is(run.exitCode, 1)
  assert.equal(written(run), ['create Deployment/web', 'create Job/sf'])
})

test('a SyncFail hook does not run when all went well', async () => {
  const lab = createLab()
  const run = await lab.sync([deployment('web'), job('sf', { hook: 'SyncFail' })])
  assert.is(run.exitCode, 0)
  assert.equal(written(run), ['create Deployment/web'])
})

test('a hook in two phases runs twice, deleted in between', async () => {
  const lab = createLab()
  const run = await lab.sync([job('both', { hook: 'PreSync,PostSync' }), configMap('c')])
  assert.is(run.exitCode, 0)
  assert.equal(written(run), ['create Job/both', 'create ConfigMap/c', 'delete Job/both', 'create Job/both'])
})

test('a hook that goes by its policy while a finalizer holds it is told as held', async () => {
  const lab = createLab()
  const mig = job('mig', { hook: 'PreSync', policy: 'HookSucceeded' })
  const run = await lab.sync([{ ...mig, metadata: { ...mig.metadata, finalizers: ['a/b'] } }])
  assert.equal(
    told(run, 'resource-deleted').map(({ outcome, held }) => [outcome, held]),
    [['requested', ['a/b']]],
  )
  assert.equal(run.summary.counts, { created: 1 })
})

test("Argo CD's finalizer on a leftover hook is taken off before it is deleted", async () => {
  const lab = createLab()
  const mig = job('mig', { hook: 'PreSync' })
  await lab.put([{ ...mig, metadata: { ...mig.metadata, finalizers: ['argocd.argoproj.io/hook-finalizer'] } }])
  const run = await lab.sync([mig])
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), ['patch Job/mig', 'delete Job/mig', 'create Job/mig'])
})

test.run()
