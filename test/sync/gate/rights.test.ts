// Rights that no list and no dry run proves are asked for before the first write.
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SEED } from '../../support/seed.ts'
import type { Access, Cluster } from '../../../src/cluster/port.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { ARGO_POLICY } from '../../../src/policy.ts'
import { createLab, told, written } from '../../support/run-sync.ts'
import type { SyncRequest, SyncRun } from '../../support/run-sync.ts'
import { bare, binding, configMap, deployment, job, widgetDefinition } from '../../support/workloads.ts'
import { perform } from '../promises/perform.ts'
import { randomRun } from '../promises/random-run.ts'

const test = suite('rights')

/** `watch jobs.batch/migrate in demo` */
const accessText = ({ verb, type, namespace, name }: Access): string => {
  const kind = type.group === '' ? type.plural : `${type.plural}.${type.group}`
  return `${verb} ${kind}${name === undefined ? '' : `/${name}`}${namespace === '' ? '' : ` in ${namespace}`}`
}

/** Writes down what is asked. */
const asking =
  (asked: string[]) =>
  (cluster: Cluster): Cluster => ({
    ...cluster,
    mayI: async (access) => {
      asked.push(accessText(access))
      return cluster.mayI(access)
    },
  })

const migrate = (policy?: string): KubeObject => job('migrate', { hook: 'PreSync', ...(policy ? { policy } : {}) })

interface Row {
  readonly title: string
  readonly objects: readonly KubeObject[]
  /** Synced before; left out: nothing. */
  readonly before?: readonly KubeObject[]
  readonly options?: SyncRequest['options']
  readonly asked: readonly string[]
}

const rows: readonly Row[] = [
  { title: 'what has no health is not awaited', objects: [configMap('c')], asked: [] },
  { title: 'a resource that is awaited', objects: [deployment('web')], asked: ['watch deployments.apps/web in demo'] },
  {
    title: 'two of a kind are watched together',
    objects: [deployment('web'), deployment('api')],
    asked: ['watch deployments.apps in demo'],
  },
  { title: 'the last wave without --wait', objects: [deployment('web')], options: { wait: false }, asked: [] },
  { title: 'a hook that was never there', objects: [migrate()], asked: ['watch jobs.batch/migrate in demo'] },
  {
    title: 'a hook that is there and goes first',
    objects: [migrate()],
    before: [migrate()],
    asked: ['watch jobs.batch/migrate in demo', 'delete jobs.batch in demo'],
  },
  {
    title: 'a hook of two phases, which goes between them',
    objects: [job('both', { hook: 'PreSync,PostSync' })],
    asked: ['watch jobs.batch/both in demo', 'delete jobs.batch in demo'],
  },
  {
    title: 'a policy that deletes when all has gone well',
    objects: [job('mig', { hook: 'PreSync', policy: 'HookSucceeded' })],
    asked: ['watch jobs.batch/mig in demo', 'delete jobs.batch in demo'],
  },
  {
    title: 'a hook that has no health and is deleted',
    objects: [configMap('c', { hook: 'PostSync', policy: 'HookFailed' })],
    asked: ['delete configmaps in demo'],
  },
  {
    title: 'a hook without health that a failure deletes and runs again',
    objects: [configMap('c', { hook: 'PostSync,SyncFail', policy: 'HookFailed' })],
    asked: ['watch configmaps/c in demo', 'delete configmaps in demo'],
  },
  { title: 'nothing that has changed', objects: [deployment('web')], before: [deployment('web')], asked: [] },
  {
    title: 'what is deleted and created anew',
    objects: [configMap('c', { options: 'Replace=true,Force=true' })],
    before: [configMap('c')],
    asked: ['watch configmaps/c in demo', 'delete configmaps in demo'],
  },
  {
    title: 'what a refusal would make anew',
    objects: [configMap('c', { options: 'Force=true', data: { key: 'new' } })],
    before: [configMap('c', { options: 'Force=true' })],
    asked: ['watch configmaps/c in demo', 'delete configmaps in demo'],
  },
  {
    title: 'a binding whose role changes',
    objects: [binding('RoleBinding', 'b', { role: { kind: 'Role', name: 'writer' } })],
    before: [binding('RoleBinding', 'b', { role: { kind: 'Role', name: 'reader' } })],
    asked: [
      'watch rolebindings.rbac.authorization.k8s.io/b in demo',
      'delete rolebindings.rbac.authorization.k8s.io in demo',
    ],
  },
  {
    title: 'a kind that comes with the run',
    objects: [widgetDefinition(), bare('lab.example.com/v1', 'Widget', 'w')],
    asked: [
      'watch customresourcedefinitions.apiextensions.k8s.io',
      'list widgets.lab.example.com in demo',
      'create widgets.lab.example.com in demo',
      'patch widgets.lab.example.com in demo',
    ],
  },
  {
    title: 'what runs beside a definition that is waited for, without --wait',
    objects: [deployment('web'), widgetDefinition(), bare('lab.example.com/v1', 'Widget', 'w')],
    options: { wait: false },
    asked: [
      'watch customresourcedefinitions.apiextensions.k8s.io',
      'watch deployments.apps/web in demo',
      'list widgets.lab.example.com in demo',
      'create widgets.lab.example.com in demo',
      'patch widgets.lab.example.com in demo',
    ],
  },
  {
    title: 'a dry run of the client',
    objects: [migrate('HookSucceeded')],
    options: { dryRun: 'client' },
    asked: [],
  },
  {
    title: 'Argo CD, which finds out on the way',
    objects: [migrate('HookSucceeded')],
    options: { policy: ARGO_POLICY },
    asked: [],
  },
]

