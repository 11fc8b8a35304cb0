// Prune=confirm and Delete=confirm at a terminal: somebody is asked once, by name, before anything is written.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { createSession } from '../support/command-session.ts'
import type { CommandRun, Session } from '../support/command-session.ts'
import { configMap, job, widgetDefinition } from '../support/workloads.ts'

const test = suite('confirm what leaves')

const PRUNE = '-f input.yaml --app shop --prune --prune-limit 100%'
const ASKS = configMap('asks', { options: 'Prune=confirm,Delete=confirm' })
const types = (text: string) => ({ typed: async () => text })
const nobody = { typed: (): Promise<string> => Promise.reject(new Error('somebody was asked')) }

const deleted = ({ writes }: CommandRun): readonly string[] => writes.filter((write) => write.startsWith('deleted'))

async function synced(...objects: readonly KubeObject[]): Promise<Session> {
  const session = createSession()
  assert.is((await session.run('-f - --app shop', objects)).exitCode, 0)
  return session
}

for (const [answer, writes] of [
  ['y\n', ['deleted ConfigMap/asks', 'deleted ConfigMap/old']],
  ['n\n', ['deleted ConfigMap/old']],
] as const) {
  test(`a sync asks about Prune=confirm, and goes on after ${JSON.stringify(answer)}`, async () => {
    const session = await synced(configMap('c'), configMap('old'), ASKS)
    const run = await session.run(PRUNE, [configMap('c')], types(answer))
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
    assert.match(
      run.stderr,
      '--prune would delete what asks to be confirmed (Prune=confirm): ConfigMap demo/asks\ndelete that, too? [y/N]\n',
    )
    assert.equal(run.writes, writes)
    assert.is(run.stderr.includes('that stays'), answer === 'n\n')
  })
}

test('it asks before anything is written or locked', async () => {
  const session = await synced(configMap('c'), ASKS)
  const typed = async (): Promise<string> => {
    assert.is((await session.run('-f - --app shop', [configMap('c'), ASKS])).exitCode, 0)
    assert.is(session.lab.live('ConfigMap', 'new'), undefined)
    return 'y\n'
  }
  const run = await session.run(PRUNE, [configMap('c'), configMap('new')], { typed })
  assert.is(run.exitCode, 0, run.stdout)
  assert.is(session.lab.live('ConfigMap', 'asks'), undefined)
})

test('a yes is meant for what was named: what asks to be confirmed since stays', async () => {
  for (const [words, exitCode, gone] of [
    [PRUNE, 0, ['deleted ConfigMap/asks']],
    // What was shown is not what there is any more.
    [`${PRUNE} --confirm`, 3, []],
  ] as const) {
    const session = await synced(configMap('c'), configMap('old'), ASKS)
    const annotations = { 'argocd.argoproj.io/sync-options': 'Prune=confirm' }
    const typed = async (): Promise<string> => {
      await session.lab.patch('ConfigMap', 'old', { metadata: { annotations } })
      return 'y\n'
    }
    const run = await session.run(words, [configMap('c')], { typed })
    assert.equal([run.exitCode, run.writes], [exitCode, gone], run.stdout + run.stderr)
  }
})

for (const [why, words, objects] of [
  ['is pruned', PRUNE, [configMap('c'), ASKS]],
  ['is confirmed by a flag', `${PRUNE} --confirm-prune`, [configMap('c')]],
  ['is to be pruned', '-f input.yaml --app shop', [configMap('c')]],
  ['is written', `${PRUNE} --dry-run=server`, [configMap('c')]],
] as const) {
  const isConfirmed = words.includes('--confirm-prune')
  test(`nobody is asked where ${isConfirmed ? 'it' : 'nothing'} ${why}`, async () => {
    const session = await synced(configMap('c'), ASKS)
    const run = await session.run(words, objects, nobody)
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
    assert.equal(run.writes.includes('deleted ConfigMap/asks'), isConfirmed)
  })
}

test('where nobody can be asked it stays', async () => {
  const session = await synced(configMap('c'), ASKS)
  const run = await session.run(PRUNE.replace('input.yaml', '-'), [configMap('c')])
  assert.is(run.exitCode, 0)
  assert.equal(run.writes, [])
  assert.match(run.stdout, 'Prune=confirm, and nobody confirmed')
})

for (const answer of ['y\n', 'n\n']) {
  test(`a deletion names what it asks to confirm: ${JSON.stringify(answer)}`, async () => {
    const session = await synced(configMap('c'), ASKS)
    const run = await session.run('delete --app shop', [], types(answer))
    assert.match(run.stderr, 'to delete: 2 objects of app shop')
    assert.match(
      run.stderr,
      'it deletes what asks to be confirmed (Delete=confirm, Prune=confirm): ConfigMap demo/asks\ndelete this? [y/N]\n',
    )
    assert.is(run.exitCode, answer === 'y\n' ? 0 : 1)
    assert.is(session.lab.live('ConfigMap', 'asks') === undefined, answer === 'y\n')
  })
}

for (const words of ['delete --app shop --yes', 'delete --app shop --dry-run=server']) {
  test(`${words} keeps it, and asks nobody`, async () => {
    const session = await synced(configMap('c'), ASKS)
    const run = await session.run(words, [], nobody)
    assert.is(run.exitCode, 0, run.stdout)
    assert.match(run.stdout, 'ConfigMap demo/asks is kept: Delete=confirm, and nobody confirmed')
    assert.ok(session.lab.live('ConfigMap', 'asks'))
  })
}

for (const [answer, writes] of [
  ['y\n', ['deleted Job/mig']],
  ['n\n', []],
] as const) {
  test(`a hook that left is asked about where it is pruned: ${JSON.stringify(answer)}`, async () => {
    const session = await synced(configMap('c'), job('mig', { hook: 'PreSync', options: 'Prune=confirm' }))
    const run = await session.run(`${PRUNE} --prune-hooks`, [configMap('c')], types(answer))
    assert.equal([run.exitCode, deleted(run)], [0, writes], run.stdout + run.stderr)
    assert.match(run.stderr, 'asks to be confirmed (Prune=confirm): Job demo/mig\ndelete that, too? [y/N]\n')
  })
}

test('a hook that asks for it is in the way of nobody', async () => {
  const session = await synced(configMap('c'), job('mig', { hook: 'PreSync', options: 'Prune=confirm' }))
  const run = await session.run(PRUNE, [configMap('c')], nobody)
  assert.is(run.exitCode, 0, run.stdout)
})

for (const [why, object, label] of [
  ["Argo CD's application blog tracks it", ASKS, 'ConfigMap demo/asks'],
  [
    'all its objects would go with it',
    widgetDefinition({ options: 'Prune=confirm' }),
    'CustomResourceDefinition widgets.lab.example.com',
  ],
] as const) {
  test(`with --argo-compat nobody waits for a yes to what stays all the same: ${why}`, async () => {
    const session = await synced(configMap('c'), configMap('old'), object)
    const tracking = { 'argocd.argoproj.io/tracking-id': 'blog:/ConfigMap:demo/asks' }
    if (object === ASKS) await session.lab.patch('ConfigMap', 'asks', { metadata: { annotations: tracking } })
    const run = await session.run(`${PRUNE.replace('input.yaml', '-')} --argo-compat --timeout 60s`, [configMap('c')])
    assert.equal([run.exitCode, deleted(run)], [0, ['deleted ConfigMap/old']], run.stdout)
    assert.match(run.stdout, `not pruned ${label}: ignored (no prune): ${why}`)
  })
}

test.run()
