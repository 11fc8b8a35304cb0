// Plans as data: what they hold, how they are read and run.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { parseSavedPlan } from '../../src/preview/parse-plan.ts'
import type { SavedTask } from '../../src/preview/plan-shape.ts'
import { planJson } from '../../src/report/plan/plan-json.ts'
import { createRedactor } from '../support/redactor.ts'
import { jsonObject, schemaOf, schemaProblems } from '../support/json-schema.ts'
import { manifest } from '../support/objects.ts'
import { planIn, runPlanIn } from '../support/preview-lab.ts'
import { createLab } from '../support/run-sync.ts'
import { configMap, deployment, job } from '../support/workloads.ts'

const test = suite('saved plan')

const schema = schemaOf('plan')

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
    'tasks[0].wave is not integer',
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

test.run()
