// What a run deletes is judged once more before it goes: what others have made of it while hooks ran counts.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Json, KubeObject } from '../../src/object/kube-object.ts'
import { createSession, createShop } from '../support/command-session.ts'
import type { CommandRun, Session } from '../support/command-session.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('since the plan was made')

type Metadata = { readonly [name: string]: Json }

const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options'
const annotated = (name: string, value: string): Metadata => ({ annotations: { [name]: value } })
const TAKEN: Metadata = { labels: { 'applyset.kubernetes.io/part-of': 'applyset-x-v1', 'hooksync.dev/app': 'blog' } }

const MIG = job('mig', { hook: 'PreSync', lab: { 'run-for': '20s' } })
const PRE = job('pre', { hook: 'PreDelete', lab: { 'run-for': '20s' } })
const PRUNE = '-f - --app shop --prune --prune-limit 100%'
const DELETE = 'delete -f - --app shop --yes'

/** Runs with a hook, and changes an object while that runs. */
async function meanwhile(
  session: Session,
  words: string,
  objects: readonly KubeObject[],
  [kind, name, metadata]: readonly [string, string, Metadata],
): Promise<CommandRun> {
  const running = session.run(words, objects)
  await session.lab.clock.sleep(5000)
  assert.ok(session.lab.live(kind, name))
  await session.lab.patch(kind, name, { metadata })
  return running
}

const deleted = ({ writes }: CommandRun): readonly string[] => writes.filter((write) => write.startsWith('deleted'))

for (const [what, metadata, why] of [
  ['says Prune=false', annotated(SYNC_OPTIONS, 'Prune=false'), 'Prune=false'],
  ['asks to be confirmed', annotated(SYNC_OPTIONS, 'Prune=confirm'), 'Prune=confirm, and nobody confirmed'],
  ["is to be kept in Helm's words", annotated('helm.sh/resource-policy', 'keep'), 'helm.sh/resource-policy: keep'],
  ["is another app's", TAKEN, 'app blog has it'],
  ["is nobody's", { labels: { 'applyset.kubernetes.io/part-of': null } }, 'the mark of its app is off'],
  ['became a hook', annotated('argocd.argoproj.io/hook', 'PostSync'), 'it is a hook'],
] as const) {
  test(`what ${what} while a hook runs is not pruned`, async () => {
    const session = await createShop([configMap('c'), configMap('old'), configMap('older')])
    const run = await meanwhile(session, PRUNE, [configMap('c'), MIG], ['ConfigMap', 'old', metadata])
    assert.is(run.exitCode, 0, run.stdout)
    assert.equal(deleted(run), ['deleted ConfigMap/older'])
    assert.match(run.stdout, `not pruned ConfigMap demo/old: ignored (no prune): ${why}, since the plan`)
  })
}

test('what is protected since is still a member, and told by the next run', async () => {
  const session = await createShop([configMap('c'), job('old')])
  const protect = annotated(SYNC_OPTIONS, 'Prune=false')
  const run = await meanwhile(session, PRUNE, [configMap('c'), MIG], ['Job', 'old', protect])
  assert.equal([run.exitCode, deleted(run)], [0, []], run.stdout)
  const again = await session.run(PRUNE, [configMap('c')])
  assert.match(again.stdout, 'not pruned Job demo/old: ignored (no prune): Prune=false\n')
})

test("Argo CD, too, asks the object as it is then, and heeds no word of Helm's", async () => {
  for (const [name, value, gone] of [
    [SYNC_OPTIONS, 'Prune=false', []],
    ['helm.sh/resource-policy', 'keep', ['deleted ConfigMap/old']],
  ] as const) {
    const session = await createShop([configMap('c'), configMap('old')])
    const words = `${PRUNE} --argo-compat`
    const run = await meanwhile(session, words, [configMap('c'), MIG], ['ConfigMap', 'old', annotated(name, value)])
    assert.equal([run.exitCode, deleted(run)], [0, gone], run.stdout)
  }
})

