// The hooks of a deletion: when they run, what their failure means, what becomes of them (recorded scenarios 90-94 say what Argo CD does).
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { createSession } from '../support/command-session.ts'
import type { CommandRun, Session } from '../support/command-session.ts'
import { configMap, job, widgetDefinition } from '../support/workloads.ts'

const test = suite('hooks of a deletion')

const DELETE = 'delete --app shop --yes -f -'

async function synced(objects: readonly KubeObject[]): Promise<Session> {
  const session = createSession()
  const run = await session.run('-f - --app shop', objects)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  return session
}

/** Which hooks and ConfigMaps are there. */
const left = ({ lab }: Session): readonly string[] =>
  lab
    .snapshot()
    .filter(({ kind, metadata }) => ['ConfigMap', 'Job'].includes(kind) && metadata.name !== 'kube-root-ca.crt')
    .map(({ metadata }) => metadata.name ?? '')
    .toSorted()

const assertEnd = (run: CommandRun, exitCode: number): void =>
  assert.is(run.exitCode, exitCode, run.stdout + run.stderr)

const FAILS = { 'exit-code': '1' }

test('they run before and after the objects, each awaited, and nothing is left', async () => {
  const objects = [
    job('post', { hook: 'PostDelete', lab: { 'run-for': '5s' } }),
    job('pre-2', { hook: 'PreDelete', wave: '1' }),
    job('pre-1', { hook: 'PreDelete', lab: { 'run-for': '5s' } }),
    configMap('c'),
  ]
  const session = await synced(objects)
  assert.equal(left(session), ['c', 'hooksync-shop'], 'a sync runs none of them')
  const run = await session.run(DELETE, objects)
  assertEnd(run, 0)
  assert.equal(run.writes, [
    'configured ConfigMap/hooksync-shop',
    'created Job/pre-1',
    'created Job/pre-2',
    'deleted Job/pre-2',
    'deleted Job/pre-1',
    'deleted ConfigMap/c',
    'created Job/post',
    'deleted Job/post',
    'deleted ConfigMap/hooksync-shop',
  ])
  assert.equal(left(session), [])
})

test('when a PreDelete hook fails nothing is deleted, and a second run goes on', async () => {
  const pre = job('pre', { hook: 'PreDelete', lab: FAILS })
  const session = await synced([configMap('c')])
  const run = await session.run(DELETE, [pre, configMap('c'), job('post', { hook: 'PostDelete' })])
  assertEnd(run, 1)
  assert.equal(run.writes, ['configured ConfigMap/hooksync-shop', 'created Job/pre'])
  assert.match(run.stdout, 'no object is deleted')
  assert.match(run.stdout, 'not run: 3 tasks (Delete 2, PostDelete 1)')
  assert.equal(left(session), ['c', 'hooksync-shop', 'pre'])
  assertEnd(await session.run(DELETE, [job('pre', { hook: 'PreDelete' }), configMap('c')]), 0)
  assert.equal(left(session), [])
})

test('when a PostDelete hook fails the objects are gone, the inventory stays, and a second run runs it again', async () => {
  const session = await synced([configMap('c')])
  const run = await session.run(DELETE, [configMap('c'), job('post', { hook: 'PostDelete', lab: FAILS })])
  assertEnd(run, 1)
  assert.match(run.stdout, '1 object deleted before')
  assert.equal(left(session), ['hooksync-shop', 'post'])
  const again = await session.run(DELETE, [configMap('c'), job('post', { hook: 'PostDelete' })])
  assertEnd(again, 0)
  assert.ok(again.writes.includes('created Job/post'))
  assert.equal(left(session), [])
})

