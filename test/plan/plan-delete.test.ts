// The plan of a deletion: which hooks and objects, in which order (recorded scenarios 90-94 say what Argo CD does).
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { formatKey, groupVersionKind, keyOf } from '../../src/object/resource-key.ts'
import { planDelete } from '../../src/plan/plan-delete.ts'
import { typeKey } from '../../src/plan/plan-sync.ts'
import { NO_PRUNE } from '../../src/plan/sync-plan.ts'
import type { PlanContext, SyncPlan } from '../../src/plan/sync-plan.ts'
import { orderTasks } from '../../src/plan/task-order.ts'
import { OUR_POLICY } from '../../src/policy.ts'
import { annotate, manifest, object } from '../support/objects.ts'

const test = suite('plan of a deletion')

interface Given {
  readonly manifests?: readonly KubeObject[]
  readonly members?: readonly KubeObject[]
  readonly live?: readonly KubeObject[]
  readonly context?: Partial<PlanContext>
  readonly namespaces?: boolean
}

function plan({ manifests = [], members = [], live = [], context = {}, namespaces = false }: Given): SyncPlan {
  const isClusterScoped = ({ kind }: KubeObject): boolean => kind === 'Namespace' || kind === 'CustomResourceDefinition'
  const all = [...manifests, ...members, ...live]
  return planDelete(
    manifests.map((value, index) => manifest(value, index + 1)),
    {
      namespace: 'demo',
      revision: 'abcdef0123456',
      startedAt: 1_700_000_000_500,
      types: new Map(all.map((one) => [typeKey(groupVersionKind(one)), { namespaced: !isClusterScoped(one) }])),
      namespaceExists: true,
      hooks: true,
      policy: OUR_POLICY,
      createNamespace: false,
      skipDryRunOnMissingResource: false,
      replace: false,
      force: false,
      validate: true,
      prune: { ...NO_PRUNE, members },
      app: undefined,
      helm: 'both',
      ...context,
    },
    {
      live: new Map(live.map((one) => [formatKey(keyOf(one)), one])),
      prune: 'true',
      confirmed: false,
      default: 'true',
      definitions: false,
      namespaces,
    },
  )
}

/** An object as it is in the cluster. */
function there(kind: string, name: string, { namespace = 'demo', ...making }: Record<string, string> = {}): KubeObject {
  const made = object(kind, name, { annotations: annotate(making) })
  const uid = `uid of ${name}`
  return { ...made, metadata: { ...made.metadata, uid, ...(kind === 'Namespace' ? {} : { namespace }) } }
}

const hooked = (kind: string, name: string, making: Parameters<typeof annotate>[0]): KubeObject =>
  object(kind, name, { annotations: annotate(making) })

function tasks({ tasks: all }: SyncPlan): readonly string[] {
  return all.map(({ phase, wave, action, key }) => `${phase} ${wave} ${action} ${key.kind}/${key.name}`)
}

