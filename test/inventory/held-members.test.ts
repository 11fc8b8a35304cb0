// What was applied for an app, and is none to delete any more: it stays, is told, and the inventory tells of it.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { bare, configMap } from '../support/workloads.ts'

const test = suite('members that are held')

const HOOK = 'argocd.argoproj.io/hook'
const OPTIONS = 'argocd.argoproj.io/sync-options'

async function synced(...objects: readonly KubeObject[]): Promise<Session> {
  const session = createSession()
  const run = await session.run('-f - --app shop', objects)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  return session
}

const objectOf = ({ lab }: Session, name: string): KubeObject | undefined =>
  lab.snapshot().find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name)

for (const [word, why] of [
  ['Skip', 'argocd.argoproj.io/hook: Skip'],
  ['Sync', 'it is a hook'],
] as const) {
  for (const manifests of [[], [configMap('c'), configMap('d')]]) {
    const words = manifests.length === 0 ? '' : ' -f -'
    test(`a member that somebody made ${word} stays and is told,${words} and the inventory tells of it`, async () => {
      const session = await synced(configMap('c'), configMap('d'))
      await session.lab.patch('ConfigMap', 'd', { metadata: { annotations: { [HOOK]: word } } })
      const plan = await session.run(`plan --delete --app shop${words}`, manifests)
      assert.match(plan.stdout, `ConfigMap demo/d: ${why}`)
      const run = await session.run(`delete --app shop --yes${words}`, manifests)
      assert.is(run.exitCode, 0, run.stdout + run.stderr)
      assert.match(
        run.stdout,
        '1 object deleted; the inventory, ConfigMap demo/hooksync-shop, stays: it tells of ConfigMap demo/d',
      )
      assert.is(run.stdout.split('ConfigMap demo/d is kept').length, 2, run.stdout)
      assert.not.match(run.stdout, 'is in no inventory')
      await session.lab.patch('ConfigMap', 'd', { metadata: { annotations: { [HOOK]: null } } })
      const last = await session.run('delete --app shop --yes')
      assert.equal(last.writes, ['deleted ConfigMap/d', 'deleted ConfigMap/hooksync-shop'], last.stdout)
    })
  }
}

test('the namespace of a member that somebody made Skip stays with it', async () => {
  const inside = configMap('in', { namespace: 'other' })
  const session = await synced(bare('v1', 'Namespace', 'other'), inside)
  const live = objectOf(session, 'in')
  assert.ok(live)
  const annotations = { ...live.metadata.annotations, [HOOK]: 'Skip' }
  await session.lab.put([{ ...live, metadata: { ...live.metadata, annotations } }])
  const run = await session.run('delete --app shop --yes --delete-namespaces')
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.match(run.stdout, 'Namespace other is kept: ConfigMap other/in is kept, and would go with it')
  assert.ok(objectOf(session, 'in') !== undefined)
})

test('a member that another object owns goes with it, and stays where that stays', async () => {
  const session = createSession()
  await session.run('-f - --app shop', [configMap('owner')])
  const uid = objectOf(session, 'owner')?.metadata.uid
  const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: uid ?? '' }]
  const along = configMap('along')
  const owned = { ...along, metadata: { ...along.metadata, ownerReferences } }
  const first = await session.run('-f - --app shop', [configMap('owner'), owned])
  assert.is(first.exitCode, 0, first.stdout + first.stderr)
  await session.lab.patch('ConfigMap', 'owner', { metadata: { annotations: { [OPTIONS]: 'Delete=false' } } })
  const kept = await session.run('plan --delete --app shop')
  assert.match(kept.stdout, 'ConfigMap demo/along: another object owns it')
  await session.lab.patch('ConfigMap', 'owner', { metadata: { annotations: { [OPTIONS]: null } } })
  const run = await session.run('delete --app shop --yes')
  assert.not.match(run.stdout, 'along is kept')
  assert.match(run.stdout, ', and the inventory, ConfigMap demo/hooksync-shop')
})

test.run()
