// What a preview says of each object, and that it writes nothing.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { NO_SYNC_OPTIONS } from '../../src/hook/sync-options.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { ARGO_POLICY } from '../../src/policy.ts'
import { changesSomething, tallyPreview } from '../../src/preview/tally.ts'
import type { PreviewRequest } from '../support/preview-lab.ts'
import { actions, previewIn } from '../support/preview-lab.ts'
import { createLab } from '../support/run-sync.ts'
import { bare, binding, configMap, deployment, job, widgetDefinition } from '../support/workloads.ts'

const test = suite('preview')

interface Case {
  readonly title: string
  readonly before?: readonly KubeObject[]
  readonly now: readonly KubeObject[]
  readonly request?: PreviewRequest
  readonly told: readonly string[]
}

const secret = (value: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's' },
  stringData: { password: value },
})

const KEPT = 'there from an earlier run, and not run again; its old result counts'

const cases: readonly Case[] = [
  {
    title: 'an empty namespace: all is created, phase by phase',
    now: [configMap('c'), job('mig', { hook: 'PreSync' }), job('smoke', { hook: 'PostSync' })],
    told: ['PreSync create Job/mig', 'Sync create ConfigMap/c', 'PostSync create Job/smoke'],
  },
  {
    title: 'unchanged, changed and new ones',
    before: [configMap('a'), configMap('b'), deployment('web'), secret('1')],
    now: [
      configMap('a'),
      configMap('b', { data: { key: 'x' } }),
      configMap('c'),
      deployment('web', { image: 'x' }),
      secret('2'),
    ],
    told: [
      'Sync update Secret/s [data.password]',
      'Sync unchanged ConfigMap/a',
      'Sync update ConfigMap/b [data.key]',
      'Sync create ConfigMap/c',
      'Sync update Deployment/web [spec.template.spec.containers[name="main"].image]',
    ],
  },
  {
    title: 'a hook that is there is recreated, or by its policies not run again',
    before: [job('a', { hook: 'PreSync' }), job('b', { hook: 'PreSync', policy: 'HookFailed' })],
    now: [job('a', { hook: 'PreSync' }), job('b', { hook: 'PreSync', policy: 'HookFailed' })],
    told: ['PreSync recreate Job/a: BeforeHookCreation', `PreSync unchanged Job/b: ${KEPT}`],
  },
  {
    title: 'a hook of several phases meets its own object',
    now: [job('a', { hook: 'PreSync,PostSync' }), job('b', { hook: 'PreSync,PostSync', policy: 'HookFailed' })],
    told: [
      'PreSync create Job/a',
      'PreSync create Job/b',
      'PostSync recreate Job/a: BeforeHookCreation, after the one of an earlier phase',
      'PostSync unchanged Job/b: not run again after an earlier phase: BeforeHookCreation is not among its policies',
    ],
  },
  {
    title: 'Replace=true replaces what differs, with Force=true it recreates',
    before: [configMap('a'), configMap('b'), configMap('c')],
    now: [
      configMap('a', { options: 'Replace=true', data: { key: 'x' } }),
      configMap('b', { options: 'Replace=true,Force=true' }),
      configMap('c'),
    ],
    told: [
      'Sync replace ConfigMap/a [data.key metadata.annotations]',
      'Sync recreate ConfigMap/b: Replace=true with Force=true',
      'Sync unchanged ConfigMap/c',
    ],
  },
  {
    title: 'with Force=true is recreated what the server refuses to change',
    before: [job('a'), configMap('b')],
    now: [
      job('a', { options: 'Force=true', image: 'x' }),
      configMap('b', { options: 'Force=true', data: { key: 'x' } }),
    ],
    told: [
      'Sync update ConfigMap/b [data.key metadata.annotations]',
      'Sync recreate Job/a: Force=true, and the server refuses the change',
    ],
  },
  {
    title: 'a binding whose role changes is recreated',
    before: [binding('RoleBinding', 'b', { role: { kind: 'Role', name: 'reader' } })],
    now: [binding('RoleBinding', 'b', { role: { kind: 'ClusterRole', name: 'view' } })],
    told: ['Sync recreate RoleBinding/b: its roleRef changes from Role/reader to ClusterRole/view'],
  },
  {
    title: 'a namespace, a kind and an object of it that come with the run',
    now: [
      bare('v1', 'Namespace', 'other'),
      configMap('c', { namespace: 'other' }),
      widgetDefinition(),
      bare('lab.example.com/v1', 'Widget', 'w'),
    ],
    told: [
      'Sync create Namespace/other',
      'Sync create ConfigMap/c: namespace other comes with this run',
      'Sync create CustomResourceDefinition/widgets.lab.example.com',
      'Sync create Widget/w: the kind comes with this run',
    ],
  },
  {
    title: 'a namespace that CreateNamespace brings',
    now: [configMap('c')],
    request: { options: { namespace: 'fresh', syncOptions: { ...NO_SYNC_OPTIONS, createNamespace: true } } },
    told: ['PreSync create Namespace/fresh', 'Sync create ConfigMap/c: namespace fresh comes with this run'],
  },
  {
    title: 'offline only the order is known',
    now: [configMap('c'), job('mig', { hook: 'PreSync' })],
    request: { mode: 'offline' },
    told: ['PreSync apply Job/mig', 'Sync apply ConfigMap/c'],
  },
]

