// An application from its first sync on: what its inventory says, what is pruned and what is not, whose objects are left alone.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { inFolder } from '../real/lab.ts'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { configMap, deployment, job } from '../support/workloads.ts'

const test = suite('application')

const SYNC = '-f - --app shop'
const PRUNE = `${SYNC} --prune`

const parentOf = ({ lab }: Session): Readonly<Record<string, string>> | undefined =>
  lab.live('ConfigMap', 'hooksync-shop')?.metadata.annotations

const kinds = (session: Session): string | undefined =>
  parentOf(session)?.['applyset.kubernetes.io/contains-group-kinds']

/** A session whose app has these objects. */
async function synced(...objects: readonly KubeObject[]): Promise<Session> {
  const session = createSession()
  const run = await session.run(SYNC, objects)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  return session
}

/** Twelve ConfigMaps, so that a share has something to be one of. */
const MANY = Array.from({ length: 12 }, (_, at) => configMap(`c${at}`))

test('a first sync records the app before its objects, hooks are no members', async () => {
  const session = createSession()
  const run = await session.run(SYNC, [job('mig', { hook: 'PreSync' }), configMap('c'), deployment('web')])
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.equal(run.writes, [
    'created ConfigMap/hooksync-shop',
    'created Job/mig',
    'created ConfigMap/c',
    'created Deployment/web',
  ])
  assert.is(kinds(session), 'ConfigMap,Deployment.apps')
  const id = session.lab.live('ConfigMap', 'hooksync-shop')?.metadata.labels?.['applyset.kubernetes.io/id']
  const partOf = (kind: string, name: string): string | undefined =>
    session.lab.live(kind, name)?.metadata.labels?.['applyset.kubernetes.io/part-of']
  assert.is(partOf('Deployment', 'web'), id)
  assert.is(partOf('Job', 'mig'), undefined)
})

test('a second sync writes nothing', async () => {
  const objects = [configMap('c'), deployment('web')]
  const session = await synced(...objects)
  const again = await session.run(SYNC, objects)
  assert.is(again.exitCode, 0, again.stdout + again.stderr)
  assert.equal(again.writes, [])
})

test('with --prune it is deleted, and the inventory is narrowed', async () => {
  const session = await synced(configMap('c'), deployment('old'))
  const plan = await session.run(`plan ${PRUNE}`, [configMap('c')])
  assert.match(plan.stdout, /prune +Deployment +demo\/old/)
  const run = await session.run(PRUNE, [configMap('c')])
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.equal(run.writes, ['deleted Deployment/old', 'configured ConfigMap/hooksync-shop'])
  assert.is(kinds(session), 'ConfigMap')
})

test('what failed stays in the inventory', async () => {
  const session = await synced(configMap('c'))
  const run = await session.run(PRUNE, [job('mig', { hook: 'PreSync', lab: { 'exit-code': '1' } }), deployment('web')])
  assert.is(run.exitCode, 1)
  assert.is(kinds(session), 'ConfigMap,Deployment.apps')
  assert.ok(session.lab.live('ConfigMap', 'c'), 'nothing is pruned by a sync that fails before')
})

test('the brake refuses before the first write, and a plan shows what it is about', async () => {
  const session = await synced(...MANY)
  const few = MANY.slice(0, 4)
  const run = await session.run(PRUNE, few)
  assert.is(run.exitCode, 3)
  assert.match(run.stdout, "8 of the app's 12 objects would be pruned, and --prune-limit 20% allows 2")
  assert.equal(run.writes, [])
  const plan = await session.run(`plan ${PRUNE}`, few)
  assert.is(plan.exitCode, 0, plan.stderr)
  assert.match(plan.stderr, 'PRUNE_LIMIT')
  assert.match(plan.stdout, /prune +ConfigMap +demo\/c11/)
  const allowed = await session.run(`${PRUNE} --prune-limit 8`, few)
  assert.is(allowed.exitCode, 0, allowed.stdout + allowed.stderr)
  assert.is(allowed.writes.filter((write) => write.startsWith('deleted')).length, 8)
})

test('an empty folder prunes nothing', async () => {
  const session = await synced(...MANY)
  assert.is((await session.run(PRUNE)).exitCode, 3)
  const allowed = await session.run(`${PRUNE} --allow-empty`)
  assert.is(allowed.exitCode, 3)
  assert.equal(allowed.writes, [])
})

