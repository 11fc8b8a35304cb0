// Plans as data: what they hold, how they are read, and when they do not hold any more.
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { NO_SYNC_OPTIONS } from '../../src/hook/sync-options.ts'
import type { Json, JsonObject, KubeObject } from '../../src/manifest/kube-object.ts'
import { isJsonObject } from '../../src/manifest/kube-object.ts'
import { parseJson } from '../../src/manifest/json.ts'
import { parseSavedPlan } from '../../src/preview/parse-plan.ts'
import type { SavedTask } from '../../src/preview/saved-plan.ts'
import { planJson } from '../../src/report/plan/plan-json.ts'
import { createRedactor } from '../../src/report/redact.ts'
import { schemaProblems } from '../support/json-schema.ts'
import { manifest } from '../support/objects.ts'
import { planIn, runPlanIn } from '../support/preview-lab.ts'
import { createLab } from '../support/run-sync.ts'
import { bare, configMap, deployment, job } from '../support/workloads.ts'

const test = suite('saved plan')

const schema = jsonObject(readFileSync(new URL('../../docs/plan.schema.json', import.meta.url), 'utf8'))

function jsonObject(text: string): JsonObject {
  const value: Json = parseJson(text)
  if (!isJsonObject(value)) throw new Error('no map')
  return value
}

const asIs = (text: string): string => text

const secret = (value: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's' },
  stringData: { password: value },
})

const generated = (): KubeObject => ({
  ...job('', { hook: 'PostSync' }),
  metadata: { generateName: 'smoke-', annotations: { 'argocd.argoproj.io/hook': 'PostSync' } },
})

const release = (): readonly KubeObject[] => [
  job('mig', { hook: 'PreSync', policy: 'HookFailed,BeforeHookCreation' }),
  job('skip', { hook: 'Skip' }),
  configMap('c'),
  secret('correct-horse'),
  deployment('web'),
  generated(),
  job('sf', { hook: 'SyncFail' }),
]

/** Their values are for other readers, and not read. */
function withoutFields(task: SavedTask): Omit<SavedTask, 'fields'> {
  const { fields: _, ...rest } = task
  return rest
}

test('it is what its schema says, and is read as it was written', async () => {
  const lab = createLab()
  for (const before of [[], release()]) {
    await lab.sync(before)
    for (const mode of ['live', 'offline'] as const) {
      const plan = await planIn(lab, [...release(), configMap('d')], { mode })
      const text = planJson(plan, asIs)
      assert.equal(schemaProblems(jsonObject(text), schema), [])
      const { tasks, ...rest } = parseSavedPlan(text, 'plan.json')
      const { tasks: written, ...others } = plan
      assert.equal(rest, others)
      assert.equal(tasks.map(withoutFields), written.map(withoutFields))
    }
  }
})

test('the schema is strict: what it does not know and what is missing are faults', () => {
  const problems = schemaProblems({ kind: 'SyncPlan', version: 2, extra: 1, tasks: [{ wave: 'x' }] }, schema)
  for (const expected of [
    'version is not the constant',
    'extra is not known',
    'namespace is missing',
    'tasks[0].wave is no integer',
  ]) {
    assert.ok(problems.includes(expected), `${expected} is not among ${problems.join(', ')}`)
  }
})

test('a generated name is not part of it, and one batch has one number', async () => {
  const plan = await planIn(createLab(), release())
  assert.equal(
    plan.tasks.map(({ batch, phase, kind, name }) => `${batch} ${phase} ${kind}/${name}`),
    [
      '1 PreSync Job/mig',
      '2 Sync Secret/s',
      '2 Sync ConfigMap/c',
      '2 Sync Deployment/web',
      '3 PostSync Job/smoke-*',
      '4 SyncFail Job/sf',
    ],
  )
})

test('values of Secrets are not in it, neither plain nor as a digest of each', async () => {
  const lab = createLab()
  await lab.sync([secret('correct-horse')])
  const objects = [secret('battery-staple'), configMap('c', { data: { copy: 'battery-staple' } })]
  const plan = await planIn(lab, objects)
  assert.equal(
    plan.tasks.map(({ kind, manifest: digest }) => [kind, digest === null]),
    [
      ['Secret', true],
      ['ConfigMap', false],
    ],
  )
  await lab.sync([configMap('c')])
  const text = planJson(await planIn(lab, objects), createRedactor(objects.map((object) => manifest(object))))
  assert.not.match(text, 'battery')
  assert.not.match(text, Buffer.from('battery-staple').toString('base64'))
  assert.match(text, '"from":"value"')
})

test('it runs while everything is as it was, and once', async () => {
  const lab = createLab()
  await lab.sync([job('mig', { hook: 'PreSync' }), configMap('c'), secret('1')])
  const objects = [job('mig', { hook: 'PreSync' }), configMap('c', { data: { key: 'x' } }), secret('2'), generated()]
  const plan = await planIn(lab, objects)
  await lab.clock.sleep(60_000)
  const run = await runPlanIn(lab, objects, { plan })
  assert.equal([run.exitCode, run.differences], [0, []])
  assert.equal(
    run.written.map((line) => line.replace(/smoke-.*/, 'smoke-*')),
    ['delete Job/mig', 'apply Job/mig', 'apply Secret/s', 'apply ConfigMap/c', 'apply Job/smoke-*'],
  )
  assert.is((await runPlanIn(lab, objects, { plan })).exitCode, 3)
})

interface Drift {
  readonly title: string
  readonly meanwhile?: (lab: ReturnType<typeof createLab>) => Promise<unknown>
  readonly now?: readonly KubeObject[]
  readonly options?: Parameters<typeof runPlanIn>[2]['options']
  readonly told: readonly string[]
}

