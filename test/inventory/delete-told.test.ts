// What a deletion tells of the inventory: in its question, its plan, its dry run and at its end; and that there is none.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClusterError } from '../../src/errors.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import type { SimulatedRequest } from '../../src/simulator/faults.ts'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('what a deletion tells of the inventory')

const KEPT = configMap('kept', { options: 'Delete=false' })
const PARENT = 'the inventory, ConfigMap demo/hooksync-shop,'

async function synced(...objects: readonly KubeObject[]): Promise<Session> {
  const session = createSession()
  assert.is((await session.run('-f - --app shop', objects)).exitCode, 0)
  return session
}

/** The last event of a run that wrote JSON. */
const lastOf = (stdout: string): { readonly type: string; readonly phase: string; readonly message: string } =>
  JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')

test('that it goes, wherever the deletion is shown, and in the end', async () => {
  const session = await synced(configMap('c'))
  const asked = await session.run('delete --app shop', [], { typed: async () => 'n\n' })
  assert.match(asked.stderr, `${PARENT} goes last\n`)
  const plan = await session.run('plan --delete --app shop')
  assert.match(plan.stdout, 'Inventory\n    ConfigMap demo/hooksync-shop: goes last\n')
  assert.is(JSON.parse((await session.run('plan --delete --app shop -o json')).stdout).inventory, 'goes')
  const dry = await session.run('delete --app shop --dry-run=server')
  assert.match(dry.stdout, ': 1 object would be deleted, and the inventory, ConfigMap demo/hooksync-shop\n')
  const run = await session.run('delete --app shop --yes')
  assert.match(run.stdout, ': 1 object deleted, and the inventory, ConfigMap demo/hooksync-shop\n')
})

test('that it stays, and of what it tells then', async () => {
  const session = await synced(configMap('c'), KEPT)
  const stays = 'stays: it tells of ConfigMap demo/kept\n'
  const asked = await session.run('delete --app shop', [], { typed: async () => 'n\n' })
  assert.match(asked.stderr, `${PARENT} ${stays}`)
  const plan = await session.run('plan --delete --app shop')
  assert.match(plan.stdout, `Inventory\n    ConfigMap demo/hooksync-shop: ${stays}`)
  assert.is(JSON.parse((await session.run('plan --delete --app shop -o json')).stdout).inventory, 'stays')
  const dry = await session.run('delete --app shop --dry-run=server')
  assert.match(dry.stdout, `: 1 object would be deleted; ${PARENT} ${stays}`)
  const run = await session.run('delete --app shop --yes')
  assert.match(run.stdout, `: 1 object deleted; ${PARENT} ${stays}`)
  const again = await session.run('delete --app shop --yes')
  assert.match(again.stdout, `nothing of app shop is there to delete; ${PARENT} ${stays}`)
})

test('that it stays when the deletion fails', async () => {
  const failing = job('pre', { hook: 'PreDelete', lab: { 'exit-code': '1' } })
  const run = await (await synced(configMap('c'))).run('delete --app shop --yes -f -', [failing])
  assert.is(run.exitCode, 1)
  assert.match(run.stdout, `no object is deleted; ${PARENT} stays\n`)
})

test('that it alone is there', async () => {
  const session = await synced(configMap('c'))
  await session.lab.remove('ConfigMap', 'c')
  const plan = await session.run('plan --delete --app shop --detailed-exitcode')
  assert.equal([plan.exitCode, plan.stdout.endsWith('\nplan: the inventory to delete\n')], [2, true], plan.stdout)
  const asked = await session.run('delete --app shop', [], { typed: async () => 'y\n' })
  assert.match(asked.stderr, 'nothing but the inventory of app shop is there to delete')
  assert.match(asked.stdout, ': nothing but the inventory, ConfigMap demo/hooksync-shop, was left to delete\n')
  assert.equal(asked.writes, ['deleted ConfigMap/hooksync-shop'])
})

for (const [what, words, missing] of [
  ['its parent', '', 'ConfigMap demo/hooksync-nosuch is not there'],
  ['its namespace', ' -n nowhere', 'namespace nowhere is not there'],
] as const) {
  test(`that there is none: ${what} is not there`, async () => {
    const session = await synced(configMap('c'))
    const none = `there is no inventory of app nosuch: ${missing}`
    const run = await session.run(`delete --app nosuch --yes${words}`)
    assert.equal([run.exitCode, run.writes], [0, []])
    assert.match(run.stdout, none)
    assert.match(run.stdout, ': nothing of app nosuch is there to delete\n')
    const plan = await session.run(`plan --delete --app nosuch${words}`)
    assert.is(plan.exitCode, 0)
    assert.match(plan.stderr, none)
    const json = await session.run(`delete --app nosuch --yes -o json${words}`)
    const { type, phase, message } = lastOf(json.stdout)
    assert.equal(
      [type, phase, message],
      ['operation-completed', 'Succeeded', 'nothing of app nosuch is there to delete'],
    )
    const unlocked = await session.run(`unlock --app nosuch --reason gone${words}`)
    assert.match(
      unlocked.stdout,
      `nothing to unlock: nobody holds Lease ${words === '' ? 'demo' : 'nowhere'}/hooksync-nosuch; ${none}\n`,
    )
  })
}

test('nothing, where nobody may look whether it is there', async () => {
  const hidden = new ClusterError('may not look', { reason: 'Forbidden', status: 403 })
  const isHidden = ({ verb, key }: SimulatedRequest): boolean => verb === 'get' && key.kind !== 'Lease'
  const session = createSession({ faults: { beforeRequest: (request) => (isHidden(request) ? hidden : undefined) } })
  const run = await session.run('unlock --app nosuch --reason gone')
  assert.is(run.stdout, 'nothing to unlock: nobody holds Lease demo/hooksync-nosuch\n')
})

test('whoever reads events is told how a deletion ended that cannot be planned', async () => {
  const session = await synced(configMap('c'))
  await session.lab.patch('ConfigMap', 'hooksync-shop', {
    metadata: { annotations: { 'hooksync.dev/checksum': null } },
  })
  const run = await session.run('delete --app shop --yes -o json')
  assert.is(run.exitCode, 3)
  const { type, phase, message } = lastOf(run.stdout)
  assert.equal([type, phase], ['operation-completed', 'Failed'])
  assert.is(message, 'the inventory of the application cannot be used')
  assert.match(
    run.stdout,
    /"INVALID_APP".*the inventory of app shop is in ConfigMap demo\/hooksync-shop, and its annotation/,
  )
})

test.run()
