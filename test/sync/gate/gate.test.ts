// The gate: what it refuses, what it only tells, and that a refusal means that nothing was written.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ARGO_POLICY } from '../../../src/policy.ts'
import type { SimulatedRequest } from '../../../src/simulator/faults.ts'
import { ClusterError } from '../../../src/errors.ts'
import { createLab, told, warnings, written } from '../../support/run-sync.ts'
import type { SyncRun } from '../../support/run-sync.ts'
import { bare, configMap, deployment, job, widgetDefinition } from '../../support/workloads.ts'

const test = suite('gate')

const refusals = (run: SyncRun) =>
  told(run, 'gate-failed').flatMap(({ failures }) => failures.map(({ task, message }) => `${task.task}: ${message}`))

/** Refuses dry runs of one kind. */
const refuseDryRun = (kind: string, error: ClusterError) => ({
  beforeRequest: (request: SimulatedRequest) => (request.dryRun && request.key.kind === kind ? error : undefined),
})

test('an object that the server would refuse stops the sync before the first write', async () => {
  const lab = createLab()
  const run = await lab.sync([
    job('mig', { hook: 'PreSync' }),
    configMap('c', { data: { 'not a key': 'x' } }),
    job('sf', { hook: 'SyncFail' }),
  ])
  assert.is(run.exitCode, 3)
  assert.is(run.summary.message, 'one or more objects failed to apply (dry run)')
  assert.equal(written(run), [])
  assert.is(refusals(run).length, 1)
  assert.match(
    refusals(run)[0] ?? '',
    /^Sync ConfigMap demo\/c: ConfigMap "c" is invalid: data\[not a key\]: Invalid value/,
  )
  const [failed] = told(run, 'gate-failed')
  const { source, line } = failed?.failures[0]?.location ?? {}
  assert.is(`${source}:${line}`, 'in.yaml:3')
})

test('all faults are told at once, and not only the first', async () => {
  const lab = createLab()
  const run = await lab.sync([
    configMap('a', { data: { 'not a key': 'x' } }),
    { ...deployment('web'), spec: { replicas: 1, replica: 2 } },
  ])
  assert.is(refusals(run).length, 2)
  assert.is(run.exitCode, 3)
})

const forbidden = (why: string): ClusterError =>
  new ClusterError(`configmaps "c" is forbidden: ${why}`, { reason: 'Forbidden', status: 403 })

const clusterFaults: readonly [name: string, error: ClusterError, exitCode: number][] = [
  ['a missing right', forbidden('User "ci" cannot patch resource "configmaps" in API group ""'), 4],
  ['a right that a role may not give', forbidden('user "ci" is attempting to grant RBAC permissions not held'), 4],
  ['a policy', forbidden('violates PodSecurity "restricted:latest"'), 3],
  ['a quota', forbidden('exceeded quota: none, requested: configmaps=1, used: configmaps=0'), 3],
  [
    'a namespace that is going',
    forbidden('unable to create new content in namespace demo because it is being terminated'),
    3,
  ],
  [
    'a namespace that is not there',
    new ClusterError('namespaces "demo" not found', { reason: 'NotFound', status: 404 }),
    3,
  ],
  [
    'a type that is gone',
    new ClusterError('the server could not find the requested resource', { reason: 'NotFound', status: 404 }),
    4,
  ],
  ['a fault of the server', new ClusterError('etcd is away', { reason: 'ServerError', status: 500 }), 4],
  ['an object that is not valid', new ClusterError('no', { reason: 'Invalid', status: 422 }), 3],
  ['a cluster that cannot be reached', new ClusterError('connection refused', { reason: 'Unreachable' }), 4],
]
for (const [name, error, exitCode] of clusterFaults) {
  test(`${name} in the dry run ends with exit code ${exitCode} and nothing written`, async () => {
    const lab = createLab({ faults: refuseDryRun('ConfigMap', error) })
    const run = await lab.sync([configMap('c'), deployment('web')])
    assert.is(run.exitCode, exitCode)
    assert.equal(written(run), [])
  })
}

test('an invalid object beside a missing right counts as invalid', async () => {
  const lab = createLab({ faults: refuseDryRun('Deployment', forbidden('User "ci" cannot patch resource "x"')) })
  const run = await lab.sync([configMap('c', { data: { 'not a key': 'x' } }), deployment('web')])
  assert.is(run.exitCode, 3)
})

test('a namespace that the manifests bring is told and no fault', async () => {
  const lab = createLab({ namespaces: ['default'] })
  const run = await lab.sync([bare('v1', 'Namespace', 'demo'), configMap('c')])
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), ['create Namespace/demo', 'create ConfigMap/c'])
  assert.is(warnings(run).filter((text) => text.includes('namespace demo comes with this run')).length, 1)
})

