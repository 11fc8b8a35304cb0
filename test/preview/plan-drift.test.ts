// When a saved plan does not hold any more, and what may change all the same.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseIgnoreRule } from '../../src/hook/ignore-rule.ts'
import { NO_SYNC_OPTIONS } from '../../src/hook/sync-options.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { isJsonObject } from '../../src/object/kube-object.ts'
import { planIn, runPlanIn } from '../support/preview-lab.ts'
import { createLab } from '../support/run-sync.ts'
import { bare, configMap, deployment, job } from '../support/workloads.ts'

const test = suite('plan drift')

const secret = (value: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's' },
  stringData: { password: value },
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

test('another wave is told as one', async () => {
  const lab = createLab()
  const plan = await planIn(lab, [configMap('a'), configMap('b')])
  const tasks = plan.tasks.map((task) => ({ ...task, wave: 3 }))
  const run = await runPlanIn(lab, [configMap('a'), configMap('b')], { plan: { ...plan, tasks } })
  assert.equal(run.differences, ['PLAN_ORDER ConfigMap demo/a was in wave 3 of the plan, and is in wave 0 now'])
})

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

test('what an autoscaler of the first version tells in annotations is its status', async () => {
  const STATUS = 'autoscaling.alpha.kubernetes.io/current-metrics'
  const scaler = (annotations: Readonly<Record<string, string>> = {}): KubeObject => ({
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web', annotations },
    spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
  })
  const lab = createLab()
  await lab.sync([scaler()])
  const plan = await planIn(lab, [scaler()])
  await lab.patch('HorizontalPodAutoscaler', 'web', { metadata: { annotations: { [STATUS]: '44' } } })
  assert.equal((await runPlanIn(lab, [scaler()], { plan })).differences, [])
  const METRICS = 'autoscaling.alpha.kubernetes.io/metrics'
  await lab.patch('HorizontalPodAutoscaler', 'web', { metadata: { annotations: { [METRICS]: '[]' } } })
  assert.equal((await runPlanIn(lab, [scaler()], { plan })).differences, [
    'PLAN_LIVE HorizontalPodAutoscaler demo/web changed in the cluster since the plan was made',
  ])
})

for (const options of ['ServerSideApply=false', 'ServerSideApply=true']) {
  test(`what kubectl applied last decides over what is deleted: ${options}`, async () => {
    const mine = configMap('c', { options })
    const lab = createLab()
    await lab.sync([mine])
    await lab.patch('ConfigMap', 'c', { metadata: { labels: { team: 'a' } } })
    const plan = await planIn(lab, [mine])
    // The label was theirs; now kubectl has applied it, and whoever applies without it takes it away.
    await lab.put([{ ...mine, metadata: { ...mine.metadata, labels: { team: 'a' } } }])
    const run = await runPlanIn(lab, [mine], { plan })
    assert.equal(run.differences, ['PLAN_LIVE ConfigMap demo/c changed in the cluster since the plan was made'])
    assert.equal(lab.live('ConfigMap', 'c')?.metadata.labels, { team: 'a' })
  })
}

test('a Secret whose name each run generates is the same one', async () => {
  const token = (value: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { generateName: 'token-', annotations: { 'argocd.argoproj.io/hook': 'PreSync' } },
    stringData: { password: value },
  })
  const lab = createLab()
  const plan = await planIn(lab, [token('correct-horse')])
  await lab.clock.sleep(60_000)
  const { differences } = await runPlanIn(lab, [token('battery-staple')], { plan })
  assert.equal(differences.slice(1), [
    'PLAN_MANIFEST the manifest of Secret demo/token-* changed since the plan was made',
  ])
  const { exitCode, written } = await runPlanIn(lab, [token('correct-horse')], { plan })
  assert.equal([exitCode, written.length], [0, 1])
})

test('a namespace that --create-namespace brings, and that came meanwhile', async () => {
  const lab = createLab({ namespaces: ['default'] })
  const syncOptions = { ...NO_SYNC_OPTIONS, createNamespace: true }
  const plan = await planIn(lab, [configMap('c')], { options: { syncOptions } })
  await lab.put([bare('v1', 'Namespace', 'demo')])
  const run = await runPlanIn(lab, [configMap('c')], { plan, options: { syncOptions } })
  assert.equal(run.differences, ['PLAN_LIVE Namespace demo appeared in the cluster since the plan was made'])
})

test('an ignored difference may change meanwhile, and the rules are those of the plan', async () => {
  const web = [deployment('web', { spec: { replicas: 2 } })]
  const rule = parseIgnoreRule('apps/Deployment:/spec/replicas')
  const ignoreDifferences = 'fault' in rule ? [] : [rule]
  const respecting = { ignoreDifferences, syncOptions: { ...NO_SYNC_OPTIONS, respectIgnoreDifferences: true } }
  const lab = createLab()
  await lab.sync(web)
  const plan = await planIn(lab, web, { options: respecting })
  await lab.patch('Deployment', 'web', { spec: { replicas: 5 } })
  assert.equal((await runPlanIn(lab, web, { plan })).differences.slice(0, 2), [
    'PLAN_OPTION sync option RespectIgnoreDifferences was true for the plan, and is false now',
    'PLAN_OPTION --ignore-difference was apps/Deployment:/spec/replicas for the plan, and is not given now',
  ])
  const run = await runPlanIn(lab, web, { plan, options: respecting })
  assert.equal([run.exitCode, run.differences, run.written], [0, [], []])
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