test('a hook that left, and is protected since, stays', async () => {
  const session = await createShop([configMap('c'), job('left', { hook: 'PreSync' })])
  const protect = annotated(SYNC_OPTIONS, 'Prune=false')
  const words = `${PRUNE} --prune-hooks`
  const run = await meanwhile(session, words, [configMap('c'), MIG], ['Job', 'left', protect])
  assert.is(run.exitCode, 0, run.stdout)
  assert.ok(session.lab.live('Job', 'left'))
  assert.match(run.stdout, 'not pruned Job demo/left: ignored (no prune): Prune=false, since')
})

for (const [what, metadata, why] of [
  ['says Delete=false', annotated(SYNC_OPTIONS, 'Delete=false'), 'Delete=false'],
  ['asks to be confirmed', annotated(SYNC_OPTIONS, 'Delete=confirm'), 'Delete=confirm, and nobody confirmed'],
  ["is to be kept in Helm's words", annotated('helm.sh/resource-policy', 'keep'), 'helm.sh/resource-policy: keep'],
] as const) {
  test(`what ${what} while a hook runs is not deleted, and the inventory tells of it`, async () => {
    const session = await createShop([configMap('c'), configMap('old')])
    const run = await meanwhile(session, DELETE, [PRE], ['ConfigMap', 'old', metadata])
    assert.is(run.exitCode, 0, run.stdout)
    assert.ok(session.lab.live('ConfigMap', 'old'))
    assert.match(run.stdout, `not deleted ConfigMap demo/old: it is kept: ${why}, since the plan`)
    assert.match(run.stdout, 'the inventory, ConfigMap demo/hooksync-shop, stays: it tells of ConfigMap demo/old')
    assert.match(run.stdout, /objects: .*1 not deleted/)
    assert.ok(session.lab.live('ConfigMap', 'hooksync-shop'))
  })
}

test('what another app has taken while a hook runs is not deleted, and the inventory goes: it is not ours', async () => {
  const session = await createShop([configMap('c'), configMap('old')])
  const run = await meanwhile(session, DELETE, [PRE], ['ConfigMap', 'old', TAKEN])
  assert.is(run.exitCode, 0, run.stdout)
  assert.ok(session.lab.live('ConfigMap', 'old'))
  assert.match(run.stdout, 'it is kept: app blog has it, since the plan')
  assert.is(session.lab.live('ConfigMap', 'hooksync-shop'), undefined)
})

const HELM: Metadata = {
  labels: { 'app.kubernetes.io/managed-by': 'Helm' },
  annotations: { 'meta.helm.sh/release-name': 'blog', 'meta.helm.sh/release-namespace': 'web' },
}

for (const [what, metadata, why] of [
  ['Argo CD tracks', annotated('argocd.argoproj.io/tracking-id', 'web:/x'), "since the plan was made, Argo CD's appl"],
  ['Helm has taken', HELM, 'since the plan was made, Helm release blog of namespace web owns it'],
  ['another app has taken', TAKEN, 'app blog has it, since the plan'],
  ['says Delete=false', annotated(SYNC_OPTIONS, 'Delete=false'), 'Delete=false, since the plan'],
  ["is to be kept in Helm's words", annotated('helm.sh/resource-policy', 'keep'), 'keep, since the plan'],
] as const) {
  test(`what ${what} while a hook runs is not deleted, without an application, too`, async () => {
    const session = createSession()
    const named = [configMap('c'), configMap('old'), PRE]
    await session.run('-f -', named)
    const run = await meanwhile(session, 'delete -f - --yes', named, ['ConfigMap', 'old', metadata])
    assert.is(run.exitCode, 0, run.stdout)
    assert.ok(session.lab.live('ConfigMap', 'old'))
    assert.is(session.lab.live('ConfigMap', 'c'), undefined)
    assert.ok(run.stdout.includes(`not deleted ConfigMap demo/old: it is kept: `), run.stdout)
    assert.ok(run.stdout.includes(why), run.stdout)
  })
}

