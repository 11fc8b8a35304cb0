// Flags and options that would do nothing: refused or told, not passed over.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inFolder } from '../real/lab.ts'
import { createSession } from '../support/command-session.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('idle flags')

const OBJECTS = [configMap('a'), configMap('b')]

for (const [words, message] of [
  ['-f - --app shop --lock=off --wait-lock 5m', '--wait-lock cannot be used with --lock=off\n'],
  ['delete --yes --app shop --lock=off --wait-lock 5m', '--wait-lock cannot be used with --lock=off\n'],
  ['-f - --app shop --prune-limit 5', '--prune-limit needs --prune\n'],
  ['plan -f - --app shop --confirm-prune', '--confirm-prune needs --prune\n'],
  ['-f - --logs none --log-filter x', '--log-filter cannot be used with --logs=none\n'],
  ['-f - --app shop --prune-hooks', '--prune-hooks needs --prune\n'],
] as const) {
  test(`refused: ${words}`, async () => {
    const run = await createSession().run(words, OBJECTS)
    assert.equal([run.exitCode, run.writes], [2, []])
    assert.match(run.stderr, message)
  })
}

test('what settings say for another run is no fault of this one', () =>
  inFolder(async (folder) => {
    const config = join(folder, 'hooksync.yaml')
    writeFileSync(config, 'app: shop\npruneLimit: 5\nwaitLock: 5m\n')
    const run = await createSession().run(`-f - --config ${config} --lock=off`, OBJECTS)
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
  }))

test('a file of settings that cannot hold is input that is wrong; what the command line does to it is not', () =>
  inFolder(async (folder) => {
    const config = join(folder, 'hooksync.yaml')
    writeFileSync(config, 'prune: true\n')
    const run = await createSession().run(`-f - --config ${config}`, OBJECTS)
    assert.equal([run.exitCode, run.writes], [3, []])
    assert.match(run.stderr, /^prune \(\S+hooksync\.yaml:1\) needs --app\n/)
    const clash = await createSession().run(`-f - --config ${config} --app shop -l a=b`, OBJECTS)
    assert.equal([clash.exitCode, clash.writes], [2, []])
    assert.match(clash.stderr, /^prune \(\S+hooksync\.yaml:1\) cannot be used with --selector\n/)
  }))

test('RespectIgnoreDifferences without a rule is told', async () => {
  const words = '-f - --sync-option RespectIgnoreDifferences=true'
  const run = await createSession().run(words, OBJECTS)
  assert.is(run.exitCode, 0)
  assert.match(
    run.stdout,
    'NO_EFFECT RespectIgnoreDifferences=true has no effect: no rule of ignoreDifferences is given',
  )
  const ruled = await createSession().run(`${words} --ignore-difference */ConfigMap:/data`, OBJECTS)
  assert.not.match(ruled.stdout, 'NO_EFFECT')
})

test('a filter of logs that are not shown is told', async () => {
  const note =
    'NO_EFFECT --log-filter has no effect: no logs are shown where the output is no terminal and no CI system'
  const shown = async (words: string, env = {}) => (await createSession().run(`-f - ${words}`, OBJECTS, { env })).stdout
  assert.match(await shown('--log-filter x'), note)
  assert.not.match(await shown('--log-filter x --logs hooks'), 'NO_EFFECT')
  assert.not.match(await shown('--log-filter x', { CI: 'true' }), 'NO_EFFECT')
})

test('--lock=required tells that nothing is locked', async () => {
  const session = createSession()
  const line = '--lock=required locks nothing: without --app only hooks have a lock, and none run'
  assert.match((await session.run('-f - --lock=required', OBJECTS)).stdout, line)
  const hooked = await session.run('-f - --lock=required', [job('mig', { hook: 'PreSync' })])
  assert.not.match(hooked.stdout, line)
  assert.not.match((await session.run('-f - --lock=required --app shop', OBJECTS)).stdout, line)
  assert.not.match((await session.run('-f - --lock=required --dry-run=server', OBJECTS)).stdout, line)
})

test('what a selector leaves out has not left the manifests: nothing is told of it, and that once', async () => {
  const session = createSession()
  const labelled = { ...configMap('a'), metadata: { name: 'a', labels: { tier: 'x' } } }
  await session.run('-f - --app shop', [labelled, configMap('b'), job('mig', { hook: 'PreSync' })])
  const note = 'what left the manifests of app shop is not known, and not told, with --selector'
  for (const words of ['-f - --app shop -l tier=x', 'plan -f - --app shop -l tier=x']) {
    const run = await session.run(words, [labelled, configMap('b')])
    const text = run.stdout + run.stderr
    assert.equal([run.exitCode, run.writes, text.split(note).length], [0, [], 2], text)
    assert.not.match(text, /not pruned|HOOKS_LEFT|left the manifests: --prune/)
  }
  const all = await session.run('-f - --app shop', [labelled])
  assert.match(all.stdout, 'not pruned ConfigMap demo/b')
})

test.run()
