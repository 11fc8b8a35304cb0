// Ways to write: replace, force, without validation, client-side where the server refuses, and not at all.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cluster } from '../../src/cluster/port.ts'
import type { SimulatedRequest } from '../../src/simulator/faults.ts'
import { ClusterError } from '../../src/errors.ts'
import { NO_SYNC_OPTIONS } from '../../src/hook/sync-options.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { field, listField } from '../../src/object/kube-object.ts'
import { ARGO_POLICY } from '../../src/policy.ts'
import { createLab, told, warnings, written } from '../support/run-sync.ts'
import type { SyncRun } from '../support/run-sync.ts'
import { bare, configMap, deployment, job } from '../support/workloads.ts'

const test = suite('writes')

const changes = (run: SyncRun) => told(run, 'resource-applied').map(({ key, change }) => `${key.name} ${change}`)

const REPLACE = { options: 'Replace=true' }
const FORCE = { options: 'Replace=true,Force=true' }

test('Replace=true creates what is absent and replaces what is there, with all that others added', async () => {
  const lab = createLab()
  const first = await lab.sync([configMap('c', REPLACE)])
  assert.equal(written(first), ['create ConfigMap/c'])
  await lab.patch('ConfigMap', 'c', { data: { other: 'x' } })
  const uid = lab.live('ConfigMap', 'c')?.metadata.uid
  const run = await lab.sync([configMap('c', { ...REPLACE, data: { key: 'new' } })])
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), ['update ConfigMap/c'])
  assert.equal(changes(run), ['c replaced'])
  assert.equal(field(lab.live('ConfigMap', 'c'), 'data'), { key: 'new' })
  assert.is(lab.live('ConfigMap', 'c')?.metadata.uid, uid)
})

test('Replace=true without a change is told as unchanged, dry run or not', async () => {
  const lab = createLab()
  await lab.sync([configMap('c', REPLACE)])
  const version = lab.live('ConfigMap', 'c')?.metadata.resourceVersion
  assert.equal(changes(await lab.sync([configMap('c', REPLACE)], { options: { dryRun: 'server' } })), ['c unchanged'])
  const blind = (cluster: Cluster): Cluster => ({
    ...cluster,
    patch: async (...args) => ({ ...(await cluster.patch(...args)), change: 'configured' }),
  })
  const run = await lab.sync([configMap('c', REPLACE)], { through: blind })
  assert.equal([written(run), changes(run)], [['update ConfigMap/c'], ['c unchanged']])
  assert.is(lab.live('ConfigMap', 'c')?.metadata.resourceVersion, version)
  const compat = await lab.sync([configMap('c', REPLACE)], { options: { policy: ARGO_POLICY } })
  assert.equal(changes(compat), ['c replaced'])
})

test('Replace=true for the whole sync does the same', async () => {
  const lab = createLab()
  await lab.sync([configMap('c')])
  const run = await lab.sync([configMap('c', { data: { key: 'new' } })], {
    options: { syncOptions: { ...NO_SYNC_OPTIONS, replace: true } },
  })
  assert.equal(written(run), ['update ConfigMap/c'])
})

test('Replace=true of a Job with another template is refused by the gate, with Force=true it is made anew', async () => {
  const lab = createLab()
  await lab.sync([job('once', { image: 'registry.example.com/app:1' })])
  const uid = lab.live('Job', 'once')?.metadata.uid
  const refused = await lab.sync([job('once', { ...REPLACE, image: 'registry.example.com/app:2' })])
  assert.is(refused.exitCode, 3)
  assert.equal(written(refused), [])
  const run = await lab.sync([job('once', { ...FORCE, image: 'registry.example.com/app:2' })])
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), ['delete Job/once', 'create Job/once'])
  assert.equal(changes(run), ['once recreated'])
  assert.is.not(lab.live('Job', 'once')?.metadata.uid, uid)
})

