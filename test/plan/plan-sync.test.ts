// The plan: order, names, lifting, duplicates (test/fixtures/parity/scenarios 11-25 and 75-77).
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { groupVersionKind } from '../../src/object/resource-key.ts'
import { planSync, typeKey } from '../../src/plan/plan-sync.ts'
import { tasksOfWave, wavesOf } from '../../src/plan/plan-tree.ts'
import { NO_PRUNE } from '../../src/plan/sync-plan.ts'
import type { PlanContext, SyncPlan } from '../../src/plan/sync-plan.ts'
import { ARGO_POLICY, OUR_POLICY } from '../../src/policy.ts'
import { annotate, manifest, object } from '../support/objects.ts'

const test = suite('plan')

const CLUSTER_SCOPED = ['Namespace', 'ClusterRole', 'CustomResourceDefinition', 'APIService']

function plan(objects: readonly KubeObject[], changes: Partial<PlanContext> = {}): SyncPlan {
  const types = new Map(
    objects.map((value) => [typeKey(groupVersionKind(value)), { namespaced: !CLUSTER_SCOPED.includes(value.kind) }]),
  )
  return planSync(
    objects.map((value, index) => manifest(value, index + 1)),
    {
      namespace: 'demo',
      revision: 'abcdef0123456',
      startedAt: 1_700_000_000_500,
      types,
      namespaceExists: true,
      hooks: true,
      policy: OUR_POLICY,
      createNamespace: false,
      skipDryRunOnMissingResource: false,
      replace: false,
      force: false,
      validate: true,
      prune: NO_PRUNE,
      app: undefined,
      helm: 'both',
      ...changes,
    },
  )
}

function tasks(result: Pick<SyncPlan, 'tasks'>): readonly string[] {
  return result.tasks.map(({ phase, wave, key }) => `${phase} ${wave} ${key.kind} ${key.namespace}/${key.name}`)
}

test('kinds of one wave run in the order of Argo CD, unknown kinds last', () => {
  const kinds = ['APIService', 'Ingress', 'Widget', 'StatefulSet', 'Deployment', 'Job', 'Service', 'ConfigMap']
  const more = ['Secret', 'ServiceAccount', 'ClusterRole', 'Pod']
  assert.equal(
    plan([...kinds, ...more].map((kind) => object(kind, 'x'))).tasks.map((task) => task.key.kind),
    [
      'ServiceAccount',
      'Secret',
      'ConfigMap',
      'ClusterRole',
      'Service',
      'Pod',
      'Deployment',
      'StatefulSet',
      'Job',
      'Ingress',
      'APIService',
      'Widget',
    ],
  )
})

test('phases come before waves, waves before kinds, kinds before names', () => {
  const result = plan([
    object('Job', 'post', { annotations: annotate({ hook: 'PostSync', wave: '-1' }) }),
    object('ConfigMap', 'b'),
    object('ConfigMap', 'a'),
    object('Deployment', 'web', { annotations: annotate({ wave: '-5' }) }),
    object('Job', 'pre', { annotations: annotate({ hook: 'PreSync', wave: '10' }) }),
  ])
  assert.equal(tasks(result), [
    'PreSync 10 Job demo/pre',
    'Sync -5 Deployment demo/web',
    'Sync 0 ConfigMap demo/a',
    'Sync 0 ConfigMap demo/b',
    'PostSync -1 Job demo/post',
  ])
})

test('a Namespace moves before the first object in it and takes its phase and wave', () => {
  const result = plan([
    object('Namespace', 'other', { annotations: annotate({ wave: '5' }) }),
    object('Job', 'mig', { namespace: 'other', annotations: annotate({ hook: 'PreSync' }) }),
  ])
  assert.equal(tasks(result), ['PreSync 0 Namespace /other', 'PreSync 0 Job other/mig'])
})

