// What a person reads of a run, from the command line to its end: said once, and in words that read well.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { spoken } from '../../src/report/task-text.ts'
import { createSession } from '../support/command-session.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('said once')

const times = (text: string, part: string): number => text.split(part).length - 1

test("Argo CD's words for a wait have no stray slash and no plural of one", () => {
  for (const [said, read] of [
    [
      'waiting for healthy state of /ConfigMap/b and 1 more resources',
      'waiting for healthy state of ConfigMap/b and 1 more resource',
    ],
    ['waiting for completion of hook /Pod/b and 1 more hooks', 'waiting for completion of hook Pod/b and 1 more hook'],
    [
      'waiting for deletion of apps/Deployment/b and 11 more resources',
      'waiting for deletion of apps/Deployment/b and 11 more resources',
    ],
  ] as const) {
    assert.is(spoken(said), read)
  }
})

test('why an inventory cannot be used is said once', async () => {
  const session = createSession()
  await session.run('-f - --app shop', [configMap('c')])
  const wrong = { metadata: { annotations: { 'applyset.kubernetes.io/contains-group-kinds': 'no kind' } } }
  await session.lab.patch('ConfigMap', 'hooksync-shop', wrong)
  const run = await session.run('-f - --app shop', [configMap('c')])
  assert.equal([run.exitCode, times(run.stdout, 'is not a kind')], [3, 1], run.stdout)
  assert.match(run.stdout, ': the inventory of the application cannot be used · nothing was written\n')
})

test('an object of two tasks that is refused is told once', async () => {
  const session = createSession()
  const both = [job('both', { hook: 'PreSync,PostSync' })]
  await session.run('-f - --app blog', [configMap('c'), ...both])
  const run = await session.run('-f - --app shop', both)
  assert.equal([run.exitCode, times(run.stdout, 'it is a hook of ApplySet')], [3, 1], run.stdout)
  assert.match(run.stdout, 'Dry run: 1 manifest refused')
  const json = await session.run('-f - --app shop -o json', both)
  assert.is(times(json.stdout, 'it is a hook of ApplySet'), 1)
  const deletion = await session.run('delete -f - --yes', [
    configMap('c'),
    job('both', { hook: 'PreDelete,PostDelete' }),
  ])
  assert.equal([deletion.exitCode, times(deletion.stdout, 'it is a hook of ApplySet')], [3, 1], deletion.stdout)
})

test('who took a lock, and why, is said once', async () => {
  const session = createSession()
  const first = session.run('-f - --app shop', [job('mig', { hook: 'PreSync', lab: { 'run-for': '60s' } })])
  await session.lab.clock.sleep(2000)
  await session.run('unlock --app shop --reason hangs')
  const ended = await first
  assert.equal([ended.exitCode, times(ended.stdout, 'hangs')], [5, 1], ended.stdout)
  assert.match(ended.stdout, 'the lock was lost: no further work is started\n')
})

const MANY = Array.from({ length: 6 }, (_, at) => configMap(`c${at}`, at < 5 ? { options: 'Prune=confirm' } : {}))

const nobody = { typed: (): Promise<string> => Promise.reject(new Error('somebody was asked')) }

test('more than --prune-limit allows is refused before anybody is asked', async () => {
  const session = createSession()
  await session.run('-f - --app shop', MANY)
  const words = '-f input.yaml --app shop --prune'
  const run = await session.run(`${words} --confirm`, [configMap('c5')], nobody)
  assert.equal([run.exitCode, run.writes], [3, []], run.stdout + run.stderr)
  assert.match(run.stderr, 'see kubectl hooksync plan; if that is meant, allow it: --prune-limit 5\n')
  // Nor about what alone asks to be confirmed, and would be too much with a yes.
  const rest = await session.run(words, [configMap('c5')], nobody)
  assert.equal([rest.exitCode, rest.writes], [0, []], rest.stdout + rest.stderr)
  assert.match(rest.stdout, 'Prune=confirm, and nobody confirmed')
})

test('a plan does not advise to look at a plan', async () => {
  const session = createSession()
  await session.run('-f - --app shop', MANY)
  const plan = await session.run('plan -f - --app shop --prune --confirm-prune', [configMap('c5')])
  assert.match(plan.stderr, '  if that is meant, allow it: --prune-limit 5\n')
  assert.not.match(plan.stderr, 'see kubectl')
})

test.run()
