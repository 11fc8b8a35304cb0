// Logs as somebody at the command line has them: shown by where the output goes, kept as files, and nothing of them breaks out.
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openLogs } from '../../../src/commands/logs/keeping-logs.ts'
import { openLogFiles } from '../../../src/commands/logs/log-files.ts'
import { createGuard } from '../../../src/guard/guard.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import type { KeptLine } from '../../../src/sync/logs/log-settings.ts'
import { createSession } from '../../support/command-session.ts'
import { configMap, job } from '../../support/workloads.ts'

const test = suite('logs of commands')

const HOSTILE = '\u001b[31mred\u001b[0m \u001b]0;title\u0007 hunter2secret ::error::x ##[error]y'
const MIGRATE = job('migrate', { hook: 'PreSync', lab: { log: `one\n${HOSTILE}` } })
const SECRET: KubeObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's' },
  stringData: { k: 'hunter2secret' },
}

async function inFolder(run: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-logs-'))
  try {
    await run(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('they are shown in CI and when asked for, and otherwise not where nobody looks', async () => {
  const shows = async (words: string, env: Readonly<Record<string, string>> = {}): Promise<boolean> =>
    / \| one$/m.test((await createSession().run(`-f - ${words}`, [MIGRATE], { env })).stdout)
  assert.is(await shows(''), false)
  assert.is(await shows('', { CI: 'true' }), true)
  assert.is(await shows('--logs none', { CI: 'true' }), false)
  assert.is(await shows('--logs=hooks'), true)
  assert.is(await shows('--logs all --log-filter x'), false)
})

test('a filter that takes too long on a line of a pod is given up, and all lines are shown', async () => {
  const hook = job('migrate', { hook: 'PreSync', lab: { log: `first\n${'a'.repeat(40)}b\nlast` } })
  const began = performance.now()
  const { stdout, exitCode } = await createSession().run('-f - -o plain --logs hooks --log-filter ^(a+)+$', [hook])
  assert.is(exitCode, 0)
  assert.ok(performance.now() - began < 10_000)
  assert.not.match(stdout, '| first')
  assert.match(stdout, /\| a{40}b\n.*\| last\n/)
  assert.is(stdout.split('warning: --log-filter ^(a+)+$ takes too long: all lines are shown from here').length, 2)
})

test('nothing that a pod says drives a terminal or a CI system, or tells a secret', async () => {
  for (const format of ['plain', 'json']) {
    const { stdout } = await createSession().run(`-f - --logs hooks -o ${format}`, [MIGRATE, SECRET])
    assert.match(stdout, 'red')
    assert.not.match(stdout, /hunter2|\u001b|\u0007|^\s*::|##\[/m)
  }
})

test('a deletion shows what its hooks say', async () => {
  const session = createSession()
  const hook = job('farewell', { hook: 'PostDelete', lab: { log: 'goodbye' } })
  await session.run('-f -', [configMap('c')])
  const { stdout } = await session.run('delete -f - --yes --logs hooks', [configMap('c'), hook])
  assert.match(stdout, /farewell-\w+\/main \| goodbye/)
})

test('a wrong pattern, or a folder that cannot be written to, ends with 2 before anything is done', () =>
  inFolder(async (folder) => {
    writeFileSync(join(folder, 'file'), '')
    const session = createSession()
    const cases: readonly (readonly [words: readonly string[], message: RegExp])[] = [
      [['--log-filter', '('], /--log-filter cannot be "\(": /],
      [['--log-dir', ''], /--log-dir cannot be empty/],
      [['--log-dir', join(folder, 'file')], /--log-dir cannot be ".*file": nothing can be written there: it is a file/],
      [['--log-dir', '-'], /--log-dir cannot be "-": logs are kept in a folder/],
      [['--log-dir', join(folder, 'file', 'below')], /: part of its path is a file/],
      [['--log-dir', '/proc/nope/logs'], /: there is no such directory/],
      [['--logs', 'some'], /hooks, all, none/],
    ]
    for (const [words, message] of cases) {
      const { exitCode, stderr, writes } = await session.run(['-f', '-', ...words], [MIGRATE])
      assert.is(exitCode, 2, stderr)
      assert.match(stderr, message)
      assert.equal(writes, [])
    }
  }))

test('whole logs are kept for their owner alone, masked, also where none are shown', () =>
  inFolder(async (folder) => {
    const dir = join(folder, 'a', 'logs')
    const run = await createSession().run(['-f', '-', '--logs=none', '--log-dir', dir], [MIGRATE, SECRET])
    assert.not.match(run.stdout, 'red')
    assert.is(run.stderr, `logs go to ${dir}\n`)
    const [name = ''] = readdirSync(dir)
    assert.match(name, /^demo_migrate-\w+_main_0\.log$/)
    assert.is(statSync(join(dir, name)).mode & 0o777, 0o600)
    assert.is(statSync(dir).mode & 0o777, 0o700)
    const text = readFileSync(join(dir, name), 'utf8')
    assert.match(text, /^one\nred .*\*\*\*.*\n$/)
    assert.not.match(text, /hunter2|\u001b/)
  }))

const LINE: KeptLine = { namespace: 'demo', pod: 'p', uid: 'u', container: 'c', restart: 0, time: '', text: 'x' }

test('no name leads out of the folder, onto another file, or becomes too long', () =>
  inFolder(async (folder) => {
    const dir = join(folder, 'logs')
    mkdirSync(dir)
    writeFileSync(join(dir, 'demo_p_c_0.log'), 'of an earlier run')
    const files = openLogFiles(dir, { cwd: '/', mask: (text) => text, warn: assert.unreachable })
    const pods = ['p', '../../evil', '/etc/passwd', '..', 'a\nb', 'a b', 'a\0b', 'x'.repeat(300), `${'x'.repeat(300)}y`]
    for (const [index, pod] of pods.entries()) files.keep({ ...LINE, uid: `u${index}`, pod })
    assert.equal(await files.close(), { made: pods.length, fault: undefined })
    assert.equal(readdirSync(folder), ['logs'])
    const names = readdirSync(dir)
    assert.is(names.length, pods.length + 1)
    assert.ok(names.every((name) => /^[\w.-]{1,240}\.log$/.test(name)))
    assert.is(readFileSync(join(dir, 'demo_p_c_0.log'), 'utf8'), 'of an earlier run')
  }))

test('hundreds of containers are kept with few files open at once, and all of each in order', () =>
  inFolder(async (folder) => {
    const files = openLogFiles(folder, { cwd: '/', mask: (text) => text, warn: assert.unreachable })
    for (let round = 0; round < 3; round += 1) {
      for (let index = 0; index < 200; index += 1)
        files.keep({ ...LINE, uid: `u${index}`, pod: `p${index}`, text: `line ${round}` })
    }
    assert.equal(await files.close(), { made: 200, fault: undefined })
    for (const name of readdirSync(folder))
      assert.is(readFileSync(join(folder, name), 'utf8'), 'line 0\nline 1\nline 2\n')
  }))

test('a folder that goes away stops nothing, and is told once', () =>
  inFolder(async (folder) => {
    const dir = join(folder, 'gone')
    const told: string[] = []
    const files = openLogFiles(dir, { cwd: '/', mask: (text) => text, warn: (message) => told.push(message) })
    rmSync(dir, { recursive: true })
    for (const uid of ['a', 'b']) files.keep({ ...LINE, uid })
    assert.equal(await files.close(), { made: 0, fault: 'there is no such directory' })
    assert.equal(told, [`logs are not kept any more in ${dir}: there is no such directory`])
  }))

test('files that have gone while they were written, and a disk that is full, are told in the end', () =>
  inFolder(async (folder) => {
    const warned: string[] = []
    const told = { cwd: '/', mask: (text: string) => text, warn: (message: string) => void warned.push(message) }
    const files = openLogFiles(join(folder, 'gone'), told)
    for (const uid of ['a', 'b']) files.keep({ ...LINE, uid })
    rmSync(join(folder, 'gone', 'demo_p_c_0.log'))
    files.keep({ ...LINE, uid: 'a' })
    assert.equal(await files.close(), { made: 2, fault: 'of 2 files 1 has gone' })
    assert.equal(warned, [])
    const full = openLogFiles(join(folder, 'full'), {
      ...told,
      mask: () => {
        throw Object.assign(new Error(), { code: 'ENOSPC' })
      },
    })
    full.keep(LINE)
    assert.equal(await full.close(), { made: 1, fault: 'the disk is full' })
    assert.equal(warned, [`logs are not kept any more in ${join(folder, 'full')}: the disk is full`])
    assert.equal(readdirSync(join(folder, 'full')), [])
  }))

test('a file that cannot be closed is told, and ends nothing', () =>
  inFolder(async (folder) => {
    const next = openSync(folder, 'r')
    closeSync(next)
    const files = openLogFiles(folder, { cwd: '/', mask: (text) => text, warn: assert.unreachable })
    files.keep(LINE)
    // The lowest number that is free is given first.
    closeSync(next)
    assert.equal(await files.close(), { made: 1, fault: 'EBADF: bad file descriptor, close' })
  }))

test('whoever was told where logs go is told in the end that they are not there', () =>
  inFolder(async (folder) => {
    const dir = join(folder, 'logs')
    let stderr = ''
    const output = { isTTY: false, columns: 80, write: (text: string) => void (stderr += text) }
    const io = { stdout: output, stderr: output, env: {}, cwd: '/', guard: createGuard() }
    const { settings, close } = openLogs({ which: 'none', filter: undefined, dir }, io, assert.unreachable)
    void settings.keep?.(LINE)
    rmSync(dir, { recursive: true })
    await close()
    assert.is(stderr, `warning: the logs in ${dir} are not whole: of 1 file 1 has gone\n`)
  }))

test('how a run ended is its last line, also where the logs are not whole', () =>
  inFolder(async (folder) => {
    const dir = join(folder, 'logs')
    const session = createSession()
    const { cluster } = session.lab
    const connect = async () => {
      rmSync(dir, { recursive: true })
      return { cluster, namespace: 'demo', close: () => undefined }
    }
    const run = await session.run(`-f - --logs none --log-dir ${dir}`, [MIGRATE], { connect })
    assert.is(run.exitCode, 0, run.screen)
    const [warning = '', end = ''] = run.screen.trimEnd().split('\n').slice(-2)
    assert.is(warning, `warning: the logs in ${dir} are not whole: there is no such directory`)
    assert.match(end, / Succeeded in /)
  }))

test('settings say it, too, and a wrong one is named with its place', () =>
  inFolder(async (folder) => {
    const file = join(folder, 'hooksync.yaml')
    writeFileSync(file, `logs: hooks\nlogFilter: one\n`)
    chmodSync(file, 0o600)
    const session = createSession()
    const { stdout } = await session.run(['-f', '-', '--config', file], [MIGRATE])
    assert.match(stdout, / \| one$/m)
    writeFileSync(file, `logFilter: "("\n`)
    const wrong = await session.run(['-f', '-', '--config', file], [MIGRATE])
    assert.is(wrong.exitCode, 3)
    assert.match(wrong.stderr, /hooksync\.yaml:1:12 SETTINGS logFilter cannot be "\("/)
  }))

test.run()