test('a cluster-scoped object counts as living in the destination namespace', () => {
  const result = plan([
    object('Namespace', 'demo', { annotations: annotate({ wave: '5' }) }),
    object('ClusterRole', 'r', { annotations: annotate({ wave: '-2' }) }),
  ])
  assert.equal(tasks(result), ['Sync -2 Namespace /demo', 'Sync -2 ClusterRole /r'])
})

test('a definition moves before its first custom resource', () => {
  const definition = object('CustomResourceDefinition', 'widgets.lab.example.com', {
    annotations: annotate({ wave: '3' }),
    fields: { spec: { group: 'lab.example.com', names: { kind: 'Widget' } } },
  })
  const result = plan([definition, object('Widget', 'w', { annotations: annotate({ wave: '-1' }) })], {
    types: new Map([['apiextensions.k8s.io/v1/CustomResourceDefinition', { namespaced: false }]]),
  })
  assert.equal(tasks(result), ['Sync -1 CustomResourceDefinition /widgets.lab.example.com', 'Sync -1 Widget demo/w'])
  assert.equal(result.diagnostics, [])
  assert.is(result.tasks[1]?.typeMissing, true)
})

test('a kind that nobody brings is a fault, unless the object says that it may be missing', () => {
  const types = new Map<string, { namespaced: boolean }>()
  assert.equal(
    plan([object('Widget', 'w')], { types }).diagnostics.map(({ code, message }) => `${code} ${message}`),
    ['UNKNOWN_KIND the server does not know Widget in lab.example.com/v1 (Widget demo/w)'],
  )
  const annotations = annotate({ options: 'SkipDryRunOnMissingResource=true' })
  assert.equal(plan([object('Widget', 'w', { annotations })], { types }).diagnostics, [])
})

const names: readonly [revision: string, name: string][] = [
  ['abcdef0123456', 'm-abcdef0-presync-1700000000'],
  ['abcdef0', 'm-abcdef0-presync-1700000000'],
  ['1.2.3', 'm-1.2.3-presync-1700000000'],
  ['', 'm--presync-1700000000'],
]
for (const [revision, name] of names) {
  test(`the generated name of a hook at revision "${revision}"`, () => {
    const hook = object('Job', '', { generateName: 'm-', annotations: annotate({ hook: 'PreSync' }) })
    const [task] = plan([hook], { revision }).tasks
    assert.is(task?.object.metadata.name, name)
    assert.is(task?.object.metadata.generateName, 'm-')
  })
}

test('a hook of two phases without a name gets two names', () => {
  const hook = object('Job', '', { generateName: 'm-', annotations: annotate({ hook: 'PreSync,PostSync' }) })
  assert.equal(
    plan([hook]).tasks.map((task) => task.key.name),
    ['m-abcdef0-presync-1700000000', 'm-abcdef0-postsync-1700000000'],
  )
})

test('a plain object without a name is a fault; in Argo CD the gate finds it', () => {
  const nameless = object('ConfigMap', '', { generateName: 'x-' })
  assert.equal(
    plan([nameless]).diagnostics.map(({ code, message, hint }) => [code, message, hint]),
    [
      [
        'MISSING_NAME',
        'ConfigMap has metadata.generateName "x-" but no metadata.name',
        'give it a name; only hooks may have a generated one',
      ],
    ],
  )
  assert.equal(plan([nameless], { policy: ARGO_POLICY }).diagnostics, [])
})

test('of two objects with one key the last counts, and that is told', () => {
  const first = object('ConfigMap', 'c', { fields: { data: { a: '1' } } })
  const last = object('ConfigMap', 'c', { namespace: 'demo', fields: { data: { a: '2' } } })
  const result = plan([first, last])
  assert.equal(
    result.tasks.map((task) => task.object),
    [last],
  )
  assert.equal(
    result.diagnostics.map(({ severity, message }) => `${severity} ${message}`),
    ['warning ConfigMap demo/c stands here again; the one at in.yaml:1 is not applied'],
  )
})

