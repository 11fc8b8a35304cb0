// What others own, taken or only written: each object is told with who has it, and without an app nothing of that changes.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('take ownership')

const SET = 'it is part of ApplySet applyset-x-v1'
const ARGO = "Argo CD's application blog tracks it"
const HELM = 'Helm release blog of namespace web owns it'

/** One object of Argo CD, one of Helm and one of another ApplySet. */
async function others(): Promise<Session> {
  const session = createSession()
  const owned = (name: string, metadata: Partial<KubeObject['metadata']>): KubeObject => ({
    ...configMap(name),
    metadata: { name, namespace: 'demo', ...metadata },
  })
  await session.lab.put([
    owned('argo', { annotations: { 'argocd.argoproj.io/tracking-id': 'blog:/ConfigMap:demo/argo' } }),
    owned('helm', {
      labels: { 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: { 'meta.helm.sh/release-name': 'blog', 'meta.helm.sh/release-namespace': 'web' },
    }),
    owned('set', { labels: { 'applyset.kubernetes.io/part-of': 'applyset-x-v1' } }),
  ])
  return session
}

const OBJECTS = ['argo', 'helm', 'set', 'free'].map((name) => configMap(name, { data: { a: 'b' } }))

const HOOK = { 'argocd.argoproj.io/hook': 'PreSync', 'argocd.argoproj.io/hook-delete-policy': 'HookFailed' }

const told = (text: string): readonly string[] => text.split('\n').flatMap((line) => /warning: .*/.exec(line) ?? [])

for (const [words, does] of [
  ['-f - --app shop --take-ownership', 'taken into app shop'],
  ['-f - --take-ownership', 'written all the same, and without --app that stays so'],
  ['-f - --argo-compat', 'written all the same, and without --app that stays so'],
  ['delete --yes -f - --take-ownership', 'deleted all the same'],
] as const) {
  test(`each one is told with who has it: ${words}`, async () => {
    const session = await others()
    const lines = [
      `warning: ConfigMap demo/argo: ${ARGO}: ${does}`,
      `warning: ConfigMap demo/helm: ${HELM}: ${does}`,
      `warning: ConfigMap demo/set: ${SET}: ${does}`,
    ]
    const plan = words.startsWith('delete')
      ? await session.run('plan --delete -f - --take-ownership', OBJECTS)
      : await session.run(`plan ${words}`, OBJECTS)
    assert.is(plan.exitCode, 0, plan.stderr)
    assert.equal(told(plan.stderr).toSorted(), lines)
    const events = await session.run(`${words} -o json --dry-run=server`, OBJECTS)
    assert.is(events.stdout.split('"type":"warning"').length, 4, events.stdout)
    const run = await session.run(words, OBJECTS)
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
    assert.equal(told(run.stdout).toSorted(), lines)
    assert.ok(run.stdout.indexOf(lines[2] ?? '') < run.stdout.indexOf('wave'), 'before anything is done')
  })
}

test('what was taken is not told again, and what is only written is when it changes again', async () => {
  const session = await others()
  for (const words of ['-f - --take-ownership', '-f - --app shop --take-ownership']) {
    await session.run(words, OBJECTS)
    const again = await session.run(words, OBJECTS)
    assert.equal([again.exitCode, told(again.stdout), again.writes], [0, [], []])
  }
})

for (const words of ['--take-ownership', '--argo-compat', '--take-ownership --sync-option Replace=true']) {
  test(`a run without an app leaves to an app what is its own (${words})`, async () => {
    const session = createSession()
    await session.run('-f - --app shop', [configMap('a'), configMap('b')])
    const before = session.lab.live('ConfigMap', 'a')?.metadata
    const run = await session.run(`-f - ${words}`, [configMap('a', { data: { key: 'new' } }), configMap('b')])
    assert.equal([run.exitCode, run.writes.filter((write) => write.endsWith('/a')).length], [0, 1], run.stdout)
    const { metadata, ...after } = session.lab.live('ConfigMap', 'a') ?? configMap('gone')
    assert.equal(after['data'], { key: 'new' })
    const mark = 'hooksync.dev/tracking-id'
    assert.equal([metadata.labels, metadata.annotations?.[mark]], [before?.labels, before?.annotations?.[mark]])
    const own = await session.run('-f - --app shop --prune --prune-limit 100%', [configMap('b')])
    assert.equal(own.writes, ['deleted ConfigMap/a'])
  })
}

test('without an app the refusal names the app that has it', async () => {
  const session = createSession()
  await session.run('-f - --app shop', [configMap('a')])
  const run = await session.run('-f -', [configMap('a', { data: { key: 'new' } })])
  assert.is(run.exitCode, 3)
  assert.match(run.stdout, ', app shop; --app shop syncs that application; --take-ownership writes it all the same\n')
  const dry = await session.run('-f - --dry-run=server', [configMap('a', { data: { key: 'new' } })])
  assert.is(dry.stdout.split('nothing was written').length, 2, dry.stdout)
})

const MIGRATION = job('mig', { hook: 'PreSync', lab: { 'run-for': '60s' } })

for (const [words, reason] of [
  ['-f - --app two', ', app one; --take-ownership takes it'],
  ['-f - --app one -n other', ', app one of another namespace; --take-ownership takes it'],
  ['-f -', ', app one; --app one syncs that application; --take-ownership writes it all the same'],
  ['delete --yes -f -', ', app one; --app one deletes that application; --take-ownership deletes it all the same'],
] as const) {
  test(`a hook of an app that runs is nobody else's to delete: ${words}`, async () => {
    const session = createSession({ namespaces: ['demo', 'other'] })
    const first = session.run('-f - --app one', [MIGRATION])
    await session.lab.clock.sleep(10_000)
    const here = { ...MIGRATION, metadata: { ...MIGRATION.metadata, namespace: 'demo' } }
    const second = await session.run(words, [here])
    assert.is(second.exitCode, 3, second.stdout + second.stderr)
    assert.match(second.stdout, /it is a hook of ApplySet applyset-[\w-]+-v1, app one/)
    assert.match(second.stdout, reason)
    assert.equal(second.writes, [])
    assert.is((await first).exitCode, 0)
  })
}

for (const [words, secondObjects, ended] of [
  ['', [configMap('a', { data: { key: 'two' } })], 1],
  ['', [{ ...configMap('a'), metadata: { name: 'a', annotations: { 'argocd.argoproj.io/hook': 'PostSync' } } }], 1],
  ['--take-ownership', [configMap('a', { data: { key: 'two' } })], 0],
] as const) {
  test(`what another app makes after the gate is asked about, too: ${words} ${secondObjects[0].metadata.annotations === undefined ? 'member' : 'hook'}`, async () => {
    const session = createSession()
    const hook = (name: string, seconds: number): KubeObject =>
      job(name, { hook: 'PreSync', lab: { 'run-for': `${seconds}s` } })
    const first = session.run('-f - --app one', [hook('mig-one', 10), configMap('a', { data: { key: 'one' } })])
    const second = await session.run(`-f - --app two ${words}`, [hook('mig-two', 20), ...secondObjects])
    assert.is((await first).exitCode, 0)
    assert.is(second.exitCode, ended, second.stdout + second.stderr)
    assert.match(second.stdout, /ConfigMap demo\/a.*it is part of ApplySet applyset-[\w-]+-v1, app one/)
    assert.equal(session.lab.live('ConfigMap', 'a')?.['data'], { key: ended === 0 ? 'two' : 'one' })
  })
}

test("what was an app's hook may become its member, and the reverse; a name alone is no mark of it", async () => {
  const session = createSession()
  const asHook = { ...configMap('a'), metadata: { ...configMap('a').metadata, annotations: HOOK } }
  for (const objects of [[asHook], [configMap('a')], [asHook]]) {
    const run = await session.run('-f - --app shop', objects)
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
  }
  await session.lab.patch('ConfigMap', 'a', {
    metadata: { labels: { 'hooksync.dev/hook-of': 'applyset-x-v1', 'applyset.kubernetes.io/part-of': null } },
  })
  const run = await session.run('-f - --app shop', [configMap('a', { data: { key: 'new' } })])
  assert.equal([run.exitCode, run.writes], [3, []])
})

test('an ApplySet of another tool that is taken over is told', async () => {
  const session = createSession()
  await session.run('-f - --app configmaps/both', [configMap('a')])
  const tooling = { metadata: { annotations: { 'applyset.kubernetes.io/tooling': 'kubectl/v1.36' } } }
  await session.lab.patch('ConfigMap', 'both', tooling)
  const words = '-f - --app configmaps/both --take-ownership'
  const line = 'warning: ConfigMap demo/both is an ApplySet of kubectl: taken over, kubectl then refuses to work on it'
  const plan = await session.run(`plan ${words}`, [configMap('a')])
  assert.equal(told(plan.stderr), [line])
  const run = await session.run(words, [configMap('a')])
  assert.equal([run.exitCode, told(run.stdout)], [0, [line]])
  assert.equal(told((await session.run(words, [configMap('a')])).stdout), [])
})

test.run()