test("an object's own word keeps it: Prune=false, Prune=confirm, Helm's keep; a definition always", async () => {
  const keep = configMap('kept')
  const kept = { ...keep, metadata: { ...keep.metadata, annotations: { 'helm.sh/resource-policy': 'keep' } } }
  const session = await synced(
    configMap('c'),
    configMap('no', { options: 'Prune=false' }),
    configMap('ask', { options: 'Prune=confirm' }),
    kept,
  )
  const run = await session.run(PRUNE, [configMap('c')])
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.equal(run.writes, [])
  for (const line of [
    'ConfigMap demo/no: ignored (no prune): Prune=false',
    'ConfigMap demo/ask: ignored (no prune): Prune=confirm, and nobody confirmed',
    'ConfigMap demo/kept: ignored (no prune): helm.sh/resource-policy: keep',
  ]) {
    assert.match(run.stdout, line)
  }
  const confirmed = await session.run(`${PRUNE} --confirm-prune`, [configMap('c')])
  assert.equal(confirmed.writes, ['deleted ConfigMap/ask'])
})

test('a copy of a member, what another object owns, and a hook are not pruned', async () => {
  const session = await synced(configMap('c'))
  const member = session.lab.live('ConfigMap', 'c')
  if (member === undefined) throw new Error('it is not there')
  const { name: _, uid: __, resourceVersion: ___, managedFields: ____, ...metadata } = member.metadata
  const labels = metadata.labels ?? {}
  await session.lab.put([
    { ...member, metadata: { ...metadata, name: 'copy' } },
    {
      ...configMap('owned'),
      metadata: {
        name: 'owned',
        namespace: 'demo',
        labels,
        ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'c', uid: member.metadata.uid ?? '' }],
      },
    },
    {
      ...configMap('hook'),
      metadata: { name: 'hook', namespace: 'demo', labels, annotations: { 'argocd.argoproj.io/hook': 'PreSync' } },
    },
  ])
  const run = await session.run(`${PRUNE} --prune-limit 100%`, [configMap('c')])
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.equal(run.writes, [])
  assert.not.match(run.stdout, 'prune')
})

for (const [from, words] of [
  ['the cluster', '--against-cluster'],
  ['a snapshot of it', '--snapshot app.snapshot'],
] as const) {
  test(`a rehearsal against ${from} prunes as the run then does`, () =>
    inFolder(async (folder) => {
      const session = await synced(configMap('c'), deployment('old'), configMap('keep', { options: 'Prune=false' }))
      if (words.startsWith('--snapshot')) {
        const taken = await session.run(
          `rehearse ${PRUNE} --against-cluster ${words.replace('app', `${folder}/app`)}`,
          [configMap('c')],
        )
        assert.is(taken.exitCode, 0, taken.stdout + taken.stderr)
      }
      const how = words.replace('app', `${folder}/app`)
      const rehearsed = await session.run(`rehearse ${PRUNE} ${how}`, [configMap('c')])
      assert.is(rehearsed.exitCode, 0, rehearsed.stdout + rehearsed.stderr)
      assert.equal(rehearsed.writes, [])
      const run = await session.run(PRUNE, [configMap('c')])
      const told = (text: string): readonly string[] =>
        text.split('\n').flatMap((line) => / {4}((?:deleted|not pruned) .*)/.exec(line)?.[1] ?? [])
      assert.equal(told(rehearsed.stdout), told(run.stdout))
      assert.is(told(run.stdout).length, 2)
    }))
}

test('another namespace is searched, too', async () => {
  const session = createSession({ namespaces: ['demo', 'other'] })
  const there = { ...configMap('there'), metadata: { name: 'there', namespace: 'other' } }
  assert.is((await session.run(SYNC, [configMap('c'), there])).exitCode, 0)
  assert.is(parentOf(session)?.['applyset.kubernetes.io/additional-namespaces'], 'other')
  const run = await session.run(PRUNE, [configMap('c')])
  assert.equal(run.writes, ['deleted ConfigMap/there', 'configured ConfigMap/hooksync-shop'])
})

test('an inventory that somebody edited is not guessed at', async () => {
  const session = await synced(configMap('c'), configMap('old'))
  await session.lab.patch('ConfigMap', 'hooksync-shop', {
    metadata: { annotations: { 'applyset.kubernetes.io/contains-group-kinds': null } },
  })
  const run = await session.run(PRUNE, [configMap('c')])
  assert.is(run.exitCode, 3)
  assert.match(run.stdout, 'its annotation applyset.kubernetes.io/contains-group-kinds is gone')
  const { stdout } = await session.run(`${PRUNE} -o json`, [configMap('c')])
  assert.match(stdout, /"code":"INVALID_APP"[\s\S]*"type":"operation-completed",.*"reason":"invalid"/)
  assert.equal(run.writes, [])
})

