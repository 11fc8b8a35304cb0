// What bears the mark of an app, or is named beside it, and is none of its members: a deletion leaves it, and tells what it has to.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { configMap, job, widgetDefinition } from '../support/workloads.ts'

const test = suite('what a deletion leaves to others')

const DELETE = 'delete --app shop --yes'

async function synced(objects: readonly KubeObject[]): Promise<Session> {
  const session = createSession()
  const run = await session.run('-f - --app shop', objects)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  return session
}

const copyOf = ({ lab }: Session, name: string): KubeObject => {
  const { labels = {}, annotations = {} } = lab.live('ConfigMap', name)?.metadata ?? { name }
  return { ...configMap('copy'), metadata: { name: 'copy', labels, annotations } }
}

test('copies are left alone, and the inventory does not stay for them', async () => {
  const session = await synced([configMap('c')])
  await session.lab.put([copyOf(session, 'c')])
  const dry = await session.run('plan --delete --app shop')
  assert.match(dry.stdout, 'ConfigMap demo/hooksync-shop: goes last')
  const run = await session.run(DELETE)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.equal(run.writes, ['deleted ConfigMap/c', 'deleted ConfigMap/hooksync-shop'])
  assert.match(run.stdout, ': 1 object deleted, and the inventory, ConfigMap demo/hooksync-shop\n')
  assert.ok(session.lab.live('ConfigMap', 'copy'))
})

const STAY = 'ConfigMap demo/a, ConfigMap demo/b are in no inventory of app shpo, and stay'

test('with --app what the manifests name goes only if it is a member: all else stays, and is told', async () => {
  const session = createSession()
  const named = [configMap('a'), configMap('b'), job('mig', { hook: 'PreSync' })]
  await session.run('-f -', named)
  for (const words of [
    'plan --delete',
    'delete --yes',
    'delete --dry-run=server',
    'rehearse --delete --against-cluster',
  ]) {
    const run = await session.run(`${words} --app shpo -f -`, named)
    assert.equal([run.exitCode, run.writes], [0, []], words + run.stdout + run.stderr)
    assert.match(run.stdout + run.stderr, STAY)
    assert.match(run.stdout + run.stderr, 'without --app, delete -f deletes what the manifests name')
  }
})

test('what somebody else has made stays beside the members, and the question says so', async () => {
  const session = await synced([configMap('c')])
  await session.lab.put([configMap('made'), copyOf(session, 'c')])
  const named = [configMap('c'), configMap('made'), configMap('copy'), configMap('never')]
  const asked = await session.run('delete --app shop -f -', named)
  const told = 'ConfigMap demo/made, ConfigMap demo/copy are in no inventory of app shop, and stay'
  assert.match(asked.stderr, told)
  const run = await session.run(`${DELETE} -f -`, named)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.match(run.stdout, told)
  assert.equal(run.writes, ['deleted ConfigMap/c', 'deleted ConfigMap/hooksync-shop'])
})

test('a hook that the manifests name and that is none of the app stays, and is told', async () => {
  const session = await synced([configMap('c'), job('ours', { hook: 'PreSync' })])
  const mig = job('mig', { hook: 'PreSync' })
  const [plain, skipped] = [configMap('plain'), configMap('skipped', { hook: 'Skip' })]
  await session.lab.put([mig, plain, skipped])
  const named = [
    configMap('c'),
    mig,
    job('ours', { hook: 'PreSync' }),
    configMap('plain', { hook: 'PreSync' }),
    skipped,
  ]
  const told = [
    'NO_MEMBER Job demo/mig bears no mark of a hook of app shop, and stays\n',
    'NO_MEMBER ConfigMap demo/plain is no hook in the cluster, and stays\n',
    'NO_MEMBER ConfigMap demo/skipped is skipped (argocd.argoproj.io/hook: Skip), and stays\n',
  ]
  const asked = await session.run('delete --app shop -f -', named)
  const plan = await session.run('plan --delete --app shop -f -', named)
  const run = await session.run(`${DELETE} -f -`, named)
  for (const { stdout, stderr } of [asked, plan, run]) {
    for (const line of told) assert.ok(`${stdout}${stderr}`.includes(line), `${line}${stdout}${stderr}`)
  }
  assert.equal(run.writes, ['deleted Job/ours', 'deleted ConfigMap/c', 'deleted ConfigMap/hooksync-shop'])
  const without = await session.run('delete --yes -f -', named)
  assert.equal(without.writes, ['deleted Job/mig'], without.stdout)
  for (const line of told.slice(1)) assert.ok(without.stdout.includes(line), without.stdout)
})