test("the user's object is not edited: it gets a namespace in a copy, or is the very same", () => {
  const plain = object('ConfigMap', 'c')
  const placed = object('ConfigMap', 'd', { namespace: 'demo' })
  const result = plan([plain, placed])
  assert.is(plain.metadata.namespace, undefined)
  assert.is(result.tasks[0]?.object.metadata.namespace, 'demo')
  assert.is(result.tasks[1]?.object, placed)
})

test('CreateNamespace adds the namespace in PreSync wave 0 only where it is missing', () => {
  const objects = [object('Deployment', 'web')]
  assert.equal(tasks(plan(objects, { createNamespace: true, namespaceExists: false })), [
    'PreSync 0 Namespace /demo',
    'Sync 0 Deployment demo/web',
  ])
  assert.equal(tasks(plan(objects, { createNamespace: true })), ['Sync 0 Deployment demo/web'])
})

test('where all namespaces are asked for, those that are missing are added before what lives in them', () => {
  const early = annotate({ hook: 'PreSync', wave: '-5' })
  const objects = [
    object('Job', 'early', { namespace: 'other', annotations: early }),
    object('Deployment', 'web'),
    object('Namespace', 'own'),
    object('ConfigMap', 'c', { namespace: 'own' }),
  ]
  const all = { createNamespace: 'all', absentNamespaces: ['other', 'own'] } as const
  assert.equal(tasks(plan(objects, all)), [
    'PreSync -5 Namespace /other',
    'PreSync -5 Job other/early',
    'Sync 0 Namespace /own',
    'Sync 0 ConfigMap own/c',
    'Sync 0 Deployment demo/web',
  ])
  assert.equal(tasks(plan(objects, { ...all, createNamespace: true })).includes('PreSync -5 Namespace /other'), false)
})

test('without hooks only plain objects are planned', () => {
  const result = plan([object('Job', 'h', { annotations: annotate({ hook: 'Sync' }) }), object('ConfigMap', 'c')], {
    hooks: false,
  })
  assert.equal(tasks(result), ['Sync 0 ConfigMap demo/c'])
})

test('prune tasks run in the reverse order of their waves, one after another from the place of the lowest on', () => {
  const members = [1, 3, 4].map((wave) =>
    object('Pod', `p${wave}`, { namespace: 'demo', annotations: annotate({ wave: String(wave) }) }),
  )
  const objects = [object('ConfigMap', 'c0'), object('ConfigMap', 'c2', { annotations: annotate({ wave: '2' }) })]
  const pruning = plan(objects, { prune: { ...NO_PRUNE, enabled: true, members } })
  assert.equal(
    wavesOf(pruning.phases).map((wave) => tasks({ tasks: tasksOfWave(wave) })),
    [
      ['Sync 0 ConfigMap demo/c0'],
      ['Sync 1 Pod demo/p4'],
      ['Sync 1 Pod demo/p3'],
      ['Sync 1 Pod demo/p1'],
      ['Sync 2 ConfigMap demo/c2'],
    ],
  )
  // What stays lets nothing move up.
  assert.equal(tasks(plan(objects, { prune: { ...NO_PRUNE, members } })), [
    'Sync 0 ConfigMap demo/c0',
    'Sync 1 Pod demo/p4',
    'Sync 2 ConfigMap demo/c2',
    'Sync 3 Pod demo/p3',
    'Sync 4 Pod demo/p1',
  ])
})

test('PruneLast comes after all other Sync waves, and not before wave 1', () => {
  const members = [object('ConfigMap', 'p', { namespace: 'demo', annotations: annotate({ wave: '-7' }) })]
  const objects = [object('ConfigMap', 'c', { annotations: annotate({ wave: '-3' }) })]
  const result = plan(objects, { prune: { ...NO_PRUNE, enabled: true, last: true, members } })
  assert.equal(tasks(result), ['Sync -3 ConfigMap demo/c', 'Sync 1 ConfigMap demo/p'])
})

test.run()