test('a task has the place of the manifest that names its object, be it a member, found by its name or a PreDelete hook', () => {
  const backup = hooked('Job', 'backup', { hook: 'PreDelete' })
  const [web, db, gone] = [there('Deployment', 'web'), there('Service', 'db'), there('ConfigMap', 'gone')]
  const made = plan({
    manifests: [object('Deployment', 'web'), backup, object('Service', 'db')],
    members: [web, gone],
    live: [db],
  })
  assert.equal(
    made.tasks.map(({ id, location }) => [id.replace(/ .*\//, ' '), location?.line]),
    [
      ['PreDelete backup', 2],
      ['Delete backup', 2],
      ['Delete web', 1],
      ['Delete db', 3],
      ['Delete gone', undefined],
    ],
  )
})

test('waves go in reverse, all of one together, and stay in that order when some are gone', () => {
  const waves = [1, 5, 7, 7, 4].map((wave, at) => there('ConfigMap', `c${at}`, { wave: String(wave) }))
  const made = plan({ members: waves })
  assert.equal(tasks(made), [
    'Delete 7 prune ConfigMap/c2',
    'Delete 7 prune ConfigMap/c3',
    'Delete 5 prune ConfigMap/c1',
    'Delete 4 prune ConfigMap/c4',
    'Delete 1 prune ConfigMap/c0',
  ])
  assert.equal(
    made.phases.map(({ waves: all }) => all.length),
    [4],
  )
  assert.equal(orderTasks(made.tasks.slice(2), 'demo'), made.tasks.slice(2))
})

test('hooks of a deletion run before and after, in their own waves; the first are then deleted with the objects', () => {
  const manifests = [
    hooked('Job', 'last', { hook: 'PostDelete', wave: '1' }),
    hooked('Job', 'first', { hook: 'PostDelete' }),
    hooked('Job', 'both', { hook: 'PreDelete,PostDelete', wave: '-1' }),
    hooked('Job', 'sync', { hook: 'PreSync' }),
    hooked('Job', 'pre', { hook: 'PreDelete' }),
  ]
  assert.equal(tasks(plan({ manifests, members: [there('ConfigMap', 'c')] })), [
    'PreDelete -1 apply Job/both',
    'PreDelete 0 apply Job/pre',
    'Delete 0 prune Job/pre',
    'Delete 0 prune ConfigMap/c',
    'Delete -1 prune Job/both',
    'PostDelete -1 apply Job/both',
    'PostDelete 0 apply Job/first',
    'PostDelete 1 apply Job/last',
  ])
})

for (const [annotation, phases] of [
  ['pre-delete', ['PreDelete', 'Delete']],
  ['post-delete', ['PostDelete']],
  ['post-install,pre-delete', ['PreDelete', 'Delete']],
  ['pre-delete,post-delete', ['PreDelete', 'Delete', 'PostDelete']],
  ['pre-install', []],
] as const) {
  test(`a Helm hook ${annotation} runs in ${phases.join(', ') || 'no phase'}`, () => {
    const hook = object('Job', 'h', { annotations: { 'helm.sh/hook': annotation } })
    assert.equal(
      plan({ manifests: [hook] }).tasks.map(({ phase }) => phase),
      phases,
    )
  })
}

test("Argo CD's and Helm's words add up", () => {
  const hook = object('Job', 'h', {
    annotations: { ...annotate({ hook: 'PreDelete' }), 'helm.sh/hook': 'post-delete' },
  })
  assert.equal(
    plan({ manifests: [hook] }).tasks.map(({ phase }) => phase),
    ['PreDelete', 'Delete', 'PostDelete'],
  )
})

test('a PostDelete hook that names no policy goes when all went well, and one that names one goes by that', () => {
  const manifests = [
    hooked('Job', 'named', { hook: 'PostDelete', policy: 'BeforeHookCreation' }),
    hooked('Job', 'plain', { hook: 'PostDelete' }),
  ]
  assert.equal(
    plan({ manifests }).tasks.map(({ hook }) => hook?.deletePolicies),
    [['BeforeHookCreation'], ['BeforeHookCreation', 'HookSucceeded']],
  )
})

test('hooks that syncs have left go too, where the manifests name them and the app has made them', () => {
  const manifests = [
    hooked('Job', 'ours', { hook: 'PreSync' }),
    hooked('Job', 'other', { hook: 'PreSync' }),
    hooked('Job', 'no-hook', { hook: 'PostSync' }),
  ]
  const live = [
    hookOf(APP.partOf, there('Job', 'ours', { hook: 'PreSync' })),
    hookOf('applyset-forum', there('Job', 'other', { hook: 'PreSync' })),
    hookOf(APP.partOf, there('Job', 'no-hook')),
  ]
  assert.equal(tasks(plan({ manifests, live, context: { app: APP } })), ['Delete 0 prune Job/ours'])
})

test('hooks that bear the mark of the app go too, whatever the manifests name, but for what was copied or has an owner', () => {
  const live = there('Job', 'left', { hook: 'PostSync', wave: '2' })
  const from = (name: string): KubeObject => hookOf(APP.partOf, there('Job', name, { hook: 'PreSync' }))
  const copy = from('copy')
  const tracked = { 'hooksync.dev/tracking-id': 'shop:batch/Job:demo/original' }
  const owned = from('owned')
  const hooks = [
    hookOf(APP.partOf, live),
    hookOf('applyset-forum', there('Job', 'other', { hook: 'PreSync' })),
    hookOf(APP.partOf, there('Job', 'no-hook')),
    { ...copy, metadata: { ...copy.metadata, annotations: { ...copy.metadata.annotations, ...tracked } } },
    {
      ...owned,
      metadata: {
        ...owned.metadata,
        ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'o', uid: 'o' }],
      },
    },
    hookOf(APP.partOf, there('Job', 'stays', { hook: 'PreSync', options: 'Delete=false' })),
    hookOf(APP.partOf, there('Job', 'anew', { hook: 'PreDelete' })),
  ]
  const manifests = [hooked('Job', 'anew', { hook: 'PreDelete' })]
  const prune = { ...NO_PRUNE, hooks: { live: hooks, enabled: false } }
  const made = plan({ manifests, context: { app: APP, prune } })
  assert.equal(tasks(made), ['PreDelete 0 apply Job/anew', 'Delete 2 prune Job/left', 'Delete 0 prune Job/anew'])
  assert.equal(
    made.diagnostics.map(({ message }) => message),
    ['Job demo/stays is kept: Delete=false'],
  )
})

const APP = {
  name: 'shop',
  partOf: 'applyset-x',
  parent: { group: '', kind: 'ConfigMap', namespace: 'demo', name: 'hooksync-shop' },
}

function hookOf(id: string, one: KubeObject): KubeObject {
  return { ...one, metadata: { ...one.metadata, labels: { 'hooksync.dev/hook-of': id } } }
}

test('without hooks none runs, and what they have left is an object like others', () => {
  const manifests = [hooked('Job', 'pre', { hook: 'PreDelete' })]
  const live = [there('Job', 'pre', { hook: 'PreDelete' })]
  assert.equal(tasks(plan({ manifests, live, context: { hooks: false } })), ['Delete 0 prune Job/pre'])
})

test('a namespace goes after the hooks that run in it, and after all objects', () => {
  const members = [
    there('Namespace', 'a', { wave: '9' }),
    there('Namespace', 'demo'),
    there('ConfigMap', 'c', { wave: '-3' }),
  ]
  const manifests = [hooked('Job', 'post', { hook: 'PostDelete', wave: '2' })]
  assert.equal(tasks(plan({ manifests, members, namespaces: true })), [
    'Delete -3 prune ConfigMap/c',
    'Delete -4 prune Namespace/a',
    'PostDelete 2 apply Job/post',
    'PostDelete 3 prune Namespace/demo',
  ])
})

test('the namespace of the inventory stays when anything stays', () => {
  const kept = there('ConfigMap', 'k', { namespace: 'b' })
  const keeping = { ...kept, metadata: { ...kept.metadata, annotations: annotate({ options: 'Delete=false' }) } }
  const members = [there('Namespace', 'demo'), there('Namespace', 'a'), keeping]
  const { tasks: all, diagnostics } = plan({
    members,
    namespaces: true,
    context: { app: APP },
  })
  assert.equal(
    all.map(({ key }) => key.name),
    ['a'],
  )
  assert.is(diagnostics.at(-1)?.message, 'Namespace demo is kept: the inventory in it tells of what is kept')
})

test('a hook whose kind nobody serves is an error', () => {
  const manifests = [hooked('Job', 'pre', { hook: 'PreDelete' })]
  const { diagnostics } = plan({ manifests, context: { types: new Map() } })
  assert.equal(
    diagnostics.map(({ code, severity }) => `${severity} ${code}`),
    ['error UNKNOWN_KIND'],
  )
})

test.run()
