// Deleting what was synced: which objects go, in which order, what is kept and told, who is asked, what the hooks do.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClusterError } from '../../src/errors.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { bare, configMap, deployment, job, widgetDefinition } from '../support/workloads.ts'

const test = suite('delete')

const DELETE = 'delete --app shop --yes'

/** A session whose app has these objects. */
async function synced(objects: readonly KubeObject[], session = createSession()): Promise<Session> {
  const run = await session.run('-f - --app shop', objects)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  return session
}

/** Names of what is there, but for what a cluster has by itself. */
const left = ({ lab }: Session): readonly string[] =>
  lab
    .snapshot()
    .filter(({ kind }) => !['Event', 'Namespace', 'Node', 'Pod', 'ReplicaSet', 'ServiceAccount'].includes(kind))
    .map(({ kind, metadata }) => `${kind}/${metadata.name}`)
    .filter((name) => name !== 'ConfigMap/kube-root-ca.crt')
    .toSorted()

const WAVES = [configMap('low', { wave: '-1' }), configMap('mid'), deployment('web', { wave: '2' })]

test('an app goes in the reverse of its waves, then its inventory', async () => {
  const session = await synced(WAVES)
  const run = await session.run(DELETE)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.equal(run.writes, [
    'deleted Deployment/web',
    'deleted ConfigMap/mid',
    'deleted ConfigMap/low',
    'deleted ConfigMap/hooksync-shop',
  ])
  assert.equal(left(session), [])
  assert.match(run.stdout, 'no manifests are given: no PreDelete or PostDelete hook runs')
  assert.match(
    run.stdout,
    /Deletion succeeded in .*: 3 objects deleted, and the inventory, ConfigMap demo\/hooksync-shop\n/,
  )
})

test('the next wave waits until all of this one is gone', async () => {
  const held = configMap('held', { wave: '2' })
  const session = await synced([
    { ...held, metadata: { ...held.metadata, finalizers: ['example.com/slow'] } },
    configMap('c'),
  ])
  const run = session.run(DELETE)
  await session.lab.clock.sleep(20_000)
  assert.ok(session.lab.live('ConfigMap', 'held')?.metadata.deletionTimestamp)
  assert.is(session.lab.live('ConfigMap', 'c')?.metadata.deletionTimestamp, undefined)
  await session.lab.patch('ConfigMap', 'held', { metadata: { finalizers: [] } })
  assert.is((await run).exitCode, 0)
  assert.equal(left(session), [])
})

test('an app that is gone is deleted already, whatever hooks there were', async () => {
  const session = await synced([configMap('c')])
  assert.is((await session.run(DELETE)).exitCode, 0)
  for (const hooks of [[], [job('pre', { hook: 'PreDelete' }), configMap('c')]]) {
    const run = await session.run(hooks.length === 0 ? DELETE : `${DELETE} -f -`, hooks)
    assert.is(run.exitCode, 0)
    assert.match(run.stdout, 'nothing of app shop is there to delete')
    assert.equal(run.writes, [])
  }
})

test('without an app the objects of the manifests go that are there', async () => {
  const session = createSession()
  await session.run('-f -', [configMap('a'), configMap('b')])
  await session.lab.remove('ConfigMap', 'a')
  const run = await session.run('delete --yes -f -', [configMap('a'), configMap('b'), job('never')])
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.equal(run.writes, ['deleted ConfigMap/b'])
})

const KEEP = 'helm.sh/resource-policy'

