// Delete=false and Delete=confirm for a whole application, as --sync-option or in its settings; an object's own word wins.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inFolder } from '../real/lab.ts'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { configMap } from '../support/workloads.ts'

const test = suite('delete by default')

const DELETE = 'delete --app shop --yes'
const OBJECTS = [configMap('plain'), configMap('own', { options: 'Delete=true' })]

async function synced(flags = ''): Promise<Session> {
  const session = createSession()
  const run = await session.run(`-f - --app shop ${flags}`, OBJECTS)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  return session
}

test('Delete=false keeps what says nothing itself', async () => {
  // It is no word to a sync, but may be said there: settings are for both.
  const session = await synced('--sync-option Delete=false')
  const words = '--app shop --sync-option Delete=false'
  const plan = await session.run(`plan --delete ${words}`)
  assert.match(plan.stdout, 'Delete=false for all')
  const run = await session.run(`delete ${words} --yes`)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.match(run.stdout, 'ConfigMap demo/plain is kept: Delete=false for all')
  assert.equal(
    run.writes.filter((write) => write.startsWith('deleted')),
    ['deleted ConfigMap/own'],
  )
})

test('Delete=confirm keeps it until somebody confirms', async () => {
  const session = await synced()
  const run = await session.run(`${DELETE} --sync-option Delete=confirm`)
  assert.match(run.stdout, 'ConfigMap demo/plain is kept: Delete=confirm, and nobody confirmed')
  assert.ok(session.lab.live('ConfigMap', 'plain'))
  const confirmed = await session.run(`${DELETE} --sync-option Delete=confirm --confirm-delete`)
  assert.equal(confirmed.writes, ['deleted ConfigMap/plain', 'deleted ConfigMap/hooksync-shop'], confirmed.stdout)
})

test('Prune=confirm asks to be confirmed at a deletion, too, as in Argo CD', async () => {
  const session = createSession()
  const objects = [
    configMap('asks', { options: 'Prune=confirm,Delete=true' }),
    configMap('own', { options: 'Prune=true' }),
    configMap('plain'),
  ]
  await session.run('-f - --app shop', objects)
  const plan = await session.run('plan --delete --app shop')
  assert.match(plan.stdout, 'ConfigMap demo/asks: Prune=confirm, and nobody confirmed; --confirm-delete deletes it')
  const run = await session.run(`${DELETE} --sync-option Prune=confirm`)
  const left = ['asks', 'own', 'plain'].filter((name) => session.lab.live('ConfigMap', name) !== undefined)
  assert.equal([run.exitCode, left], [0, ['asks', 'plain']], run.stdout)
  const yes = await session.run(`${DELETE} --sync-option Prune=confirm --confirm-delete`)
  assert.is(yes.writes.length, 3, yes.stdout)
})

test('a sync option that nobody knows is answered with those of a deletion', async () => {
  const run = await createSession().run('delete --app shop --yes --sync-option Foo')
  assert.is(run.exitCode, 2)
  assert.match(
    run.stderr,
    '--sync-option: "Foo" is not a sync option\nknown are Prune=true, Prune=confirm, Delete=true, Delete=false, Delete=confirm,',
  )
  assert.not.match(run.stderr, 'CreateNamespace')
})

test('the settings of the application say it, too, beside options of a sync', () =>
  inFolder(async (folder) => {
    const config = join(folder, 'hooksync.yaml')
    writeFileSync(config, 'syncOptions: [Delete=false, ApplyOutOfSyncOnly=true]\n')
    const session = await synced()
    await session.run(`${DELETE} --config ${config}`)
    assert.ok(session.lab.live('ConfigMap', 'plain'))
    const run = await session.run(`${DELETE} --config ${config} --sync-option Delete=true`)
    assert.ok(run.writes.includes('deleted ConfigMap/plain'), run.stdout)
  }))

test('what means nothing to a deletion is refused on its command line', async () => {
  const session = await synced()
  for (const words of ['delete --app shop --yes', 'plan --delete --app shop', 'rehearse --delete --app shop']) {
    const run = await session.run(`${words} --sync-option Replace=true`)
    assert.is(run.exitCode, 2, words)
    assert.match(run.stderr, '--sync-option: Replace=true means nothing to a deletion')
    assert.match(
      run.stderr,
      'one of Prune=true, Prune=confirm, Delete=true, Delete=false, Delete=confirm, PrunePropagationPolicy=foreground',
    )
  }
  const run = await session.run(`${DELETE} --sync-option Delete=maybe`)
  assert.match(run.stderr, '--sync-option: "Delete=maybe" is not a sync option')
})

test.run()
