// An inventory that somebody edited: nothing is written by what it leaves out, and who has looked can have it believed.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Json, KubeObject } from '../../src/object/kube-object.ts'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { configMap, deployment, widgetDefinition } from '../support/workloads.ts'

const test = suite('an inventory that somebody edited')

const KINDS = 'applyset.kubernetes.io/contains-group-kinds'
const NAMESPACES = 'applyset.kubernetes.io/additional-namespaces'
const CHECKSUM = 'hooksync.dev/checksum'

const there: KubeObject = { ...configMap('there'), metadata: { name: 'there', namespace: 'other' } }
const other: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } }

async function synced(...objects: readonly KubeObject[]): Promise<Session> {
  const session = createSession()
  await session.lab.put([other])
  const run = await session.run('-f - --app shop', objects)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  return session
}

const annotations = ({ lab }: Session): Readonly<Record<string, string>> =>
  lab.live('ConfigMap', 'hooksync-shop')?.metadata.annotations ?? {}

const edit = ({ lab }: Session, metadata: Json): Promise<unknown> =>
  lab.patch('ConfigMap', 'hooksync-shop', { metadata })

const EDITS: readonly [string, Json][] = [
  ['its kinds are emptied', { annotations: { [KINDS]: '' } }],
  ['a kind is taken out', { annotations: { [KINDS]: 'ConfigMap' } }],
  ['its kinds are taken away', { annotations: { [KINDS]: null } }],
  ['a namespace is taken out', { annotations: { [NAMESPACES]: '' } }],
  ['its namespaces are taken away', { annotations: { [NAMESPACES]: null } }],
  ['its checksum is taken away', { annotations: { [CHECKSUM]: null } }],
  ['its label is taken away', { labels: { 'applyset.kubernetes.io/id': null } }],
]

for (const [what, metadata] of EDITS) {
  test(`nothing is written when ${what}`, async () => {
    const session = await synced(configMap('c'), deployment('old'), there)
    await edit(session, metadata)
    for (const words of ['-f - --app shop', '-f - --app shop --prune', 'plan -f - --app shop --prune']) {
      const run = await session.run(words, [configMap('c'), configMap('d')])
      assert.equal([run.exitCode, run.writes], [3, []], `${words}: ${run.stdout}${run.stderr}`)
      assert.match(run.stdout + run.stderr, 'the inventory of app shop is in ConfigMap demo/hooksync-shop, and its ')
      assert.match(
        run.stdout + run.stderr,
        /say --take-ownership once.* -A -l applyset.kubernetes.io\/part-of=applyset-/,
      )
    }
    for (const words of ['delete --app shop --yes', 'plan --delete --app shop', 'delete --app shop --dry-run=server']) {
      const run = await session.run(words)
      assert.equal([run.exitCode, run.writes], [3, []], `${words}: ${run.stdout}${run.stderr}`)
      assert.match(run.stdout + run.stderr, 'the inventory of app shop is in ConfigMap demo/hooksync-shop, and its ')
    }
  })
}

const LOST = 'the inventory of app shop, ConfigMap demo/hooksync-shop, is gone, though ConfigMap demo/c bears its mark'

test('nothing is written when it is gone and a member is there that the manifests name', async () => {
  const session = await synced(configMap('c'), deployment('old'))
  await session.lab.remove('ConfigMap', 'hooksync-shop')
  for (const words of [
    '-f - --app shop --prune',
    '-f - --app shop --dry-run=server',
    'plan -f - --app shop',
    'rehearse -f - --app shop --against-cluster',
    'delete -f - --app shop --yes',
    'plan --delete -f - --app shop',
    'rehearse --delete -f - --app shop --against-cluster',
  ]) {
    const run = await session.run(words, [configMap('c'), configMap('d')])
    assert.equal([run.exitCode, run.writes], [3, []], `${words}: ${run.stdout}${run.stderr}`)
    assert.match(run.stdout + run.stderr, LOST)
    assert.match(
      run.stdout + run.stderr,
      / -A -l applyset.kubernetes.io\/part-of=applyset-\S+ lists its members; --take-/,
    )
  }
  const alone = await session.run('delete --app shop --yes')
  assert.equal([alone.exitCode, alone.writes], [0, []])
  assert.match(alone.stdout, 'there is no inventory of app shop')
})

test('--take-ownership begins a new one with what is live and named, or deletes that', async () => {
  const session = await synced(configMap('c'), deployment('old'))
  await session.lab.remove('ConfigMap', 'hooksync-shop')
  const run = await session.run('-f - --app shop --take-ownership', [configMap('c')])
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.match(run.stdout, `${LOST}: a new one begins`)
  assert.is(annotations(session)[KINDS], 'ConfigMap')
  const again = await session.run('-f - --app shop', [configMap('c')])
  assert.equal([again.exitCode, again.writes], [0, []], again.stdout + again.stderr)
  await session.lab.remove('ConfigMap', 'hooksync-shop')
  const removed = await session.run('delete -f - --app shop --yes --take-ownership', [configMap('c')])
  assert.equal([removed.exitCode, removed.writes], [0, ['deleted ConfigMap/c']], removed.stdout + removed.stderr)
})