for (const [what, object, text, remedy] of [
  ['Delete=false', configMap('k', { options: 'Delete=false' }), 'ConfigMap demo/k is kept: Delete=false', undefined],
  [
    'Delete=confirm',
    configMap('k', { options: 'Delete=confirm' }),
    'ConfigMap demo/k is kept: Delete=confirm, and nobody confirmed',
    '--confirm-delete',
  ],
  [
    "Helm's keep",
    { ...configMap('k'), metadata: { name: 'k', annotations: { [KEEP]: 'keep' } } },
    `ConfigMap demo/k is kept: ${KEEP}: keep`,
    undefined,
  ],
  ['a definition', widgetDefinition(), 'is kept: all its objects would go with it', '--delete-crds'],
  [
    'a namespace',
    bare('v1', 'Namespace', 'other'),
    'Namespace other is kept: all that is in it would go with it',
    '--delete-namespaces',
  ],
] as const) {
  test(`${what} is kept and told, and the inventory tells of it`, async () => {
    const session = await synced([object, deployment('web')])
    const run = await session.run(DELETE)
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
    assert.equal(
      run.writes.filter((write) => !write.includes('hooksync-shop')),
      ['deleted Deployment/web'],
    )
    assert.match(run.stdout, text)
    const kinds = session.lab.live('ConfigMap', 'hooksync-shop')?.metadata.annotations
    assert.match(kinds?.['applyset.kubernetes.io/contains-group-kinds'] ?? '', object.kind)
    assert.not.match(kinds?.['applyset.kubernetes.io/contains-group-kinds'] ?? '', 'Deployment')
    const again = await session.run(DELETE)
    assert.is(again.exitCode, 0)
    assert.match(again.stdout, text)
    assert.equal(again.writes, [])
    if (remedy === undefined) return
    assert.match(run.stdout, `${remedy} deletes it`)
    const all = await session.run(`${DELETE} ${remedy}`)
    assert.is(all.exitCode, 0, all.stdout + all.stderr)
    assert.ok(all.writes.includes(`deleted ${object.kind}/${object.metadata.name}`))
    assert.is(session.lab.live('ConfigMap', 'hooksync-shop'), undefined)
  })
}

test('a namespace or a definition stays for what is kept in it, and goes after all others', async () => {
  const inside = configMap('k', { options: 'Delete=false', namespace: 'other' })
  const session = await synced([
    bare('v1', 'Namespace', 'other'),
    inside,
    widgetDefinition(),
    bare('lab.example.com/v1', 'Widget', 'w'),
    configMap('low', { wave: '-5' }),
  ])
  const run = await session.run(`${DELETE} --delete-namespaces --delete-crds`)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.match(run.stdout, 'Namespace other is kept: ConfigMap other/k is kept, and would go with it')
  assert.equal(run.writes.slice(0, 3), [
    'deleted Widget/w',
    'deleted ConfigMap/low',
    'deleted CustomResourceDefinition/widgets.lab.example.com',
  ])
})

test("an app's own namespace can go, with its lock and its inventory", async () => {
  const session = await synced([bare('v1', 'Namespace', 'demo'), configMap('c')])
  const run = await session.run(`${DELETE} --delete-namespaces`)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.is(session.lab.live('Namespace', 'demo'), undefined)
  assert.equal(left(session), [])
})

test('without --yes nothing is deleted where nobody can be asked', async () => {
  const session = await synced(WAVES)
  const run = await session.run('delete --app shop')
  assert.is(run.exitCode, 2)
  assert.equal(run.writes, [])
  assert.match(run.stderr, 'to delete: 3 objects of app shop')
  assert.match(
    run.stderr,
    /Delete wave 2\n +delete Deployment demo\/web\n +Delete wave 0\n +delete ConfigMap demo\/mid/,
  )
  assert.match(run.stderr, 'no manifests are given: no PreDelete or PostDelete hook runs')
  assert.match(run.stderr, '--yes deletes what is listed above')
})

for (const [answer, exitCode, number] of [
  ['yes\n', 0, 0],
  ['y\n', 0, 0],
  ['\n', 1, 4],
  ['no\n', 1, 4],
  ['', 1, 4],
] as const) {
  test(`at a terminal it asks, and ${JSON.stringify(answer)} ${exitCode === 0 ? 'deletes' : 'does not'}`, async () => {
    const session = await synced(WAVES)
    const run = await session.run('delete --app shop', [], { typed: async () => answer })
    assert.is(run.exitCode, exitCode, run.stdout + run.stderr)
    assert.match(run.stderr, 'delete this? [y/N]')
    assert.is(left(session).length, number)
  })
}