test('Force=true waits until the old object is really gone', async () => {
  const lab = createLab()
  const c = configMap('c')
  await lab.put([{ ...c, metadata: { ...c.metadata, finalizers: ['example.com/hold'] } }])
  const run = await lab.sync([configMap('c', { ...FORCE, data: { key: 'new' } })], {
    happenings: [{ at: 7000, what: () => lab.patch('ConfigMap', 'c', { metadata: { finalizers: null } }) }],
  })
  assert.is(run.exitCode, 0, run.summary.message)
  assert.is(run.took, 7000)
  assert.equal(written(run), ['delete ConfigMap/c', 'create ConfigMap/c'])
})

test('Force=true creates what is absent', async () => {
  const run = await createLab().sync([configMap('c', FORCE)])
  assert.equal(written(run), ['create ConfigMap/c'])
})

test('an unknown field is refused by the gate, with Validate=false it is dropped with a warning', async () => {
  const typo = (options?: string): KubeObject => {
    const web = deployment('web', options === undefined ? {} : { options })
    return { ...web, spec: { ...objectOf(web['spec']), replica: 3 } }
  }
  const lab = createLab()
  const refused = await lab.sync([typo()])
  assert.is(refused.exitCode, 3)
  assert.equal(written(refused), [])
  const run = await lab.sync([typo('Validate=false')])
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), ['create Deployment/web'])
  assert.equal(warnings(run), ['web: unknown field "spec.replica"'])
  const annotations = lab.live('Deployment', 'web')?.metadata.annotations ?? {}
  assert.ok('kubectl.kubernetes.io/last-applied-configuration' in annotations)
})

test('a second run with Validate=false writes nothing', async () => {
  const lab = createLab()
  const set = [configMap('c', { options: 'Validate=false' })]
  await lab.sync(set)
  const run = await lab.sync(set)
  assert.equal(run.audit, [])
  assert.equal(changes(run), ['c unchanged'])
})

test('ServerSideApply=false goes the way of kubectl apply', async () => {
  const lab = createLab()
  await lab.sync([configMap('c', { options: 'ServerSideApply=false' })])
  const annotations = lab.live('ConfigMap', 'c')?.metadata.annotations ?? {}
  assert.ok('kubectl.kubernetes.io/last-applied-configuration' in annotations)
})

const twice = (): KubeObject => {
  const web = deployment('web')
  const env = [
    { name: 'A', value: '1' },
    { name: 'A', value: '2' },
  ]
  const containers = [{ name: 'main', image: 'registry.example.com/app:1', env }]
  const template = objectOf(field(web, 'spec', 'template'))
  return { ...web, spec: { ...objectOf(web['spec']), template: { ...template, spec: { containers } } } }
}

test('two list items of one key, which server-side apply refuses, are applied client-side with a warning', async () => {
  const lab = createLab()
  const run = await lab.sync([twice()])
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), ['create Deployment/web'])
  assert.is(warnings(run).filter((text) => /two list items.*applied client-side/.test(text)).length, 1)
  const [container] = listField(lab.live('Deployment', 'web'), 'spec', 'template', 'spec', 'containers')
  assert.is(listField(container, 'env').length, 2)
})

test('a page of a proxy is not the word of the server: it ends the sync, and no SyncFail hook runs', async () => {
  const page = new ClusterError('https://x answered PATCH /c with 403, text/html instead of JSON', {
    reason: 'BadAnswer',
    status: 403,
  })
  const beforeRequest = ({ key, dryRun }: SimulatedRequest): ClusterError | undefined =>
    key.kind === 'ConfigMap' && !dryRun && key.name === 'c' ? page : undefined
  const lab = createLab({ faults: { beforeRequest: (one) => (one.verb === 'list' ? undefined : beforeRequest(one)) } })
  const run = await lab.sync([configMap('c'), job('tell', { hook: 'SyncFail' })])
  assert.is(run.exitCode, 4, run.summary.message)
  assert.equal(written(run), [])
})

test('a hook of two phases that only client-side apply takes is applied so in both', async () => {
  const lab = createLab({
    faults: {
      beforeRequest: ({ key, verb }) =>
        key.kind === 'Job' && verb === 'apply'
          ? new ClusterError('.spec.template: duplicate entries for key [name="A"]', {
              reason: 'ServerError',
              status: 500,
            })
          : undefined,
    },
  })
  const run = await lab.sync([job('both', { hook: 'PreSync,PostSync' }), configMap('c')])
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), ['create Job/both', 'create ConfigMap/c', 'delete Job/both', 'create Job/both'])
})

