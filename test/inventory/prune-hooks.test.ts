// Hooks that left the manifests of an app: told, and deleted with --prune-hooks alone, after success; no other hook ever.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('prune hooks')

const SYNC = '-f - --app shop'
const PRUNE = `${SYNC} --prune --prune-hooks`
const APP = configMap('c')
const OLD = job('old', { hook: 'PreSync' })
const KEPT = job('kept', { hook: 'PreSync' })
const NOTE = 'hooks that left the manifests are still there: Job demo/old'

async function synced(objects: readonly KubeObject[], session = createSession()): Promise<Session> {
  const run = await session.run(SYNC, objects)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  return session
}

const deleted = (writes: readonly string[]): readonly string[] => writes.filter((write) => write.startsWith('deleted'))

for (const words of [SYNC, `${SYNC} --prune`]) {
  test(`${words} tells of them, and leaves them`, async () => {
    const session = await synced([APP, OLD, KEPT])
    const run = await session.run(words, [APP, KEPT])
    assert.is(run.exitCode, 0, run.stdout)
    assert.match(run.stdout, NOTE)
    assert.match(run.stdout, '--prune --prune-hooks deletes them')
    assert.ok(session.lab.live('Job', 'old'))
    const again = await session.run(words, [APP])
    assert.match(again.stdout, 'still there: Job demo/kept, Job demo/old')
  })
}

test('--prune-hooks deletes them after all else, as the plan says, and they are forgotten', async () => {
  const session = await synced([APP, OLD, KEPT])
  const now = [configMap('c', { data: { a: 'new' } }), KEPT, job('smoke', { hook: 'PostSync', wave: '3' })]
  const plan = await session.run(`plan ${PRUNE}`, now)
  assert.match(plan.stdout, /PostSync\n {2}wave 3\n.*smoke.*\n {2}wave 4\n {4}prune +Job demo\/old\n/)
  const rehearsed = await session.run(`rehearse ${PRUNE} --against-cluster`, now)
  assert.match(rehearsed.stdout, 'deleted Job demo/old (Prune)')
  const run = await session.run(PRUNE, now)
  assert.is(run.exitCode, 0, run.stdout)
  assert.match(run.stdout, 'deleted Job demo/old (Prune)')
  assert.ok(run.writes.indexOf('created Job/smoke') < run.writes.indexOf('deleted Job/old'))
  assert.is(session.lab.live('Job', 'old'), undefined)
  const again = await session.run(PRUNE, now)
  assert.is(again.exitCode, 0, again.stdout)
  assert.not.match(again.stdout, 'Job demo/old')
})

test('where the sync fails they stay', async () => {
  const session = await synced([APP, OLD])
  const run = await session.run(PRUNE, [APP, job('mig', { hook: 'PreSync', lab: { 'exit-code': '1' } })])
  assert.is(run.exitCode, 1)
  assert.ok(session.lab.live('Job', 'old'))
})

for (const [what, live, manifests] of [
  ['of a manifest that generates its name', { generateName: 'mig-' }, { generateName: 'mig-' }],
  ['that became a resource', { name: 'mig' }, undefined],
] as const) {
  test(`a hook ${what} stays`, async () => {
    const base = job('mig', { hook: 'PreSync' })
    const { name: _, ...rest } = base.metadata
    const hook = { ...base, metadata: { ...rest, ...live } }
    const session = await synced([APP, hook])
    const now = manifests === undefined ? job('mig') : hook
    const run = await session.run(`${PRUNE} --dry-run=server`, [APP, now])
    assert.is(run.exitCode, 0, run.stdout)
    assert.equal(deleted(run.writes), [])
    assert.not.match(run.stdout, '(Prune)')
  })
}

test("another app's hooks, copies, what has an owner, and hooks of nobody stay", async () => {
  const session = await synced([APP, OLD])
  await session.run('-f - --app other', [configMap('d'), job('theirs', { hook: 'PreSync' })])
  await session.run('-f -', [job('plain', { hook: 'PreSync' })])
  const old = session.lab.live('Job', 'old')
  assert.ok(old)
  const { labels = {}, annotations = {}, uid = '' } = old?.metadata ?? {}
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'old', uid }
  const like = (name: string, more: object = {}): KubeObject => ({
    ...job(name),
    metadata: { name, labels, annotations, ...more },
  })
  const { 'hooksync.dev/tracking-id': __, ...unmarked } = annotations
  const owned = like('owned', { annotations: unmarked, ownerReferences: [owner] })
  await session.lab.put([like('copy'), like('exposed', { annotations: unmarked }), owned])
  const run = await session.run(`${PRUNE} --dry-run=server`, [APP])
  assert.equal(run.stdout.match(/deleted Job [^ ]+/g), ['deleted Job demo/old'])
})

test('Prune=false keeps a hook, and so does --no-hooks', async () => {
  const session = await synced([APP, job('old', { hook: 'PreSync', options: 'Prune=false' })])
  assert.match((await session.run(PRUNE, [APP])).stdout, 'demo/old: ignored (no prune): Prune=false')
  const plain = await synced([APP, OLD])
  const run = await plain.run(`${PRUNE} --no-hooks`, [APP])
  assert.equal(deleted(run.writes), [])
})

test('one that somebody makes anew meanwhile stays', async () => {
  const session = await synced([APP, OLD])
  const slow = job('slow', { hook: 'PreSync', lab: { 'run-for': '20s' } })
  const run = session.run(PRUNE, [APP, slow])
  await session.lab.clock.sleep(5000)
  await session.lab.remove('Job', 'old')
  await session.lab.put([job('old')])
  assert.is((await run).exitCode, 0)
  assert.ok(session.lab.live('Job', 'old'))
})

test('a run that changes nothing writes nothing', async () => {
  const hook = job('mig', { hook: 'PreSync', policy: 'HookFailed' })
  const session = await synced([APP, hook])
  assert.equal((await session.run(PRUNE, [APP, hook])).writes, [])
})

test('--prune-hooks without --prune is wrong usage', async () => {
  const run = await createSession().run(`${SYNC} --prune-hooks`, [APP])
  assert.is(run.exitCode, 2)
  assert.match(run.stderr, '--prune-hooks needs --prune')
})

test.run()