for (const { title, objects, before, options, asked } of rows) {
  test(`asked for: ${title}`, async () => {
    const lab = createLab()
    if (before !== undefined) await lab.sync(before)
    const found: string[] = []
    const run = await lab.sync(objects, { through: asking(found), ...(options === undefined ? {} : { options }) })
    assert.is(run.exitCode, 0, run.summary.message)
    assert.equal(found, asked)
  })
}

const findings = (run: SyncRun): readonly (readonly [string, string, string | undefined])[] =>
  told(run, 'diagnostic').map(({ diagnostic: { code, message, hint } }) => [code, message, hint])

/** A lab in which some rights are missing. */
const without = (...missing: readonly string[]) =>
  createLab({ faults: { mayI: (access) => (missing.includes(accessText(access)) ? 'no' : 'yes') } })

test('all that is missing is named at once, with its purpose, and nothing is written', async () => {
  const lab = without(
    'watch jobs.batch in demo',
    'delete jobs.batch in demo',
    'delete jobs.batch/migrate in demo',
    'watch deployments.apps/web in demo',
  )
  const run = await lab.sync([migrate('HookSucceeded'), job('check', { hook: 'PostSync' }), deployment('web')])
  assert.equal(findings(run), [
    [
      'MISSING_RIGHT',
      'you may not watch jobs.batch in namespace demo: Job demo/migrate, Job demo/check could not be awaited',
      'ask for a role that allows it; kubectl auth can-i watch jobs.batch -n demo',
    ],
    [
      'MISSING_RIGHT',
      'you may not delete jobs.batch in namespace demo: Job demo/migrate could not be deleted',
      'ask for a role that allows it; kubectl auth can-i delete jobs.batch -n demo',
    ],
    [
      'MISSING_RIGHT',
      'you may not watch deployments.apps/web in namespace demo: Deployment demo/web could not be awaited',
      'ask for a role that allows it; kubectl auth can-i watch deployments.apps/web -n demo',
    ],
  ])
  const all =
    'rights are missing: watch jobs.batch in namespace demo, delete jobs.batch in namespace demo, watch deployments.apps/web in namespace demo'
  assert.equal([run.exitCode, run.summary.message, written(run)], [4, all, []])
  assert.is(told(run, 'diagnostic')[0]?.diagnostic.location?.source, 'in.yaml')
})

test('an invalid object beside a missing right counts as invalid, and both are told', async () => {
  const lab = without('watch deployments.apps/web in demo')
  const run = await lab.sync([deployment('web'), configMap('c', { data: { 'not a key': 'x' } })])
  assert.equal([run.exitCode, findings(run).length, told(run, 'gate-failed').length, written(run)], [3, 1, 1, []])
})

test('a role that names single objects is enough to delete them', async () => {
  const lab = without('delete jobs.batch in demo')
  const run = await lab.sync([migrate('HookSucceeded')])
  assert.equal([run.exitCode, findings(run)], [0, []])
})

test('a server that cannot say stops nobody', async () => {
  const lab = createLab({ faults: { mayI: () => 'unknown' } })
  assert.is((await lab.sync([migrate('HookSucceeded')])).exitCode, 0)
})

test('no random run watches or deletes what it has not asked for', async () => {
  let used = 0
  const property = fc.asyncProperty(randomRun, async (random) => {
    const settings = { ...random.settings, argoCompat: false }
    const asked = new Set<string>()
    const missing: string[] = []
    const use = (access: Access): void => {
      used += 1
      const { name: _, ...all } = access
      if (!asked.has(accessText(access)) && !asked.has(accessText(all))) missing.push(accessText(access))
    }
    const run = await perform({ ...random, settings, trouble: [] }, (cluster) => ({
      ...cluster,
      mayI: async (access) => {
        asked.add(accessText(access))
        return cluster.mayI(access)
      },
      watch: (type, options) => {
        const name = options.fieldSelector?.replace('metadata.name=', '')
        const namespace = options.namespace ?? ''
        use({ verb: 'watch', type, namespace, ...(name === undefined ? {} : { name }) })
        return cluster.watch(type, options)
      },
      delete: async (ref, options) => {
        if (options.dryRun !== true) use({ verb: 'delete', ...ref })
        return cluster.delete(ref, options)
      },
    }))
    assert.equal(missing, [], run.events.map(({ type }) => type).join())
  })
  await fc.assert(property, { seed: SEED, numRuns: 400, includeErrorInReport: true })
  assert.ok(used > 400)
})

test.run()