test('a leftover hook that only client-side apply takes passes the gate and is created anew', async () => {
  const lab = createLab()
  const hook = (value: string): KubeObject => {
    const mig = job('mig', { hook: 'PreSync' })
    const env = [
      { name: 'A', value: '1' },
      { name: 'A', value },
    ]
    const spec = { restartPolicy: 'Never', containers: [{ name: 'main', image: 'registry.example.com/app:1', env }] }
    return { ...mig, spec: { backoffLimit: 0, template: { spec } } }
  }
  await lab.sync([hook('2')])
  const run = await lab.sync([hook('3')])
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), ['delete Job/mig', 'create Job/mig'])
})

test('a changed Job that is on its way out from the last run passes the gate', async () => {
  const lab = createLab()
  const mig = (image: string): KubeObject =>
    job('mig', { hook: 'PreSync', policy: 'HookSucceeded', image, lab: { 'gone-after': '5s' } })
  await lab.sync([mig('registry.example.com/app:1')])
  const run = await lab.sync([mig('registry.example.com/app:2')])
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), ['create Job/mig', 'delete Job/mig'])
})

const set = [
  job('mig', { hook: 'PreSync' }),
  configMap('old', { data: { key: 'new' } }),
  bare('v1', 'ServiceAccount', 'same'),
  configMap('fresh'),
]

test('a client-side dry run asks for no write at all', async () => {
  const lab = createLab()
  const run = await lab.sync(set, { options: { dryRun: 'client' } })
  assert.is(run.exitCode, 0)
  assert.equal(run.audit, [])
  assert.ok(told(run, 'resource-applied').every(({ dryRun }) => dryRun === true))
  assert.is(told(run, 'resource-applied').length, set.length)
})

test('a server-side dry run tells what each object would become, and writes nothing', async () => {
  const lab = createLab()
  await lab.sync([configMap('old'), bare('v1', 'ServiceAccount', 'same')])
  const before = JSON.stringify(lab.snapshot())
  const run = await lab.sync(set, { options: { dryRun: 'server' } })
  assert.is(run.exitCode, 0)
  assert.equal(written(run), [])
  assert.is(JSON.stringify(lab.snapshot()), before)
  assert.equal(changes(run), ['mig created', 'same unchanged', 'fresh created', 'old configured'])
})

test('a dry run of something invalid ends like the gate', async () => {
  const run = await createLab().sync([configMap('c', { data: { 'not a key': 'x' } })], {
    options: { dryRun: 'server' },
  })
  assert.is(run.exitCode, 3)
})

test('an apply that is refused after the gate is told with its place, and the rest of the wave is still applied', async () => {
  const lab = createLab({
    faults: {
      beforeRequest: ({ key, dryRun }) =>
        key.name === 'a' && !dryRun && key.kind === 'ConfigMap'
          ? new ClusterError('quota exceeded', { reason: 'Forbidden', status: 403 })
          : undefined,
    },
  })
  const run = await lab.sync([configMap('a'), configMap('b'), configMap('later', { wave: '1' })])
  assert.is(run.exitCode, 1)
  assert.equal(written(run), ['create ConfigMap/b'])
  const [failed] = told(run, 'apply-failed')
  assert.is(failed?.message, 'quota exceeded')
  assert.is(failed?.location?.line, 1)
  assert.equal(
    run.summary.failures.map(({ task, message }) => `${task.key.name}: ${message}`),
    ['a: quota exceeded'],
  )
})

test('--argo-compat sends nothing to a hook that is there and as it should be', async () => {
  const lab = createLab()
  const objects = [job('mig', { hook: 'PreSync', policy: 'HookFailed', lab: { 'run-for': '1s' } }), configMap('c')]
  const options = { policy: ARGO_POLICY }
  await lab.sync(objects, { options })
  const run = await lab.sync(objects, { options })
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal([run.audit, changes(run)], [[], ['mig unchanged', 'c unchanged']])
})

function objectOf(value: unknown): { readonly [name: string]: never } {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

test.run()