/** A server with a rule for the names of a kind. */
const nameRule = (kind: string, isGood: (name: string) => boolean, why: string) => ({
  beforeRequest: ({ key, verb }: SimulatedRequest) =>
    key.kind === kind && ['create', 'apply'].includes(verb) && !isGood(key.name)
      ? new ClusterError(`${kind} "${key.name}" is invalid: ${why}`, { reason: 'Invalid', status: 422 })
      : undefined,
})
const cluster = (name: string): boolean => name === 'cluster'
const RULE = '<nil>: Invalid value: the name must be cluster'

test('in a namespace that comes with the run an object is judged under its own name', async () => {
  const lab = createLab({ namespaces: ['default'], faults: nameRule('ConfigMap', cluster, RULE) })
  const run = await lab.sync([bare('v1', 'Namespace', 'demo'), configMap('cluster')])
  assert.is(run.exitCode, 0, run.summary.message)
  const wrong = await lab.sync([bare('v1', 'Namespace', 'other'), configMap('cluste', { namespace: 'other' })])
  assert.equal(refusals(wrong), [`Sync ConfigMap other/cluste: ConfigMap "cluste" is invalid: ${RULE}`])
})

test('that there is one of its name elsewhere is not a verdict', async () => {
  const lab = createLab({ namespaces: ['default'] })
  await lab.put([configMap('c', { namespace: 'default' })])
  const run = await lab.sync([bare('v1', 'Namespace', 'demo'), configMap('c')])
  assert.is(run.exitCode, 0, run.summary.message)
})

for (const options of [undefined, 'ServerSideApply=false', 'Replace=true', 'Replace=true,Force=true']) {
  const how = options ?? 'server-side apply'
  test(`what is created anew is judged under its own name, too: ${how}`, async () => {
    const hook = (name: string, data: Readonly<Record<string, string>>) =>
      configMap(name, { hook: 'PreSync', data, ...(options === undefined ? {} : { options }) })
    const lab = createLab({ faults: nameRule('ConfigMap', cluster, RULE) })
    await lab.sync([hook('cluster', { key: '1' })])
    const run = await lab.sync([hook('cluster', { key: '2' })])
    assert.is(run.exitCode, 0, run.summary.message)
    const wrong = await lab.sync([hook('cluster', { 'not a key': '2' })])
    assert.is(wrong.exitCode, 3)
    assert.match(
      refusals(wrong)[0] ?? '',
      /^PreSync ConfigMap demo\/cluster: ConfigMap "cluster" is invalid: data\[not a key\]: Invalid value/,
    )
  })
}

test('a name that is free is short enough wherever it is used', async () => {
  const name = 'nightly-database-backup-to-object-storage'
  const lab = createLab({ faults: nameRule('Job', ({ length }) => length <= 52, 'must be no more than 52 characters') })
  await lab.sync([job(name, { hook: 'PreSync' })])
  const asked: string[] = []
  const run = await lab.sync([job(name, { hook: 'PreSync' })], {
    through: (world) => ({
      ...world,
      apply: async (ref, object, how) => {
        if (how.dryRun === true) asked.push(object.metadata.name ?? '')
        return world.apply(ref, object, how)
      },
    }),
  })
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(asked, ['nightly-database-backup-to-object-sto-hooksync-check'])
})

test('a field that nobody knows is found in what is created anew, and told under its own name', async () => {
  const lab = createLab()
  await lab.sync([job('mig', { hook: 'PreSync' })])
  const run = await lab.sync([job('mig', { hook: 'PreSync', spec: { backofLimit: 1 } })])
  assert.equal(refusals(run), ['PreSync batch/Job demo/mig: .spec.backofLimit: field not declared in schema'])
  const field = { path: '.spec.backofLimit', unknown: true }
  assert.equal(told(run, 'gate-failed')[0]?.failures[0]?.field, field)
  assert.equal(run.summary.failures[0]?.field, field)
})

test('a definition that is created anew is judged, too', async () => {
  const lab = createLab()
  const hook = widgetDefinition({ hook: 'PreSync' })
  assert.is((await lab.sync([hook])).exitCode, 0)
  assert.is((await lab.sync([hook])).exitCode, 0)
  const run = await lab.sync([{ ...hook, spec: { group: 'lab.example.com' } }])
  assert.is(run.exitCode, 3)
})

test('a namespace that nobody brings is a fault', async () => {
  const lab = createLab({ namespaces: ['default'] })
  const run = await lab.sync([configMap('c')])
  assert.is(run.exitCode, 3)
  assert.equal(refusals(run), ['Sync ConfigMap demo/c: namespaces "demo" not found'])
})

