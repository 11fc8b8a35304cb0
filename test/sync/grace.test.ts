// Custom resources that are Degraded for a moment, and what failed in a wave and recovered before its end.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { verdict } from '../../src/health/verdict.ts'
import type { HealthRule } from '../../src/health/verdict.ts'
import { stringField } from '../../src/object/kube-object.ts'
import { ARGO_POLICY, OUR_POLICY } from '../../src/policy.ts'
import { createLab, told, written } from '../support/run-sync.ts'
import type { Happening, Lab, SyncRequest, SyncRun } from '../support/run-sync.ts'
import { bare, configMap, deployment, job } from '../support/workloads.ts'

const test = suite('grace')

const secret = (more: Parameters<typeof bare>[3] = {}): KubeObject =>
  bare('external-secrets.io/v1', 'ExternalSecret', 'creds', more)

/** A lab that serves ExternalSecrets, which nobody reconciles. */
const labWithSecrets = async (): Promise<Lab> => {
  const lab = createLab()
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
  const names = { plural: 'externalsecrets', singular: 'externalsecret', kind: 'ExternalSecret' }
  const definition: KubeObject = {
    ...bare('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'externalsecrets.external-secrets.io'),
    spec: {
      group: 'external-secrets.io',
      scope: 'Namespaced',
      names: { ...names, listKind: 'ExternalSecretList' },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  }
  await lab.put([definition])
  await lab.clock.sleep(1000)
  return lab
}

/** At such a time its operator says that it is ready or is not. */
const says = (at: number, status: 'True' | 'False'): Happening => ({
  at,
  what: ({ lab }) =>
    lab.patch('ExternalSecret', 'creds', { status: { conditions: [{ type: 'Ready', status, message: `at ${at}` }] } }),
})

const sync = async (objects: readonly KubeObject[], request: SyncRequest): Promise<SyncRun> =>
  (await labWithSecrets()).sync(objects, { ...request, options: { degradedGraceMs: 10_000, ...request.options } })

test('a custom resource that recovers within its grace has not failed, and the wait says so', async () => {
  const run = await sync([secret()], { happenings: [says(500, 'False'), says(1500, 'True')] })
  assert.equal([run.exitCode, run.took, run.summary.failures], [0, 1500, []])
  const texts = told(run, 'waiting').map(({ blockers }) => blockers[0]?.message)
  assert.ok(texts.includes('Degraded: at 500; counts as failed unless it recovers within 10s'), JSON.stringify(texts))
})

const WIDGET = { group: 'lab.example.com', version: 'v1', kind: 'Widget', plural: 'widgets', namespaced: true }
const byState: HealthRule = (object) => {
  const state = stringField(object, 'status', 'state')
  return verdict(state === 'up' ? 'Healthy' : state === 'down' ? 'Degraded' : 'Progressing', state, 'nothing yet')
}
const ownRules = { ruleFor: ({ kind }: { readonly kind: string }) => (kind === 'Widget' ? byState : undefined) }

for (const [last, exitCode, took] of [
  ['up', 0, 1500],
  ['down', 1, 10_500],
] as const) {
  test(`what an own rule calls Degraded has its grace, too: then ${last}`, async () => {
    const turns = (at: number, state: string): Happening => ({
      at,
      what: ({ lab }) => lab.patch('Widget', 'w', { status: { state } }),
    })
    const lab = createLab({ types: [WIDGET] })
    const run = await lab.sync([bare('lab.example.com/v1', 'Widget', 'w')], {
      happenings: [turns(500, 'down'), turns(1500, last)],
      options: { degradedGraceMs: 10_000, policy: { ...OUR_POLICY, ownRules } },
    })
    assert.equal([run.exitCode, run.took], [exitCode, took])
  })
}

test('one that does not has failed when the grace is over', async () => {
  const run = await sync([secret(), configMap('later', { wave: '1' })], { happenings: [says(500, 'False')] })
  assert.equal([run.exitCode, run.took], [1, 10_500])
  assert.equal(written(run), ['create ExternalSecret/creds'])
})

test('a hook has its grace, too', async () => {
  const run = await sync([secret({ hook: 'PreSync' }), configMap('c')], {
    happenings: [says(500, 'False'), says(1500, 'True')],
  })
  assert.is(run.exitCode, 0, run.summary.message)
})

for (const options of [{ degradedGraceMs: 0 }, { degradedGraceMs: 0, policy: ARGO_POLICY }]) {
  test(`without a grace it counts at once${'policy' in options ? ', as in Argo CD' : ''}`, async () => {
    const run = await sync([secret(), configMap('later', { wave: '1' })], {
      options,
      happenings: [says(500, 'False'), says(1500, 'True')],
    })
    assert.equal([run.exitCode, run.took], [1, 500])
  })
}

test('what this run has not written has no grace', async () => {
  const lab = await labWithSecrets()
  const first = await lab.sync([secret()], { happenings: [says(500, 'True')] })
  assert.is(first.exitCode, 0)
  await says(0, 'False').what({ lab, signal: () => undefined })
  const run = await lab.sync([secret()], { options: { degradedGraceMs: 10_000 } })
  assert.equal([run.exitCode, run.took], [1, 0])
})

test('what comes with Kubernetes has none', async () => {
  const web = deployment('web', { spec: { progressDeadlineSeconds: 5 }, lab: { 'not-ready': 'true' } })
  const run = await sync([web], {})
  assert.equal([run.exitCode, run.took < 7000], [1, true])
})

const slow = job('slow', { hook: 'Sync', lab: { 'run-for': '30s' } })

test('what failed and is healthy when its wave ends has not failed', async () => {
  const run = await sync([secret(), slow, configMap('later', { wave: '1' })], {
    options: { degradedGraceMs: 0 },
    happenings: [says(500, 'False'), says(20_000, 'True')],
  })
  assert.equal([run.exitCode, run.summary.failures], [0, []], run.summary.message)
  assert.equal(
    told(run, 'task-completed').flatMap(({ key, outcome, message }) =>
      key.name === 'creds' ? [`${outcome}: ${message}`] : [],
    ),
    ['Failed: at 500', 'Succeeded: has recovered: at 20000'],
  )
})

test('in Argo CD it has', async () => {
  const run = await sync([secret(), slow, configMap('later', { wave: '1' })], {
    options: { degradedGraceMs: 0, policy: ARGO_POLICY, wait: false },
    happenings: [says(500, 'False'), says(20_000, 'True')],
  })
  assert.equal([run.exitCode, written(run)], [1, ['create Job/slow', 'create ExternalSecret/creds']])
})

test('beside something that was refused or a failed hook nothing is looked at again', async () => {
  const fails = job('fails', { hook: 'Sync', lab: { 'run-for': '30s', 'exit-code': '1' } })
  const run = await sync([secret(), fails, job('tell', { hook: 'SyncFail', lab: { 'run-for': '5s' } })], {
    options: { degradedGraceMs: 0 },
    happenings: [says(500, 'False'), says(20_000, 'True')],
  })
  assert.is(run.exitCode, 1)
  assert.is(told(run, 'task-completed').filter(({ message }) => message.startsWith('has recovered')).length, 0)
})

test.run()