test('a hook that runs anew is not told as one that stays, but with --no-hooks it is', async () => {
  const session = await synced([configMap('c')])
  const pre = job('pre', { hook: 'PreDelete' })
  await session.lab.put([pre])
  assert.not.match((await session.run('plan --delete --app shop -f -', [pre])).stdout, 'stays\n')
  const run = await session.run('plan --delete --app shop --no-hooks -f -', [pre])
  assert.match(run.stdout + run.stderr, 'Job demo/pre bears no mark of a hook of app shop, and stays\n')
})

const TRACKED: KubeObject = {
  ...configMap('argo'),
  metadata: { name: 'argo', annotations: { 'argocd.argoproj.io/tracking-id': 'web:/ConfigMap:demo/argo' } },
}

test('what others own is refused before anybody is asked, and nobody who reads the list finds it there', async () => {
  const session = createSession()
  await session.lab.put([configMap('c'), TRACKED, job('pre', { hook: 'PreDelete' })])
  await session.lab.patch('Job', 'pre', { metadata: { labels: { 'applyset.kubernetes.io/part-of': 'applyset-x-v1' } } })
  const named = [configMap('c'), configMap('argo'), job('pre', { hook: 'PreDelete' })]
  const nobody = { typed: (): Promise<string> => Promise.reject(new Error('somebody was asked')) }
  const run = await session.run('delete -f input.yaml', named, nobody)
  assert.equal([run.exitCode, run.writes, run.stderr], [3, [], ''], run.stdout)
  assert.match(run.stdout, 'Dry run: 2 manifests refused, nothing is written\n')
  assert.match(run.stdout, "ConfigMap demo/argo (Delete wave 0): Argo CD's application web tracks it; --take-ownership")
  assert.match(run.stdout, 'Job demo/pre (PreDelete wave 0): it is part of ApplySet applyset-x-v1; --take-ownership')
  const asked = await session.run('delete -f -', named)
  assert.equal([asked.exitCode, asked.writes], [3, []], asked.stderr)
})

test('the list says of each object whose it is that goes all the same', async () => {
  const session = createSession()
  await session.lab.put([configMap('c'), TRACKED])
  const words = 'delete -f input.yaml --take-ownership'
  const run = await session.run(words, [configMap('c'), configMap('argo')], { typed: async () => 'n\n' })
  assert.match(
    run.stderr,
    "    delete ConfigMap demo/argo (Argo CD's application web tracks it: deleted all the same)\n    delete ConfigMap demo/c\n",
  )
})

test('the list says what goes with a namespace and with a definition', async () => {
  const session = await synced([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'web' } },
    widgetDefinition(),
    configMap('c'),
  ])
  const run = await session.run('delete --app shop --delete-namespaces --delete-crds')
  assert.match(run.stderr, '    delete ConfigMap demo/c\n')
  assert.match(run.stderr, '    delete Namespace web (with all that is in it)\n')
  assert.match(run.stderr, /delete CustomResourceDefinition widgets\S* \(with all objects of its kind\)\n/)
})

test('a hook of a kind that nobody serves is refused before anybody is asked', async () => {
  const session = createSession()
  await session.lab.put([configMap('c')])
  const hook = { ...configMap('w', { hook: 'PreDelete' }), apiVersion: 'example.com/v1', kind: 'Widget' }
  const nobody = { typed: (): Promise<string> => Promise.reject(new Error('somebody was asked')) }
  const run = await session.run('delete -f input.yaml', [configMap('c'), hook], nobody)
  assert.equal([run.exitCode, run.writes, run.stderr], [4, [], ''], run.stdout)
})

test.run()
