// The files of one command: no two are one, none is also read, links are followed; where a run is refused for one, nothing is touched.
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { UsageError } from '../../src/errors.ts'
import { COMMANDS, flagsOf } from '../../src/commands/command.ts'
import { parseFlags } from '../../src/commands/flags/parse-flags.ts'
import { runReplay } from '../../src/commands/replay/replay-command.ts'
import { createGuard } from '../../src/guard/guard.ts'
import { createSession } from '../support/command-session.ts'
import { configMap } from '../support/workloads.ts'

const test = suite<{ folder: string }>('the files of a command', { folder: '' })

const MANIFEST = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n'

test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'hooksync-files-'))
  mkdirSync(join(context.folder, 'deploy'))
  writeFileSync(join(context.folder, 'deploy/a.yaml'), MANIFEST)
})

test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

test('two outputs with one file are refused by every command, and no file is made', async ({ folder }) => {
  symlinkSync('x', join(folder, 'link'))
  writeFileSync(join(folder, 'empty'), '')
  linkSync(join(folder, 'empty'), join(folder, 'hard'))
  const github = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(folder, 'x') }
  const cases: readonly (readonly [string, string, Record<string, string>?])[] = [
    ['-f deploy --report x --junit x', '--junit and --report name the same file: x'],
    ['-f deploy --report link --junit x', '--junit and --report name the same file: x'],
    ['-f deploy --report hard --junit empty', '--junit and --report name the same file: empty'],
    ['-f deploy --report x --log-dir ./x', '--report and --log-dir name the same file: x'],
    ['-f deploy --junit x --log-dir x', '--junit and --log-dir name the same file: x'],
    ['-f deploy --junit x', '--junit and GITHUB_STEP_SUMMARY name the same file: x', github],
    ['delete -f deploy --yes --report x --junit x', '--junit and --report name the same file: x'],
    ['rehearse -f deploy --report x --junit x', '--junit and --report name the same file: x'],
    ['rehearse -f deploy --against-cluster --snapshot x --junit x', '--junit and --snapshot name the same file: x'],
    ['rehearse -f deploy --against-cluster --snapshot x --report x', '--report and --snapshot name the same file: x'],
  ]
  for (const [words, told, env = {}] of cases) {
    const { exitCode, stdout, stderr, writes } = await createSession().run(words, [], { cwd: folder, env })
    assert.equal([exitCode, stdout, writes], [2, '', []], words)
    assert.match(stderr, told)
    assert.equal(readdirSync(folder).toSorted(), ['deploy', 'empty', 'hard', 'link'], words)
  }
})

test('an output that is read, too, is refused and stays as it is', async ({ folder }) => {
  writeFileSync(join(folder, 'empty.yaml'), '')
  const cases: readonly (readonly [string, string])[] = [
    ['-f empty.yaml --junit empty.yaml', '--junit would be written over what is read: empty.yaml (--filename)'],
    ['-f deploy,empty.yaml --report empty.yaml', '--report would be written over what is read: empty.yaml'],
    ['-f deploy --config empty.yaml --report empty.yaml', '--report would be written over what is read: empty.yaml'],
    ['-f deploy --plan empty.yaml --report empty.yaml', 'written over what is read: empty.yaml (--plan)'],
    ['rehearse -f deploy --world empty.yaml --junit empty.yaml', 'written over what is read: empty.yaml (--world)'],
    ['rehearse -f deploy --snapshot empty.yaml --junit empty.yaml', 'over what is read: empty.yaml (--snapshot)'],
    ['rehearse -f empty.yaml --against-cluster --snapshot empty.yaml', '--snapshot would be written over what is read'],
  ]
  for (const [words, told] of cases) {
    const { exitCode, stderr, writes } = await createSession().run(words, [], { cwd: folder })
    assert.equal([exitCode, writes], [2, []], words)
    assert.ok(stderr.includes(told), `${words}\n${stderr}`)
    assert.is(readFileSync(join(folder, 'empty.yaml'), 'utf8'), '', words)
  }
  assert.equal(readdirSync(folder).toSorted(), ['deploy', 'empty.yaml'])
})

test('a recording is not written over by the report of its replay', async ({ folder }) => {
  writeFileSync(join(folder, 'run.jsonl'), '')
  const replay = COMMANDS.find(({ name }) => name === 'replay')
  assert.ok(replay)
  const values = parseFlags(['run.jsonl', '--junit', './run.jsonl'], flagsOf(replay), ['FILE'])
  const output = { isTTY: false, columns: 80, write: () => undefined }
  const io = { stdin: process.stdin, stdout: output, stderr: output, env: {}, cwd: folder }
  const running = runReplay(values, { ...io, signal: new AbortController().signal, guard: createGuard() })
  const error = await running.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof UsageError)
  assert.match(error.message, '--junit would be written over what is read: run.jsonl (the recording)')
})

test('logs may be kept beside the manifests', async ({ folder }) => {
  const run = await createSession().run('-f deploy --log-dir deploy', [], { cwd: folder })
  assert.is(run.exitCode, 0)
})

test('where one file cannot be written, the older ones of others stay as they are', async ({ folder }) => {
  await createSession().run('-f deploy --junit j.xml', [], { cwd: folder })
  const older = readFileSync(join(folder, 'j.xml'), 'utf8')
  for (const words of ['--log-dir deploy/a.yaml', '--report missing/r.html']) {
    const run = await createSession().run(`-f deploy --junit j.xml ${words}`, [], { cwd: folder })
    assert.is(run.exitCode, 2, words)
    assert.is(readFileSync(join(folder, 'j.xml'), 'utf8'), older, words)
  }
})

test('a link stays a link, and what it names is written, also where that is not there yet', async ({ folder }) => {
  mkdirSync(join(folder, 'kept'))
  for (const name of ['r.html', 'j.xml', 's.json', 'logs']) symlinkSync(join('kept', name), join(folder, name))
  symlinkSync('r.html', join(folder, 'again.html'))
  const session = createSession()
  const words = '-f deploy --report again.html --junit j.xml --log-dir logs'
  assert.is((await session.run(words, [], { cwd: folder })).exitCode, 0)
  const rehearsal = 'rehearse -f deploy --against-cluster --snapshot s.json'
  assert.is((await session.run(rehearsal, [configMap('a')], { cwd: folder })).exitCode, 0)
  const links = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink())
  assert.equal(links.map(({ name }) => name).toSorted(), ['again.html', 'j.xml', 'logs', 'r.html', 's.json'])
  assert.equal(readdirSync(join(folder, 'kept')).toSorted(), ['j.xml', 'logs', 'r.html', 's.json'])
})

test('links that lead to each other, or to a folder that is not there, are refused', async ({ folder }) => {
  symlinkSync('two', join(folder, 'one'))
  symlinkSync('one', join(folder, 'two'))
  symlinkSync('missing/r.html', join(folder, 'far'))
  const cases: readonly (readonly [string, RegExp])[] = [
    ['--report one', /--report one cannot be written: its links lead to each other/],
    ['--junit two', /--junit two cannot be written: its links lead to each other/],
    ['--log-dir one', /--log-dir cannot be "one": nothing can be written there: its links lead to each other/],
    ['--report far', /--report far cannot be written: there is no such directory/],
  ]
  for (const [words, told] of cases) {
    const run = await createSession().run(`-f deploy ${words}`, [configMap('a')], { cwd: folder })
    assert.equal([run.exitCode, run.writes], [2, []], words)
    assert.match(run.stderr, told)
  }
  assert.equal(readdirSync(folder).toSorted(), ['deploy', 'far', 'one', 'two'])
})

test.run()
