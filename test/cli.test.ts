// The built program as a process: it ends when its work has ended, whoever still holds its standard input.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { transform } from 'esbuild'
import { PROGRAM, runProgram, startProgram } from './support/program.ts'
import { waitUntil } from './support/wait-until.ts'

const A_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n'

const test = suite('cli')

/** More than a pipe holds. */
const LONG = `${'#'.repeat(79)}\n`.repeat(20_000)

const EVENT = '{"v":1,"seq":1,"at":0,"type":"wave-started","phase":"Sync","wave":0,"tasks":[]}\n'

const READERS: readonly (readonly string[])[] = [
  ['-f', '-'],
  ['plan', '--offline', '-f', '-'],
  ['rehearse', '-f', '-'],
  ['explain', 'Job/migrate', '-f', '-'],
  ['post-render'],
  [],
]

test('a reader that has stopped reading does not keep a run that was told to end', async () => {
  const child = spawn(process.execPath, [PROGRAM, 'replay', '-'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  // Much more than the pipe between us holds, and nobody takes it.
  child.stdin.write(EVENT.repeat(20_000))
  await waitUntil(() => child.stdin.writableLength === 0)
  child.kill('SIGTERM')
  const [exitCode, signal] = await ended
  assert.ok(exitCode === 143 || signal === 'SIGTERM', `${exitCode} ${signal}`)
})

for (const args of READERS) {
  const words = ['kubectl hooksync', ...args].join(' ')
  test(`${words}: a signal ends it, though nobody closes its input`, async () => {
    const running = startProgram(args, { input: LONG, inputEnd: 'open' })
    await running.inputTaken
    running.kill('SIGINT')
    const { exitCode, stdout, stderr } = await running.ended
    assert.equal([exitCode, stdout, stderr], [130, '', 'error: SIGINT: ended before anything was written\n'])
  })
}

test('a working directory that has gone is told as wrong usage', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'hooksync-gone-'))
  const words = `rmdir "$PWD"; exec '${process.execPath}' '${PROGRAM}' rehearse -f /nowhere.yaml`
  const { status, stderr } = spawnSync('sh', ['-c', words], { cwd, encoding: 'utf8' })
  assert.equal([status, stderr], [2, 'error: the working directory has gone\n  change to one that is there\n'])
})

test('a replay of an open stream ends at a signal', async () => {
  const running = startProgram(['replay', '-'], { input: EVENT, inputEnd: 'open' })
  await running.told(/Sync/)
  running.kill('SIGTERM')
  const { exitCode, stderr } = await running.ended
  assert.equal([exitCode, stderr], [143, 'warning: SIGTERM: the replay was ended before the end of <stdin>\n'])
})

test('a replay of an open stream ends at a line that is not an event', async () => {
  const running = startProgram(['replay', '-'], { input: `${EVENT}nonsense\n`, inputEnd: 'open' })
  const { exitCode, stderr } = await running.ended
  assert.equal([exitCode, stderr.split(':').slice(0, 3).join(':')], [2, 'error: <stdin>:2'])
})

test('what cannot be written is no success, and a reader who has gone is none of ours', async () => {
  const shell = (words: string): { readonly status: number | null; readonly stderr: string } =>
    spawnSync('bash', ['-c', words], { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } })
  const full = shell(`"${process.execPath}" "${PROGRAM}" --help >/dev/full`)
  assert.is(full.status, 74)
  assert.is(
    full.stderr,
    'error: the output cannot be written: ENOSPC: no space left on device, write\n  make room, or write it elsewhere\n',
  )
  const gone = shell(`"${process.execPath}" "${PROGRAM}" --help | true; exit \${PIPESTATUS[0]}`)
  assert.equal([gone.status, gone.stderr], [0, ''])
})

for (const [words, input, exitCode] of [
  ['plan --offline -f -', A_MAP, 74],
  ['plan --offline -f - --detailed-exitcode', A_MAP, 74],
  ['plan --offline -f - --detailed-exitcode=true', A_MAP, 74],
  ['replay -', `${EVENT}nonsense\n`, 2],
] as const) {
  test(`${words} with an output that is full ends with ${exitCode}`, () => {
    const line = `"${process.execPath}" "${PROGRAM}" ${words} >/dev/full`
    assert.is(spawnSync('bash', ['-c', line], { encoding: 'utf8', input }).status, exitCode)
  })
}

test('a wrong word beside --detailed-exitcode is 64, however that is written', async () => {
  for (const flag of ['--detailed-exitcode', '--detailed-exitcode=true', '--detailed-exitcode=false']) {
    const { exitCode } = await runProgram(['plan', '--offline', '-f', '-', flag, '--nope'])
    assert.is(exitCode, flag.endsWith('false') ? 2 : 64)
  }
})