test("others' objects are refused one by one, before the first write, unless they are taken", async () => {
  const session = createSession()
  const owned = (name: string, metadata: Partial<KubeObject['metadata']>): KubeObject => {
    const object = configMap(name)
    return { ...object, metadata: { name, namespace: 'demo', ...metadata } }
  }
  await session.lab.put([
    owned('argo', { annotations: { 'argocd.argoproj.io/tracking-id': 'blog:/ConfigMap:demo/argo' } }),
    owned('helm', {
      labels: { 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: { 'meta.helm.sh/release-name': 'blog', 'meta.helm.sh/release-namespace': 'web' },
    }),
    owned('set', { labels: { 'applyset.kubernetes.io/part-of': 'applyset-x-v1' } }),
  ])
  const objects = [configMap('argo', { data: { a: 'b' } }), configMap('helm'), configMap('set'), configMap('free')]
  for (const words of ['-f -', SYNC]) {
    const run = await session.run(words, objects)
    assert.is(run.exitCode, 3, run.stdout)
    assert.equal(run.writes, [])
    const remedy = words === SYNC ? 'takes it' : 'writes it all the same'
    assert.match(run.stdout, `Argo CD's application blog tracks it; --take-ownership ${remedy}`)
    assert.match(run.stdout, 'Helm release blog of namespace web owns it')
    assert.match(run.stdout, 'it is part of ApplySet applyset-x-v1')
    assert.not.match(run.stdout, 'free: it is there')
  }
  const taken = await session.run(`${SYNC} --take-ownership`, objects)
  assert.is(taken.exitCode, 0, taken.stdout + taken.stderr)
  const again = await session.run(SYNC, objects)
  assert.is(again.exitCode, 0, `what was taken is ours: ${again.stdout}`)
  assert.equal(again.writes, [])
})

test("in Argo CD's way others' objects are taken, unless FailOnSharedResource says otherwise", async () => {
  const session = createSession()
  const object = configMap('argo')
  const annotations = { 'argocd.argoproj.io/tracking-id': 'blog:/ConfigMap:demo/argo' }
  await session.lab.put([{ ...object, metadata: { name: 'argo', namespace: 'demo', annotations } }])
  const changed = configMap('argo', { data: { a: 'b' } })
  const failing = await session.run('-f - --argo-compat --sync-option FailOnSharedResource=true', [changed])
  assert.is(failing.exitCode, 1)
  assert.equal(failing.writes, [])
  const run = await session.run('-f - --argo-compat', [changed])
  assert.equal([run.exitCode, run.writes], [0, ['configured ConfigMap/argo']])
})

for (const [policy, propagation, left] of [
  ['', 'Foreground', false],
  [' --sync-option PrunePropagationPolicy=background', 'Background', false],
  [' --sync-option PrunePropagationPolicy=orphan', 'Orphan', true],
] as const) {
  test(`a Deployment is pruned with propagation ${propagation}`, async () => {
    const session = await synced(configMap('c'), deployment('old'))
    const run = await session.run(`${PRUNE}${policy}`, [configMap('c')])
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
    await session.lab.clock.sleep(5000)
    assert.is(
      session.lab.snapshot().some(({ kind }) => kind === 'ReplicaSet'),
      left,
    )
  })
}

test('PruneLast=true prunes after all waves of Sync', async () => {
  const session = await synced(configMap('c'), configMap('old'))
  const later = configMap('c', { wave: '5', data: { a: 'b' } })
  const first = await session.run(`plan ${PRUNE}`, [later])
  assert.match(first.stdout, /prune [\s\S]*update/)
  const run = await session.run(`${PRUNE} --sync-option PruneLast=true`, [later])
  assert.equal(run.writes, ['configured ConfigMap/c', 'deleted ConfigMap/old'])
})

test('another app does not take them without a word', async () => {
  const session = await synced(configMap('c'))
  const run = await session.run('-f - --app blog --prune', [configMap('c')])
  assert.is(run.exitCode, 3)
  assert.match(run.stdout, ', app shop; --take-ownership takes it')
})

test('--prune needs an app, and an app a name', async () => {
  const session = createSession()
  for (const [words, message] of [
    ['-f - --prune', '--prune needs --app'],
    ['-f - --app Shop', '--app cannot be "Shop"'],
    ['-f - --app deployments/shop', '--app cannot be "deployments/shop"'],
    ['-f - --app shop --prune --prune-limit many', '--prune-limit cannot be "many"'],
    ['-f - --app shop --prune --prune-limit 120%', '--prune-limit cannot be "120%"'],
  ] as const) {
    const run = await session.run(words, [configMap('c')])
    assert.is(run.exitCode, 2)
    assert.match(run.stderr, message)
  }
})

test.run()
