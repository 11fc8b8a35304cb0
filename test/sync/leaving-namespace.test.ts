// A namespace that is being deleted when a sync begins that brings it: waited for, told, made anew with all that is to live in it.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cluster } from '../../src/cluster/port.ts'
import { NO_SYNC_OPTIONS } from '../../src/hook/sync-options.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import type { SyncOptions } from '../../src/sync/sync-options.ts'
import { createLab, told, warnings, written } from '../support/run-sync.ts'
import type { Happening, Lab } from '../support/run-sync.ts'
import { bare, configMap, job } from '../support/workloads.ts'

const test = suite('a namespace that is being deleted')

const HELD = { finalizers: ['lab.example.com/hold'] }

/** A namespace on its way out, held by one ConfigMap. */
async function leaving(name: string, within: readonly KubeObject[] = []): Promise<Lab> {
  const lab = createLab({ namespaces: ['default', 'demo', 'other'] })
  const hold = configMap('hold', { namespace: name })
  await lab.put([{ ...hold, metadata: { ...hold.metadata, ...HELD } }, ...within])
  await lab.remove('Namespace', name)
  return lab
}

const release = (at: number): Happening => ({
  at,
  what: ({ lab }) => lab.patch('ConfigMap', 'hold', { metadata: { finalizers: null } }),
})

const create = (createNamespace: true | 'all') => ({ syncOptions: { ...NO_SYNC_OPTIONS, createNamespace } })
const other = (object: KubeObject): KubeObject => ({ ...object, metadata: { ...object.metadata, namespace: 'other' } })

const waysToBring: readonly [
  title: string,
  name: string,
  set: readonly KubeObject[],
  options: Partial<SyncOptions>,
  expected: readonly string[],
][] = [
  [
    'among the manifests',
    'demo',
    [bare('v1', 'Namespace', 'demo', { wave: '9' }), job('mig', { hook: 'PreSync' }), configMap('c')],
    {},
    ['create Namespace/demo', 'create Job/mig', 'create ConfigMap/c'],
  ],
  [
    'by --create-namespace',
    'demo',
    [job('mig', { hook: 'PreSync' }), configMap('c')],
    create(true),
    ['create Namespace/demo', 'create Job/mig', 'create ConfigMap/c'],
  ],
  [
    'by --create-namespace=all',
    'other',
    [configMap('c'), other(configMap('d'))],
    create('all'),
    ['create Namespace/other', 'create ConfigMap/c', 'create ConfigMap/d'],
  ],
  [
    'among the manifests, and not the destination',
    'other',
    [bare('v1', 'Namespace', 'other'), other(configMap('d'))],
    {},
    ['create Namespace/other', 'create ConfigMap/d'],
  ],
]
for (const [title, name, set, options, expected] of waysToBring) {
  for (const at of [300, 5000]) {
    test(`${title}: waited for, told, then created, gone after ${at} ms`, async () => {
      const lab = await leaving(name)
      const run = await lab.sync(set, { options, happenings: [release(at)] })
      assert.is(run.exitCode, 0, run.summary.message)
      assert.equal(written(run), expected)
      const waits = told(run, 'waiting').map(({ message }) => message)
      assert.ok(waits.includes(`waiting for deletion of /Namespace/${name}`), waits.join('\n'))
      const unchecked = `namespace ${name} is being deleted and comes anew with this run`
      assert.is(warnings(run).filter((text) => text.startsWith(unchecked)).length, 1)
    })
  }
}

for (const at of [100, 5000]) {
  test(`what went with the namespace is not taken for unchanged, gone after ${at} ms`, async () => {
    const lab = createLab({ namespaces: ['default', 'demo'] })
    const set = [bare('v1', 'Namespace', 'demo'), configMap('c')]
    assert.is((await lab.sync(set)).exitCode, 0)
    await lab.patch('ConfigMap', 'c', { metadata: HELD })
    await lab.remove('Namespace', 'demo')
    const free: Happening = { at, what: () => lab.patch('ConfigMap', 'c', { metadata: { finalizers: null } }) }
    const run = await lab.sync(set, { happenings: [free] })
    assert.is(run.exitCode, 0, run.summary.message)
    assert.equal(written(run), ['create Namespace/demo', 'create ConfigMap/c'])
    assert.is(lab.live('ConfigMap', 'c')?.metadata.deletionTimestamp, undefined)
  })
}

test('what keeps the namespace is told', async () => {
  const lab = await leaving('demo')
  await lab.clock.sleep(1000)
  const run = await lab.sync([bare('v1', 'Namespace', 'demo')], { happenings: [release(20_000)] })
  const [blocker] = told(run, 'waiting').flatMap(({ blockers }) => blockers)
  assert.match(
    blocker?.message ?? '',
    'Some content in the namespace has finalizers remaining: lab.example.com/hold in 1',
  )
})

test('one that never goes runs out of time, and nothing is written', async () => {
  const lab = await leaving('demo')
  const run = await lab.sync([bare('v1', 'Namespace', 'demo'), configMap('c')], { options: { timeoutMs: 60_000 } })
  assert.is(run.exitCode, 6)
  assert.equal(written(run), [])
})

test('what is wrong with an object of it is still found before anything is touched', async () => {
  const lab = await leaving('demo')
  const wrong = { ...bare('v1', 'Service', 'web'), spec: { ports: [{ port: 0 }] } }
  const run = await lab.sync([bare('v1', 'Namespace', 'demo'), wrong])
  assert.is(run.exitCode, 3, run.summary.message)
  assert.equal(written(run), [])
})

test('one that nobody brings is refused', async () => {
  const lab = await leaving('demo')
  const run = await lab.sync([configMap('c')])
  assert.is(run.exitCode, 3, run.summary.message)
  assert.equal(written(run), [])
})

test('what does not come anew is refused with what holds the namespace, and what to do when it is gone', async () => {
  const lab = await leaving('demo')
  const message = 'Some content in the namespace has finalizers remaining: lab.example.com/hold in 1 resource instances'
  const conditions = [{ type: 'NamespaceFinalizersRemaining', status: 'True', message }]
  const through = (cluster: Cluster): Cluster => ({
    ...cluster,
    get: async (ref, options) => {
      const object = await cluster.get(ref, options)
      return object?.kind === 'Namespace' ? { ...object, status: { phase: 'Terminating', conditions } } : object
    },
  })
  const run = await lab.sync([configMap('a'), configMap('b')], { through })
  assert.is(run.exitCode, 3)
  const hints = told(run, 'gate-failed').flatMap(({ failures }) => failures.map(({ hint }) => hint))
  assert.is(hints.length, 2)
  for (const hint of hints)
    assert.match(
      hint ?? '',
      /^namespace demo is held: .*lab\.example\.com\/hold.*; when it is gone, sync again with --create-namespace$/,
    )
})

test.run()