test('a run that has only made the namespace of its inventory has lost none', async () => {
  const session = createSession()
  const home = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'demo' } }
  assert.is((await session.run('-f - --app shop', [home])).exitCode, 0)
  await session.lab.remove('ConfigMap', 'hooksync-shop')
  const run = await session.run('-f - --app shop', [home, configMap('c')])
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
})

test('an object that never was an inventory is no edited one: it says what can be done', async () => {
  const session = createSession()
  await session.lab.put([configMap('set')])
  for (const words of ['', '--take-ownership']) {
    const run = await session.run(`-f - --app configmaps/set ${words}`, [configMap('c')])
    assert.equal([run.exitCode, run.writes], [3, []])
    assert.match(run.stdout, 'ConfigMap demo/set cannot be the inventory of app configmaps/set: it is no ApplySet')
    assert.match(run.stdout, 'name another with --app, or delete it if nobody needs it')
    assert.not.match(run.stdout, 'say --take-ownership')
  }
})

test('what is put back as it was is believed without a word', async () => {
  const session = await synced(configMap('c'), deployment('old'))
  await edit(session, { annotations: { [KINDS]: '' } })
  await edit(session, { annotations: { [KINDS]: 'ConfigMap,Deployment.apps' } })
  const run = await session.run('-f - --app shop --prune', [configMap('c')])
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.not.match(run.stdout, 'edited')
  assert.ok(run.writes.includes('deleted Deployment/old'))
})

test('--take-ownership believes it as it stands, once: then it is ours again', async () => {
  const session = await synced(configMap('c'), deployment('old'), there)
  await edit(session, { annotations: { [KINDS]: 'ConfigMap,Deployment.apps,Secret', [NAMESPACES]: 'other' } })
  const run = await session.run('-f - --app shop --prune --take-ownership', [configMap('c'), there])
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.match(run.stdout, 'the inventory is believed as it stands, although its annotations are not what ')
  assert.equal(run.writes, [
    'configured ConfigMap/hooksync-shop',
    'deleted Deployment/old',
    'configured ConfigMap/hooksync-shop',
  ])
  assert.is(annotations(session)[KINDS], 'ConfigMap')
  const again = await session.run('-f - --app shop', [configMap('c'), there])
  assert.equal([again.exitCode, again.writes], [0, []], again.stdout + again.stderr)
})

test('delete --take-ownership believes it, too, and takes it away', async () => {
  const session = await synced(configMap('c'), deployment('old'))
  await edit(session, { annotations: { [CHECKSUM]: null } })
  const run = await session.run('delete --app shop --yes --take-ownership')
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.equal(run.writes.toSorted(), [
    'deleted ConfigMap/c',
    'deleted ConfigMap/hooksync-shop',
    'deleted Deployment/old',
  ])
})

const widget: KubeObject = { apiVersion: 'lab.example.com/v1', kind: 'Widget', metadata: { name: 'w' } }
async function unserve({ lab }: Session): Promise<void> {
  await lab.remove('Widget', 'w')
  await lab.remove('CustomResourceDefinition', 'widgets.lab.example.com')
  await lab.clock.sleep(5000)
}

const TOLD = 'the inventory names what the server does not serve: Widget.lab.example.com'

test('a kind that nobody serves any more is told once, and left out then', async () => {
  const session = await synced(configMap('c'), widgetDefinition(), widget)
  await unserve(session)
  const plan = await session.run('plan -f - --app shop', [configMap('c')])
  assert.match(plan.stdout + plan.stderr, TOLD)
  const anew = await session.run('plan -f - --app shop', [configMap('c'), widgetDefinition(), widget])
  assert.not.match(anew.stdout + anew.stderr, TOLD)
  const run = await session.run('-f - --app shop', [configMap('c')])
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.is(run.stdout.split(TOLD).length, 2, run.stdout)
  assert.is(annotations(session)[KINDS], 'ConfigMap')
  const again = await session.run('-f - --app shop', [configMap('c')])
  assert.not.match(again.stdout, TOLD)
})

test('a deletion tells of such a kind, too', async () => {
  const session = await synced(configMap('c'), widgetDefinition(), widget)
  await unserve(session)
  const run = await session.run('delete --app shop --yes')
  assert.equal([run.exitCode, run.writes], [0, ['deleted ConfigMap/c', 'deleted ConfigMap/hooksync-shop']])
  assert.match(run.stdout, TOLD)
})

test.run()
