// IgnoreExtraneous: what left the manifests and bears it is not told while it stays, and is pruned like anything else.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { configMap } from '../support/workloads.ts'

const test = suite('extraneous')

const SYNC = '-f - --app shop'
const KEPT = [configMap('c')]

const generated = (options: Readonly<Record<string, string>> = {}): KubeObject => {
  const object = configMap('generated')
  const annotations = { 'argocd.argoproj.io/compare-options': 'IgnoreExtraneous', ...options }
  return { ...object, metadata: { ...object.metadata, annotations } }
}

async function synced(object: KubeObject): Promise<Session> {
  const session = createSession()
  const run = await session.run(SYNC, [...KEPT, object])
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  return session
}

test('it is told neither by plan nor by a sync, and stays in the inventory', async () => {
  const session = await synced(generated())
  const plan = await session.run(`plan ${SYNC} --detailed-exitcode`, KEPT)
  assert.is(plan.exitCode, 0, plan.stdout)
  assert.not.match(plan.stdout, 'generated')
  const run = await session.run(SYNC, KEPT)
  assert.equal([run.exitCode, run.writes], [0, []], run.stdout)
  assert.not.match(run.stdout, 'generated')
  const pruned = await session.run(`${SYNC} --prune`, KEPT)
  assert.equal(pruned.writes, ['deleted ConfigMap/generated'], pruned.stdout)
})

test('with --prune the plan shows it', async () => {
  const session = await synced(generated())
  assert.match((await session.run(`plan ${SYNC} --prune`, KEPT)).stdout, /prune +ConfigMap +demo\/generated/)
})

test('with Prune=false it stays, and nobody is told', async () => {
  const session = await synced(generated({ 'argocd.argoproj.io/sync-options': 'Prune=false' }))
  const run = await session.run(`${SYNC} --prune`, KEPT)
  assert.equal([run.exitCode, run.writes], [0, []], run.stdout)
  assert.not.match(run.stdout, 'generated')
})

test('the live object decides, and without the word it is told', async () => {
  const session = await synced(generated())
  await session.lab.patch('ConfigMap', 'generated', {
    metadata: { annotations: { 'argocd.argoproj.io/compare-options': null } },
  })
  const run = await session.run(SYNC, KEPT)
  assert.match(run.stdout, 'not pruned ConfigMap demo/generated: ignored (requires pruning)')
})

test('a misspelt word is an error with the near one', async () => {
  const object = generated({ 'argocd.argoproj.io/compare-options': 'IgnoreExtranous' })
  const run = await createSession().run(SYNC, [object])
  assert.is(run.exitCode, 3)
  assert.match(run.stdout + run.stderr, 'UNKNOWN_COMPARE_OPTION "IgnoreExtranous" is not a compare option')
  assert.match(run.stdout + run.stderr, 'did you mean IgnoreExtraneous?')
})

test.run()