for (const [how, lab, timeout] of [
  ['failed', FAILS, '60s'],
  ['took too long', { 'run-for': '1h' }, '5s'],
] as const) {
  const made = job('post', { hook: 'PostDelete', lab })
  const annotations = { ...made.metadata.annotations, 'hooksync.dev/timeout': timeout }
  const post = { ...made, metadata: { ...made.metadata, annotations } }
  const stays = configMap('stays', { options: 'Delete=false' })

  for (const [words, rest] of [
    ['delete --yes -f -', []],
    ['delete --app shop --yes -f -', ['hooksync-shop', 'stays']],
  ] as const) {
    test(`a PostDelete hook that ${how} is run again although nothing else is left to delete: ${words}`, async () => {
      const session = createSession()
      const sync = words.includes('--app') ? [configMap('c'), stays] : [configMap('c')]
      assertEnd(await session.run(words.includes('--app') ? '-f - --app shop' : '-f -', sync), 0)
      assertEnd(await session.run(words, [...sync, post]), 1)
      assert.equal(left(session), [...rest, 'post'].toSorted())
      const plan = await session.run(`plan --delete ${words.slice(7).replace('--yes ', '')}`, [...sync, post])
      assert.match(plan.stdout, 'demo/post')
      const asked = words.replace('--yes ', '').replace('-f -', '-f input.yaml')
      const run = await session.run(asked, [...sync, post], { typed: async () => 'y\n' })
      assertEnd(run, 1)
      assert.match(run.stderr, /nothing is left but to run: 1 hook .*\n  PostDelete wave 0\n    run Job demo\/post\n/)
      assertEnd(await session.run(words, [...sync, job('post', { hook: 'PostDelete' })]), 0)
      assert.equal(left(session), rest)
      const last = await session.run(words, [...sync, post])
      assertEnd(last, 0)
      assert.equal(last.writes, [])
    })
  }
}

for (const [what, making, exitCode, kept] of [
  ['HookFailed, when it fails', { policy: 'HookFailed', lab: FAILS }, 1, []],
  ['HookSucceeded, when it fails', { policy: 'HookSucceeded', lab: FAILS }, 1, ['post']],
  ['HookSucceeded', { policy: 'HookSucceeded' }, 0, []],
  ['BeforeHookCreation alone', { policy: 'BeforeHookCreation' }, 0, ['post']],
] as const) {
  test(`of a PostDelete hook with ${what}, there is then: ${kept.join() || 'nothing'}`, async () => {
    const session = await synced([configMap('c')])
    assertEnd(await session.run(DELETE, [job('post', { hook: 'PostDelete', ...making })]), exitCode)
    // On a failure nobody waits until it is gone.
    await session.lab.clock.sleep(5000)
    assert.equal(
      left(session).filter((name) => name !== 'hooksync-shop'),
      kept,
    )
  })
}

test('a hook of both phases runs twice', async () => {
  const session = await synced([configMap('c')])
  const run = await session.run(DELETE, [job('both', { hook: 'PreDelete,PostDelete' })])
  assertEnd(run, 0)
  assert.is(run.writes.filter((write) => write === 'created Job/both').length, 2)
  assert.equal(left(session), [])
})

test('a hook of a sync that is one of the deletion, too, runs anew', async () => {
  const hook = job('h', { hook: 'PostSync,PreDelete' })
  const session = await synced([hook, configMap('c')])
  const run = await session.run(DELETE, [hook, configMap('c')])
  assertEnd(run, 0)
  assert.equal(run.writes.slice(0, 2), ['deleted Job/h', 'created Job/h'])
  assert.equal(left(session), [])
})

test('what hooks of syncs have left goes with the objects', async () => {
  const hooks = [job('mig', { hook: 'PreSync' }), job('smoke', { hook: 'PostSync' })]
  const session = await synced([...hooks, configMap('c')])
  assert.equal(left(session), ['c', 'hooksync-shop', 'mig', 'smoke'])
  assertEnd(await session.run(DELETE, [...hooks, configMap('c')]), 0)
  assert.equal(left(session), [])
})

test('they go without manifests, too, also those whose name was generated', async () => {
  const { name: _, ...rest } = job('mig', { hook: 'PreSync' }).metadata
  const generated = { ...job('mig'), metadata: { ...rest, generateName: 'mig-' } }
  const session = await synced([generated, job('smoke', { hook: 'PostSync' }), configMap('c')])
  assert.is(left(session).length, 4)
  assertEnd(await session.run('delete --app shop --yes'), 0)
  assert.equal(left(session), [])
})

