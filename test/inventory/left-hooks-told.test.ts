// Hooks that a deletion leaves: the inventory stays for them as for other objects, is told to, and a later deletion finds them.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { bare, configMap, job } from '../support/workloads.ts'

const test = suite('hooks that a deletion leaves')

const DELETE = 'delete --app shop --yes'
const STAYS = 'the inventory, ConfigMap demo/hooksync-shop, stays: it tells of Job demo/h\n'
const KEEP = 'helm.sh/resource-policy'

async function synced(...objects: readonly KubeObject[]): Promise<Session> {
  const session = createSession()
  const run = await session.run('-f - --app shop', objects)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  return session
}

/** Names of what is there of the app, its inventory too. */
const left = ({ lab }: Session): readonly string[] =>
  lab
    .snapshot()
    .filter(({ kind, metadata }) => ['ConfigMap', 'Job'].includes(kind) && metadata.name !== 'kube-root-ca.crt')
    .map(({ metadata }) => metadata.name ?? '')
    .toSorted()

const hook = job('h', { hook: 'PostSync' })

for (const [what, kept, flag] of [
  ['Delete=false', job('h', { hook: 'PostSync', options: 'Delete=false' }), undefined],
  ['Delete=confirm', job('h', { hook: 'PostSync', options: 'Delete=confirm' }), '--confirm-delete'],
  [
    `${KEEP}: keep`,
    { ...hook, metadata: { ...hook.metadata, annotations: { ...hook.metadata.annotations, [KEEP]: 'keep' } } },
    undefined,
  ],
] as const) {
  for (const manifests of [[], [kept, configMap('c')]]) {
    test(`a hook of a sync with ${what} keeps the inventory, ${manifests.length === 0 ? 'without' : 'with'} manifests`, async () => {
      const session = await synced(kept, configMap('c'))
      const words = manifests.length === 0 ? '' : ' -f -'
      const plan = await session.run(`plan --delete --app shop${words}`, manifests)
      assert.match(plan.stdout, 'ConfigMap demo/hooksync-shop: stays: it tells of Job demo/h\n')
      const run = await session.run(DELETE + words, manifests)
      assert.is(run.exitCode, 0, run.stdout + run.stderr)
      assert.match(run.stdout, `: 1 object deleted; ${STAYS}`)
      assert.equal(left(session), ['h', 'hooksync-shop'])
      const again = await session.run(DELETE + words, manifests)
      assert.equal([again.exitCode, again.writes], [0, []])
      assert.match(again.stdout, `nothing of app shop is there to delete; ${STAYS}`)
      const off = { 'argocd.argoproj.io/sync-options': null, [KEEP]: null }
      if (flag === undefined) await session.lab.patch('Job', 'h', { metadata: { annotations: off } })
      const last = await session.run(`${DELETE} ${flag ?? ''}`)
      assert.equal([last.exitCode, last.writes], [0, ['deleted Job/h', 'deleted ConfigMap/hooksync-shop']], last.stdout)
    })
  }
}

test('so does a PostDelete hook that stays by its policy, until it is deleted by name of the app alone', async () => {
  const post = job('h', { hook: 'PostDelete', policy: 'BeforeHookCreation' })
  const session = await synced(configMap('c'))
  const plan = await session.run('plan --delete --app shop -f -', [post])
  assert.match(plan.stdout, 'ConfigMap demo/hooksync-shop: stays: it tells of Job demo/h\n')
  const run = await session.run(`${DELETE} -f -`, [post])
  assert.match(run.stdout, `: 1 object deleted; ${STAYS}`)
  const again = await session.run(`${DELETE} -f -`, [post])
  assert.equal([again.exitCode, again.writes], [0, []], again.stdout)
  assert.match(again.stdout, `nothing of app shop is there to delete; ${STAYS}`)
  const last = await session.run(DELETE)
  assert.equal(last.writes, ['deleted Job/h', 'deleted ConfigMap/hooksync-shop'])
})

test('one that Kubernetes deletes when it has ended keeps nothing', async () => {
  const post = job('h', { hook: 'PostDelete', policy: 'BeforeHookCreation', spec: { ttlSecondsAfterFinished: 5 } })
  const session = await synced(configMap('c'))
  const run = await session.run(`${DELETE} -f -`, [post])
  assert.match(run.stdout, ': 1 object deleted, and the inventory, ConfigMap demo/hooksync-shop\n')
  await session.lab.clock.sleep(10_000)
  assert.equal(left(session), [])
})

test('the namespace of the inventory stays for one in another namespace', async () => {
  const home = bare('v1', 'Namespace', 'demo')
  const post = job('h', { hook: 'PostDelete', policy: 'BeforeHookCreation', namespace: 'default' })
  const session = await synced(home, configMap('c'))
  const run = await session.run(`${DELETE} --delete-namespaces -f -`, [post])
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.match(run.stdout, 'Namespace demo is kept: the inventory in it tells of what is kept')
  assert.match(run.stdout, 'stays: it tells of Namespace demo, Job default/h\n')
})

for (const [what, manifest] of [
  ['a plain resource', job('h')],
  ['to be skipped', job('h', { hook: 'Skip' })],
] as const) {
  test(`one that the manifests name as ${what} goes with the others`, async () => {
    const session = await synced(hook, configMap('c'))
    const run = await session.run(`${DELETE} -f -`, [manifest, configMap('c')])
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
    assert.not.match(run.stdout, 'NO_MEMBER')
    assert.equal(left(session), [])
  })
}

test.run()