const planned = (): readonly KubeObject[] => [
  job('mig', { hook: 'PreSync' }),
  configMap('a'),
  configMap('b', { data: { key: 'x' } }),
  secret('1'),
  deployment('web', { spec: { replicas: 1 } }),
]

const withOther = (object: KubeObject): readonly KubeObject[] =>
  planned().map((one) => (one.kind === object.kind && one.metadata.name === object.metadata.name ? object : one))

const drifts: readonly Drift[] = [
  { title: 'nothing', told: [] },
  {
    title: 'a status, and a finished hook that its TTL took',
    meanwhile: async (lab) => {
      await lab.clock.sleep(60_000)
      await lab.remove('Job', 'mig')
      await lab.clock.sleep(60_000)
    },
    told: [],
  },
  {
    title: 'a live object that changed',
    meanwhile: (lab) => lab.patch('ConfigMap', 'a', { data: { key: 'y' } }),
    told: ['PLAN_LIVE ConfigMap demo/a changed in the cluster since the plan was made'],
  },
  {
    title: 'a live object that is gone',
    meanwhile: (lab) => lab.remove('ConfigMap', 'a'),
    told: ['PLAN_LIVE ConfigMap demo/a is gone from the cluster since the plan was made'],
  },
  {
    title: 'a live object that appeared',
    meanwhile: (lab) => lab.put([configMap('b')]),
    told: ['PLAN_LIVE ConfigMap demo/b appeared in the cluster since the plan was made'],
  },
  {
    title: 'a live Secret that was written',
    meanwhile: (lab) => lab.patch('Secret', 's', { metadata: { labels: { a: 'b' } } }),
    told: ['PLAN_LIVE Secret demo/s changed in the cluster since the plan was made'],
  },
  {
    title: 'a manifest that changed, by a label only',
    now: withOther({ ...configMap('a'), metadata: { name: 'a', labels: { x: 'y' } } }),
    told: ['PLAN_MANIFEST the manifest of ConfigMap demo/a (Sync) changed since the plan was made'],
  },
  {
    title: 'a Secret whose value changed',
    now: withOther(secret('2')),
    told: ['PLAN_MANIFEST the manifest of Secret demo/s changed since the plan was made'],
  },
  {
    title: 'manifests that came and went',
    now: [...planned().slice(0, -1), configMap('new')],
    told: [
      'PLAN_MANIFEST Deployment demo/web (Sync) of the plan is not among the manifests any more',
      'PLAN_MANIFEST ConfigMap demo/new (Sync) is not in the plan',
    ],
  },
  {
    title: 'options',
    options: { forceConflicts: false, fieldManager: 'me', revision: 'r2' },
    told: [
      'PLAN_OPTION --force-conflicts was true for the plan, and is false now',
      'PLAN_OPTION --field-manager was kubectl-hooksync for the plan, and is me now',
      'PLAN_OPTION --revision was not given for the plan, and is r2 now',
    ],
  },
  {
    title: 'another namespace, and nothing beside',
    options: { namespace: 'default', hooks: false },
    told: ['PLAN_NAMESPACE the plan was made for namespace demo, and this is default'],
  },
]

for (const { title, meanwhile, now, options, told } of drifts) {
  test(`what is different: ${title}`, async () => {
    const lab = createLab()
    await lab.sync([job('mig', { hook: 'PreSync' }), configMap('a'), secret('1'), deployment('web')])
    const plan = await planIn(lab, planned())
    await meanwhile?.(lab)
    const run = await runPlanIn(lab, now ?? planned(), { plan, ...(options === undefined ? {} : { options }) })
    assert.equal(run.differences, told)
    assert.is(run.exitCode, told.length === 0 ? 0 : 3)
    if (told.length > 0) assert.equal(run.written, [])
  })
}

test('replicas that the manifest leaves open may be scaled meanwhile', async () => {
  const open = deployment('web')
  const spec = open['spec']
  if (isJsonObject(spec)) Object.assign(open, { spec: { ...spec, replicas: undefined } })
  const lab = createLab()
  await lab.sync([open])
  const plan = await planIn(lab, [open])
  await lab.patch('Deployment', 'web', { spec: { replicas: 3 } })
  assert.equal((await runPlanIn(lab, [open], { plan })).differences, [])
})

test('a namespace that --create-namespace brings, and that came meanwhile', async () => {
  const lab = createLab({ namespaces: ['default'] })
  const syncOptions = { ...NO_SYNC_OPTIONS, createNamespace: true }
  const plan = await planIn(lab, [configMap('c')], { options: { syncOptions } })
  await lab.put([bare('v1', 'Namespace', 'demo')])
  const run = await runPlanIn(lab, [configMap('c')], { plan, options: { syncOptions } })
  assert.equal(run.differences, ['PLAN_LIVE Namespace demo appeared in the cluster since the plan was made'])
})

test('a plan of another cluster, or of none, is refused', async () => {
  const plan = await planIn(createLab(), [configMap('c')])
  const elsewhere = { ...plan, cluster: { server: 'https://there', id: 'other' } }
  const lab = createLab()
  assert.equal(
    (await runPlanIn(lab, [configMap('c')], { plan: elsewhere, options: { server: 'https://here' } })).differences,
    ['PLAN_CLUSTER the plan was made on another cluster: https://there, and this is https://here'],
  )
  const offline = await planIn(lab, [configMap('c')], { mode: 'offline' })
  assert.equal((await runPlanIn(lab, [configMap('c')], { plan: offline })).differences, [
    'PLAN_OFFLINE the plan was made without a cluster, and says nothing but the order',
  ])
})

test.run()
