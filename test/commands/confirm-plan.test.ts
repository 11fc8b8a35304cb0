// --confirm: the plan is shown, somebody at the terminal is asked, and what is run is that plan.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSession } from '../support/command-session.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('confirm')

const types = (text: string) => ({ typed: async () => text })
const SYNC = '-f input.yaml --confirm'

for (const answer of ['y\n', 'yes\n', ' Y \n']) {
  test(`${JSON.stringify(answer)} runs what was shown`, async () => {
    const session = createSession()
    const run = await session.run(SYNC, [configMap('c')], types(answer))
    assert.is(run.exitCode, 0, run.stderr)
    assert.match(run.stderr, /create +ConfigMap demo\/c[\s\S]*run it\? \[y\/N\]\n/)
    assert.equal(run.writes, ['created ConfigMap/c'])
    assert.match(run.stdout, 'Succeeded in ')
  })
}

for (const answer of ['n\n', '\n', '', 'yep\n', 'no\nyes\n']) {
  test(`${JSON.stringify(answer)} touches nothing`, async () => {
    const session = createSession()
    const run = await session.run(SYNC, [configMap('c')], types(answer))
    assert.is(run.exitCode, 0)
    assert.match(run.stderr, 'not run: nothing was touched\n')
    assert.equal(run.writes, [])
    assert.is(run.stdout, '')
  })
}

test('what changes while somebody thinks is not run over', async () => {
  const session = createSession()
  await session.run('-f -', [configMap('c')])
  const typed = async (): Promise<string> => {
    await session.lab.patch('ConfigMap', 'c', { data: { key: 'theirs' } })
    return 'y\n'
  }
  const run = await session.run(SYNC, [configMap('c', { data: { key: 'ours' } })], { typed })
  assert.is(run.exitCode, 3, run.stdout)
  assert.match(run.stdout, 'ConfigMap demo/c changed in the cluster since the plan was made')
  assert.equal(run.writes, [])
})

test('nobody is locked out while somebody thinks', async () => {
  const session = createSession()
  const mig = job('mig', { hook: 'PreSync' })
  const typed = async (): Promise<string> => {
    assert.is((await session.run('-f -', [mig])).exitCode, 0)
    return 'n\n'
  }
  assert.match((await session.run(SYNC, [mig], { typed })).stderr, 'not run')
})

test('where nothing would change nobody is asked', async () => {
  const session = createSession()
  await session.run('-f -', [configMap('c')])
  const typed = (): Promise<string> => Promise.reject(new Error('somebody was asked'))
  const run = await session.run(SYNC, [configMap('c')], { typed })
  assert.is(run.exitCode, 0, run.stderr)
  assert.match(run.stderr, 'nothing to do: nothing would change\n')
})

test('what the gate refuses is told, and nobody is asked', async () => {
  const typed = (): Promise<string> => Promise.reject(new Error('somebody was asked'))
  const run = await createSession().run(SYNC, [configMap('c', { data: { 'not a key': 'x' } })], { typed })
  assert.is(run.exitCode, 3, run.stderr)
})

test('a signal ends the question', async () => {
  const session = createSession()
  const interrupt = new AbortController()
  const typed = (): Promise<string> => {
    interrupt.abort('SIGINT')
    return new Promise(() => {})
  }
  const run = await session.run(SYNC, [configMap('c')], { typed, signal: interrupt.signal })
  assert.is(run.exitCode, 130)
  assert.equal(run.writes, [])
})

test('yes also confirms what is pruned with Prune=confirm, which the question names', async () => {
  const session = createSession()
  const app = '--app shop --prune --prune-limit 100%'
  await session.run(`-f - ${app}`, [configMap('c'), configMap('old', { options: 'Prune=confirm' })])
  const run = await session.run(`${SYNC} ${app}`, [configMap('c')], types('y\n'))
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.match(run.stderr, 'it prunes what asks to be confirmed (Prune=confirm): ConfigMap demo/old\nrun it? [y/N]\n')
  assert.ok(run.writes.includes('deleted ConfigMap/old'))
})

for (const [words, message] of [
  ['-f - --confirm', '--confirm needs a terminal on standard input'],
  [`${SYNC} --plan p.json`, '--confirm cannot be used with --plan'],
  [`${SYNC} --dry-run`, '--confirm cannot be used with --dry-run'],
] as const) {
  test(`kubectl hooksync ${words}: ${message}`, async () => {
    const run = await createSession().run(words, [configMap('c')], words.includes('-f -') ? {} : types('y\n'))
    assert.is(run.exitCode, 2)
    assert.match(run.stderr, message)
    assert.equal(run.writes, [])
  })
}

test.run()