// `a` goes well, `b` is refused.
const TWO = ['a', 'b'].map((name) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`).join('---\n')
const FULL =
  'error: the output cannot be written: ENOSPC: no space left on device, write\n  make room, or write it elsewhere\n'
const DENIED = 'Failed in 0ms at Sync/b: denied · 1 of 2 tasks done\n'
const INCOMPLETE = 'apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\n'
const REFUSED = 'without a fault: refused (3) after 0ms, nothing: one or more objects failed to apply (dry run)\n'
const FAILING: readonly (readonly [words: string, input: string, exitCode: number, ending: string])[] = [
  ['rehearse -f - --reject ConfigMap/b=denied', TWO, 1, DENIED],
  ['rehearse -f - --reject ConfigMap/b=denied -o json', TWO, 1, DENIED],
  ['rehearse -f - --reject ConfigMap/b=denied --ci github', TWO, 1, DENIED],
  ['rehearse -f - --explore', INCOMPLETE, 3, REFUSED],
  ['rehearse -f - --explore -o json', INCOMPLETE, 3, REFUSED],
]

/** A run whose output goes to a place of the shell's words: its exit code and what it told beside that. */
function told(words: string, input: string, place: string): readonly [number | null, string] {
  const run = `"${process.execPath}" "${PROGRAM}" ${words} > ${place}`
  const env = { PATH: process.env['PATH'] }
  // Without --norc it would read the user's settings, for its input is a socket.
  const { status, stderr } = spawnSync('bash', ['--norc', '-c', run], { encoding: 'utf8', input, env })
  return [status, stderr]
}

for (const [words, input, exitCode, ending] of FAILING) {
  test(`${words}: where the output is full or nobody reads it, standard error says how the run failed`, () => {
    assert.equal(told(words, input, '/dev/full'), [exitCode, `${FULL}${ending}`])
    // The reader has gone before the program is loaded.
    assert.equal(told(words, input, '>(exec true)'), [exitCode, ending])
    assert.equal(told(words, input, '/dev/null'), [exitCode, ''])
  })
}

test('changes that a plan found and could not write are no success', () => {
  assert.equal(told('plan -f - --offline --detailed-exitcode', TWO, '/dev/full'), [74, FULL])
  assert.equal(told('plan -f - --offline --detailed-exitcode', TWO, '/dev/null'), [2, ''])
})

test('where both outputs are one file, how the run ended is its last line, behind what could not be written', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'hooksync-cli-')), 'a.yaml')
  writeFileSync(file, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n')
  const env = {
    ...process.env,
    NO_COLOR: '1',
    COLUMNS: '200',
    GITHUB_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: '/dev/full',
  }
  const words = `"${process.execPath}" "${PROGRAM}" rehearse -f "${file}" 2>&1`
  const { status, stdout } = spawnSync('bash', ['-c', words], { encoding: 'utf8', env })
  assert.is(status, 0, stdout)
  assert.equal(stdout.split('\n').slice(-4), [
    '::endgroup::',
    'warning: the summary of the step cannot be written: the disk is full',
    '  +0.0s  Succeeded in 0ms: 1 created',
    '',
  ])
})

test('wrong usage ends it without a look at its input', async () => {
  const { exitCode } = await startProgram(['-f', '-', '--nonsense'], { inputEnd: 'open' }).ended
  assert.is(exitCode, 2)
})

test('a Node that is too old is told so, with exit code 2, before anything else is loaded', async () => {
  const shim = join(mkdtempSync(join(tmpdir(), 'hooksync-node-')), 'shim.mjs')
  const versions = `{ ...process.versions, node: '18.20.8' }`
  writeFileSync(shim, `Object.defineProperty(process, 'versions', { value: ${versions} })\n`)
  const env = { NODE_OPTIONS: `--import ${shim}` }
  const { exitCode, stdout, stderr } = await startProgram(['plan', '-f', 'nowhere'], { env }).ended
  assert.equal([exitCode, stdout], [2, ''])
  assert.is(stderr, 'error: kubectl-hooksync needs Node 20.19 or newer, this is 18.20.8\n')
})

test('the bin holds nothing that a Node of the year 2020 cannot read, and loads the rest when it has looked', async () => {
  const text = await readFile(PROGRAM, 'utf8')
  const asIs = await transform(text, { format: 'esm', target: 'esnext' })
  const lowered = await transform(text, { format: 'esm', target: 'es2020' })
  assert.is(lowered.code, asIs.code)
  const imports = [...text.matchAll(/\bimport\b[^()]*?\bfrom\s*['"]([^'"]+)['"]/g)].map(([, name]) => name)
  assert.equal([...new Set(imports)], ['node:module', 'node:v8'])
})

// Newer ones choose well by themselves.
if (/^2[02]\./.test(process.versions.node)) {
  test('of a short run little is compiled again for speed', () => {
    const objects = Array.from(
      { length: 300 },
      (_, index) => `apiVersion: v1\nkind: Secret\nmetadata: {name: s${index}}\n`,
    )
    const words = ['--trace-opt', PROGRAM, 'rehearse', '-f', '-', '-o', 'plain']
    const { status, stdout } = spawnSync(process.execPath, words, { encoding: 'utf8', input: objects.join('---\n') })
    assert.is(status, 0)
    const compiled = stdout.split('\n').filter((line) => line.startsWith('[completed optimizing'))
    assert.ok(compiled.length < 15, `${compiled.length} functions`)
  })
}

test('the oldest Node is that of package.json', async () => {
  const root = join(import.meta.dirname, '..')
  const { engines } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { engines: { node: string } }
  const [, oldest] = /OLDEST = \[(\d+, \d+)\]/.exec(await readFile(join(root, 'src/cli.ts'), 'utf8')) ?? []
  assert.is(engines.node, `>=${oldest?.replace(', ', '.')}.0`)
})

test.run()