test('a ServiceAccount that the manifests bring is told and no fault', async () => {
  const missing = new ClusterError(
    'pods "p" is forbidden: error looking up service account demo/app: serviceaccount "app" not found',
    {
      reason: 'Forbidden',
      status: 403,
    },
  )
  const lab = createLab({ faults: refuseDryRun('Deployment', missing) })
  const run = await lab.sync([bare('v1', 'ServiceAccount', 'app'), deployment('web', { serviceAccount: 'app' })])
  assert.is(run.exitCode, 0, run.summary.message)
  assert.is(warnings(run).filter((text) => text.includes('ServiceAccount app comes with this run')).length, 1)
})

test('a definition that the manifests bring is applied before its objects', async () => {
  const lab = createLab()
  const widget = bare('lab.example.com/v1', 'Widget', 'w')
  const run = await lab.sync([widget, widgetDefinition({ wave: '3' })])
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), ['create CustomResourceDefinition/widgets.lab.example.com', 'create Widget/w'])
})

test('a kind that nobody brings ends with exit code 4 and nothing written', async () => {
  const lab = createLab()
  const run = await lab.sync([configMap('c'), bare('lab.example.com/v1', 'Widget', 'w')])
  assert.is(run.exitCode, 4)
  assert.equal(written(run), [])
  const found = told(run, 'diagnostic').find(({ diagnostic }) => diagnostic.severity === 'error')
  assert.is(found?.diagnostic.message, 'the server does not know Widget in lab.example.com/v1 (Widget demo/w)')
})

test('a webhook that refuses dry runs is told and no fault', async () => {
  const refusal = new ClusterError('admission webhook "x.example.com" does not support dry run', {
    reason: 'BadRequest',
    status: 400,
  })
  const lab = createLab({ faults: refuseDryRun('ConfigMap', refusal) })
  const run = await lab.sync([configMap('c')])
  assert.is(run.exitCode, 0)
  assert.is(warnings(run).filter((text) => text.includes('does not support dry run')).length, 1)
  assert.equal(written(run), ['create ConfigMap/c'])
})

test('a leftover hook with a changed template passes the gate and is created anew', async () => {
  const lab = createLab()
  const before = job('mig', { hook: 'PreSync', image: 'registry.example.com/app:1' })
  assert.is((await lab.sync([before])).exitCode, 0)
  const uid = lab.live('Job', 'mig')?.metadata.uid
  const run = await lab.sync([job('mig', { hook: 'PreSync', image: 'registry.example.com/app:2' })])
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), ['delete Job/mig', 'create Job/mig'])
  assert.is.not(lab.live('Job', 'mig')?.metadata.uid, uid)
})

test('a changed Job that is not a hook is refused by the gate, because its template is immutable', async () => {
  const lab = createLab()
  await lab.sync([job('once', { image: 'registry.example.com/app:1' })])
  const run = await lab.sync([job('once', { image: 'registry.example.com/app:2' })])
  assert.is(run.exitCode, 3)
  assert.equal(refusals(run), [
    'Sync batch/Job demo/once: Job.batch "once" is invalid: spec.template: field is immutable',
  ])
  const [failed] = told(run, 'gate-failed')
  assert.match(failed?.failures[0]?.hint ?? '', 'sync-options: Force=true')
})

test('of a field that cannot be changed only a short value is told, and what helps a hook is its policy', async () => {
  const struct = `core.PodTemplateSpec{${'x'.repeat(2000)}}`
  const causes = `spec.a: Invalid value: "x": field is immutable, spec.b: Invalid value: ${struct}: field is immutable`
  const error = new ClusterError(`Job.batch "m" is invalid: [${causes}]`, { reason: 'Invalid', status: 422 })
  const lab = createLab({ faults: refuseDryRun('Job', error) })
  const run = await lab.sync([job('m', { hook: 'PreSync', policy: 'HookFailed' })])
  assert.equal(refusals(run), [
    'PreSync batch/Job demo/m: Job.batch "m" is invalid: [spec.a: Invalid value: "x": field is immutable, spec.b: field is immutable]',
  ])
  const [failed] = told(run, 'gate-failed')
  assert.match(failed?.failures[0]?.hint ?? '', 'BeforeHookCreation')
})

test('--argo-compat has no server-side gate: earlier kinds are written before the refusal', async () => {
  const lab = createLab()
  const run = await lab.sync([configMap('c'), configMap('z', { data: { 'not a key': 'x' } })], {
    options: { policy: ARGO_POLICY, wait: false },
  })
  assert.is(run.exitCode, 1)
  assert.equal(written(run), ['create ConfigMap/c'])
})

test.run()