for (const mode of ['client', 'server']) {
  test(`--dry-run=${mode} says what would go, and asks nobody`, async () => {
    const session = await synced(WAVES)
    const run = await session.run(`delete --app shop --dry-run=${mode}`)
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
    assert.equal(run.writes, [])
    assert.match(run.stdout, 'deleted Deployment demo/web (Delete wave 2) (dry run)')
    assert.match(run.stdout, '3 objects would be deleted')
    assert.is(left(session).length, 4)
  })
}

test('what somebody else owns is refused as a whole, unless --take-ownership', async () => {
  const session = createSession()
  const released = { 'meta.helm.sh/release-name': 'r', 'meta.helm.sh/release-namespace': 'demo' }
  const owned = {
    ...configMap('owned'),
    metadata: { name: 'owned', labels: { 'app.kubernetes.io/managed-by': 'Helm' }, annotations: released },
  }
  await session.lab.put([owned, configMap('free')])
  const refused = await session.run('delete --yes -f -', [configMap('owned'), configMap('free')])
  assert.is(refused.exitCode, 3, refused.stdout)
  assert.equal(refused.writes, [])
  assert.match(refused.stdout, 'Helm release r of namespace demo owns it; --take-ownership deletes it all the same')
  const run = await session.run('delete --yes --take-ownership -f -', [configMap('owned'), configMap('free')])
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.is(run.writes.length, 2)
})

test("another app's objects are not deleted by their manifests alone", async () => {
  const session = await synced([configMap('c')])
  const run = await session.run('delete --yes -f -', [configMap('c')])
  assert.is(run.exitCode, 3, run.stdout)
  assert.match(run.stdout, 'app shop; --app shop deletes that application; --take-ownership deletes it all the same')
  assert.ok(session.lab.live('ConfigMap', 'c'))
})

test('the objects that were seen go, and none that came in their place', async () => {
  const session = await synced([configMap('a', { wave: '1' }), configMap('b')])
  const held = { metadata: { finalizers: ['example.com/slow'] } }
  await session.lab.patch('ConfigMap', 'a', held)
  const run = session.run(DELETE)
  await session.lab.clock.sleep(5000)
  const { labels = {}, annotations = {} } = session.lab.live('ConfigMap', 'b')?.metadata ?? {}
  await session.lab.remove('ConfigMap', 'b')
  await session.lab.put([{ ...configMap('b'), metadata: { name: 'b', labels, annotations } }])
  await session.lab.patch('ConfigMap', 'a', { metadata: { finalizers: [] } })
  assert.is((await run).exitCode, 0)
  assert.ok(session.lab.live('ConfigMap', 'b'))
  assert.ok(session.lab.live('ConfigMap', 'hooksync-shop'), 'and the inventory still tells of it')
})

test('an object that cannot be deleted fails the run, later waves stay, and so does the inventory', async () => {
  const forbidden = new ClusterError('may not delete it', { reason: 'Invalid', status: 422 })
  const session = await synced(
    [configMap('a', { wave: '1' }), configMap('b')],
    createSession({
      faults: { beforeRequest: ({ verb, key }) => (verb === 'delete' && key.name === 'a' ? forbidden : undefined) },
    }),
  )
  const run = await session.run(DELETE)
  assert.is(run.exitCode, 1, run.stdout)
  assert.match(run.stdout, 'may not delete it')
  assert.ok(session.lab.live('ConfigMap', 'b'))
  assert.ok(session.lab.live('ConfigMap', 'hooksync-shop'))
})

test('a deletion and a sync of one app keep each other out', async () => {
  const session = await synced([configMap('c')])
  const sync = session.run('-f - --app shop', [job('mig', { hook: 'PreSync', lab: { 'run-for': '20s' } })])
  await session.lab.clock.sleep(2000)
  const run = await session.run(DELETE)
  assert.is(run.exitCode, 5)
  assert.equal(run.writes, [])
  await sync
})

for (const [words, message] of [
  ['delete --yes', 'no manifests were given'],
  ['delete --app shop -l a=b', '--app cannot be used with --selector\nan application is deleted as a whole'],
  ['delete --app shop --selector=', '--selector cannot be empty with --app'],
] as const) {
  test(`"${words}" is wrong usage`, async () => {
    const run = await createSession().run(words)
    assert.is(run.exitCode, 2)
    assert.match(run.stderr, message)
  })
}

test.run()