test('without an app hooks run when something is there to delete, and hold the lock of the same hooks', async () => {
  const objects = [job('pre', { hook: 'PreDelete', lab: { 'run-for': '20s' } }), configMap('c')]
  const session = createSession()
  await session.run('-f -', objects)
  const first = session.run('delete --yes -f -', objects)
  await session.lab.clock.sleep(2000)
  assertEnd(await session.run('delete --yes -f -', objects), 5)
  assertEnd(await first, 0)
  assert.equal(left(session), [])
  const again = await session.run('delete --yes -f -', objects)
  assertEnd(again, 0)
  assert.equal(again.writes, [])
})

test('--no-hooks runs none', async () => {
  const session = await synced([configMap('c')])
  const run = await session.run(`${DELETE} --no-hooks`, [job('pre', { hook: 'PreDelete', lab: FAILS })])
  assertEnd(run, 0)
  assert.equal(run.writes, ['deleted ConfigMap/c', 'deleted ConfigMap/hooksync-shop'])
})

test('a hook that the server refuses is told before anything is written', async () => {
  const session = await synced([configMap('c')])
  const wrong = { ...job('post', { hook: 'PostDelete' }), spec: { template: {} } }
  const run = await session.run(DELETE, [wrong])
  assertEnd(run, 3)
  assert.equal(run.writes, [])
  assert.match(run.stdout, 'nothing is deleted')
})

test('a hook over its time has failed; a run over its time ends with 6, and nothing more is written', async () => {
  const slow = (timeout: string): KubeObject => job('pre', { hook: 'PreDelete', timeout, lab: { 'run-for': '10m' } })
  const session = await synced([configMap('c')])
  assertEnd(await session.run(DELETE, [slow('5s')]), 1)
  const run = await session.run(`${DELETE} --timeout 30s`, [slow('5m')])
  assertEnd(run, 6)
  assert.match(run.stdout, 'waited for completion of Job demo/pre')
  assert.equal(left(session), ['c', 'hooksync-shop', 'pre'])
})

for (const [flags, gone] of [
  ['', true],
  [' --grace 0s', false],
] as const) {
  test(`a signal ends it as it ends a sync: with "${flags}" the hook that runs ${gone ? 'goes' : 'stays, and is named'}`, async () => {
    const session = await synced([configMap('c')])
    const user = new AbortController()
    const pre = job('pre', { hook: 'PreDelete', lab: { 'run-for': '1m' } })
    const run = session.run(`${DELETE}${flags}`, [pre], { signal: user.signal })
    await session.lab.clock.sleep(5000)
    user.abort('SIGINT')
    const ended = await run
    assertEnd(ended, 130)
    assert.is(ended.stdout.includes('waited for completion of Job demo/pre'), !gone)
    assert.is(ended.stdout.includes('(Terminated)'), gone)
    assert.equal(ended.writes.includes('deleted Job/pre'), gone)
    assert.ok(session.lab.live('ConfigMap', 'c'))
  })
}

for (const [app, sync] of [
  ['', '-f -'],
  ['--app shop', '-f - --app shop'],
] as const) {
  test(`a definition goes after the last hook of its kind, and deleting twice is no fault: ${app || 'no app'}`, async () => {
    const session = createSession()
    const widget = {
      apiVersion: 'lab.example.com/v1',
      kind: 'Widget',
      metadata: { name: 'bye', annotations: { 'argocd.argoproj.io/hook': 'PostDelete' } },
    }
    const objects = [widgetDefinition(), configMap('c'), widget, job('post', { hook: 'PostDelete', wave: '1' })]
    assertEnd(await session.run(sync, objects), 0)
    await session.lab.clock.sleep(5000)
    const words = `delete ${app} --yes --delete-crds -f -`
    const run = await session.run(words, objects)
    assertEnd(run, 0)
    const order = ['created Widget/bye', 'created Job/post', 'deleted CustomResourceDefinition/widgets.lab.example.com']
    assert.equal(
      run.writes.filter((write) => order.includes(write)),
      order,
    )
    assert.equal(left(session), [])
    // Another process knows what is served then.
    const connection = { cluster: session.lab.user('second'), namespace: 'demo', close: () => {} }
    const again = await session.run(words, objects, { connect: async () => connection })
    assertEnd(again, 0)
    assert.match(again.stdout, 'is there to delete')
  })
}

test.run()