for (const { title, before, now, request, told } of cases) {
  test(title, async () => {
    const lab = createLab()
    if (before !== undefined) assert.is((await lab.sync(before)).exitCode, 0)
    const run = await previewIn(lab, now, request)
    assert.is(run.exitCode, 0)
    assert.equal(actions(run), told)
    assert.is(run.written, 0)
  })
}

test('an object that was applied client-side and has the values already changes hands only', async () => {
  const lab = createLab()
  await lab.put([configMap('c')])
  const run = await previewIn(lab, [configMap('c')])
  assert.equal(actions(run), ['Sync update ConfigMap/c: no value changes, only who owns its fields'])
})

test('with --argo-compat it is compared as client-side apply would write it', async () => {
  const lab = createLab()
  const options = { policy: ARGO_POLICY }
  assert.is((await lab.sync([configMap('c'), deployment('web')], { options })).exitCode, 0)
  const run = await previewIn(lab, [configMap('c', { data: { key: 'x' } }), deployment('web')], { options })
  assert.equal(actions(run), ['Sync update ConfigMap/c [data.key]', 'Sync unchanged Deployment/web'])
})

test('what is not run is told with its reason', async () => {
  const unselected = [configMap('u')]
  const hooks = [
    job('skip', { hook: 'Skip' }),
    job('bye', { hook: 'PostDelete' }),
    { ...bare('v1', 'Pod', 'try'), metadata: { name: 'try', annotations: { 'helm.sh/hook': 'test' } } },
    { ...bare('v1', 'Pod', 'up'), metadata: { name: 'up', annotations: { 'helm.sh/hook': 'post-upgrade' } } },
  ]
  const reasons = async (request: PreviewRequest): Promise<readonly string[]> => {
    const { preview } = await previewIn(createLab(), hooks, { ...request, unselected })
    return (preview?.notRun ?? []).map(({ manifest, reason }) => `${manifest.object.metadata.name}: ${reason}`)
  }
  const HOOK = 'argocd.argoproj.io/hook'
  const always = [`skip: a sync leaves it alone: it is neither applied nor deleted (${HOOK}: Skip)`]
  const selector = 'u: the selector does not match its labels'
  assert.equal(await reasons({ options: { helm: 'install' } }), [
    ...always,
    `bye: it is for PostDelete: it runs when everything is deleted, not in a sync (${HOOK}: PostDelete)`,
    'try: no phase of this sync is for this Helm hook, so it is not applied (helm.sh/hook: test)',
    'up: no phase of this sync is for this Helm hook, so it is not applied (helm.sh/hook: post-upgrade)',
    selector,
  ])
  const without = 'it is a hook, and --no-hooks leaves hooks out'
  assert.equal(await reasons({ options: { hooks: false } }), [
    ...always,
    `bye: ${without} (${HOOK}: PostDelete)`,
    `try: ${without} (helm.sh/hook: test)`,
    `up: ${without} (helm.sh/hook: post-upgrade)`,
    selector,
  ])
})

test('what the server refuses ends without a preview, as the gate of a sync does', async () => {
  const lab = createLab()
  const run = await previewIn(lab, [configMap('c', { data: { 'not a key': 'x' } })])
  assert.equal([run.preview, run.exitCode, run.written], [undefined, 3, 0])
  const last = run.events.find(({ type }) => type === 'gate-failed')
  assert.ok(last)
})

test('a signal ends it without a preview', async () => {
  const lab = createLab()
  const signal = AbortSignal.abort('SIGINT')
  assert.is((await previewIn(lab, [configMap('c')], { options: { signal } })).exitCode, 130)
})

test('SyncFail hooks count apart, and are no change', async () => {
  const lab = createLab()
  const objects = [configMap('c'), job('sf', { hook: 'SyncFail' })]
  const { preview } = await previewIn(lab, objects)
  assert.ok(preview)
  assert.equal([[...tallyPreview(preview).actions], tallyPreview(preview).onFailure], [[['create', 1]], 1])
  assert.is(changesSomething(preview), true)
  await lab.sync(objects)
  const again = await previewIn(lab, objects)
  assert.ok(again.preview)
  assert.is(changesSomething(again.preview), false)
})

test('unchanged objects need no dry run', async () => {
  const lab = createLab()
  const objects = Array.from({ length: 300 }, (_, index) => configMap(`c${index}`))
  assert.is((await lab.sync(objects)).exitCode, 0)
  const mark = lab.audit.length
  await previewIn(lab, [...objects, configMap('one')])
  assert.is(lab.audit.length - mark, 1)
})

test.run()