test('with --take-ownership what was taken while a hook runs goes, and is told', async () => {
  const session = createSession()
  const named = [configMap('old'), PRE]
  await session.run('-f -', named)
  const words = 'delete -f - --yes --take-ownership'
  const run = await meanwhile(session, words, named, ['ConfigMap', 'old', HELM])
  assert.is(session.lab.live('ConfigMap', 'old'), undefined)
  assert.match(
    run.stdout,
    'warning: ConfigMap demo/old: Helm release blog of namespace web owns it: deleted all the same',
  )
})

test('what Argo CD tracks since keeps its namespace', async () => {
  const session = createSession()
  const home: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'web' } }
  const inside: KubeObject = { ...configMap('in'), metadata: { name: 'in', namespace: 'web' } }
  await session.run('-f -', [home, inside])
  const tracked = annotated('argocd.argoproj.io/tracking-id', 'web:/x')
  const words = 'delete -f - --yes --delete-namespaces'
  const run = await meanwhile(session, words, [home, inside, PRE], ['ConfigMap', 'in', tracked])
  assert.match(run.stdout, 'it is kept: ConfigMap web/in is kept, and would go with it')
  assert.equal(deleted(run), ['deleted Job/pre'])
})

test('what asks to be confirmed since the question is not meant by its yes', async () => {
  const session = createSession()
  const named = [configMap('asked', { options: 'Delete=confirm' }), configMap('old')]
  await session.lab.put(named)
  const typed = async (): Promise<string> => {
    await session.lab.patch('ConfigMap', 'old', { metadata: annotated(SYNC_OPTIONS, 'Delete=confirm') })
    return 'y\n'
  }
  const run = await session.run('delete -f input.yaml', named, { typed })
  assert.match(run.stderr, '(Delete=confirm, Prune=confirm): ConfigMap demo/asked\n')
  assert.equal(run.writes, ['deleted ConfigMap/asked'], run.stdout)
  assert.match(run.stdout, 'ConfigMap demo/old is kept: Delete=confirm, and nobody confirmed\n')
})

test('what somebody confirmed by a yes and is protected since stays', async () => {
  for (const [name, value, why] of [
    ['helm.sh/resource-policy', 'keep', 'helm.sh/resource-policy: keep'],
    ['argocd.argoproj.io/sync-option', 'Delete=false', 'argocd.argoproj.io/sync-option'],
  ] as const) {
    const session = createSession()
    const named = [configMap('asked', { options: 'Prune=confirm' }), configMap('old'), PRE]
    await session.run('-f -', named)
    const protect = async (): Promise<void> => {
      while (session.lab.live('Job', 'pre') === undefined) await session.lab.clock.sleep(100)
      await session.lab.patch('ConfigMap', 'asked', { metadata: annotated(name, value) })
    }
    let protecting = Promise.resolve()
    const typed = async (): Promise<string> => {
      protecting = protect()
      return 'y\n'
    }
    const run = await session.run('delete -f input.yaml', named, { typed })
    await protecting
    assert.equal(deleted(run).toSorted(), ['deleted ConfigMap/old', 'deleted Job/pre'], run.stdout)
    assert.match(run.stdout, 'not deleted ConfigMap demo/asked: it is kept: ')
    assert.ok(run.stdout.includes(why), run.stdout)
  }
})

test('the namespace of what is protected since stays with it', async () => {
  const session = createSession()
  const home: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'web' } }
  const inside: KubeObject = { ...configMap('in'), metadata: { name: 'in', namespace: 'web' } }
  const made = await session.run('-f - --app shop', [home, inside, configMap('c')])
  assert.is(made.exitCode, 0, made.stdout)
  const running = session.run(`${DELETE} --delete-namespaces`, [PRE])
  await session.lab.clock.sleep(5000)
  await session.lab.put([{ ...inside, metadata: { ...inside.metadata, ...annotated(SYNC_OPTIONS, 'Delete=false') } }])
  const run = await running
  assert.is(run.exitCode, 0, run.stdout)
  assert.match(run.stdout, 'it is kept: ConfigMap web/in is kept, and would go with it')
  assert.equal(deleted(run), ['deleted Job/pre', 'deleted ConfigMap/c'])
})

test.run()
