import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createGuard } from '../src/guard/guard.ts'
import type { Io } from '../src/io.ts'
import { main } from '../src/main.ts'
import { VERSION } from '../src/version.ts'

interface Outcome {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

const test = suite('main')
const folder = mkdtempSync(join(tmpdir(), 'hooksync-main-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n'

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return name
}

async function run(args: readonly string[], change: Partial<Io> = {}): Promise<Outcome> {
  const written = { stdout: '', stderr: '' }
  const output = (name: 'stdout' | 'stderr') => ({
    isTTY: false,
    columns: 80,
    write: (text: string) => void (written[name] += text),
  })
  const exitCode = await main(args, {
    stdin: stream(''),
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: { KUBECONFIG: join(folder, 'no-kubeconfig') },
    cwd: folder,
    signal: new AbortController().signal,
    guard: createGuard(),
    ...change,
  })
  return { exitCode, ...written }
}

async function* stream(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text)
}

test('--help and help print the help and end with 0', async () => {
  const help = await run(['--help'])
  assert.is(help.exitCode, 0)
  assert.match(help.stdout, "Sync manifests in Argo CD's phases and waves")
  assert.equal(await run(['help']), help)
  assert.equal(await run(['-f', 'x', '--nonsense', '-h']), help)
  assert.match((await run(['version', '--help'])).stdout, 'kubectl hooksync version')
})

test('version and --version print the version of package.json', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  assert.is(VERSION, version)
  const expected = { exitCode: 0, stdout: `kubectl-hooksync ${version}\n`, stderr: '' }
  assert.equal(await run(['version']), expected)
  assert.equal(await run(['--version']), expected)
})

test('wrong usage ends with 2 and says what is right', async () => {
  assert.equal(await run(['--filname', 'x']), {
    exitCode: 2,
    stdout: '',
    stderr: 'error: unknown flag --filname\n  did you mean --filename?\n',
  })
  assert.is((await run([])).exitCode, 2)
})

test('a sync whose -f - is forgotten is told so, whatever flag of a sync it has: nobody takes it for done', async () => {
  const shared = [
    '--junit=j.xml',
    '--report=r.html',
    '--ci=none',
    '--logs=none',
    '--log-dir=logs',
    '--wait',
    '--no-wait',
  ]
  for (const flag of shared) {
    const { exitCode, stdout, stderr } = await run([flag], { stdin: stream(CONFIG_MAP) })
    assert.equal([exitCode, stdout], [2, ''], flag)
    assert.match(stderr, `error: ${flag.replace(/=.*/s, '')} means nothing here: no Helm has called`)
    assert.match(stderr, 'to sync them, add -f -;')
  }
  for (const flag of ['--no-hooks', '--timeout=5s', '--create-namespace', '--namespace=a', '--context=b', '-v'])
    assert.is((await run([flag], { stdin: stream(CONFIG_MAP) })).exitCode, 2, flag)
  assert.is((await run(['--plan-only', '--junit=j.xml'], { stdin: stream(CONFIG_MAP) })).stdout, CONFIG_MAP)
})

test('invalid manifests end with 3, all faults at once, before a cluster is looked for', async () => {
  const hook = CONFIG_MAP.replace('  name', '  annotations:\n    argocd.argoproj.io/hook: PreSinc\n  name')
  const file = write('two.yaml', `${hook}---\nkind: Job\nmetadata: {name: x}\n`)
  const { exitCode, stdout, stderr } = await run(['-f', file, '-f', 'absent.yaml'])
  assert.is(exitCode, 3)
  assert.is(stdout, '')
  assert.match(stderr, 'UNREADABLE absent.yaml does not exist')
  assert.match(stderr, 'two.yaml:5:30 UNKNOWN_HOOK_TYPE "PreSinc" is not a hook type (ConfigMap settings)')
  assert.match(stderr, 'did you mean PreSync?')
  assert.match(stderr, /\n3 errors; nothing was touched\n$/)
})

test('with -o json each fault is an event as well', async () => {
  const { exitCode, stdout } = await run(['-f', 'absent.yaml', '-o', 'json'])
  assert.is(exitCode, 3)
  const [first = '', last = ''] = stdout.split('\n')
  const { at, ...event } = JSON.parse(first)
  assert.type(at, 'number')
  const diagnostic = {
    code: 'UNREADABLE',
    severity: 'error',
    message: 'absent.yaml does not exist',
    hint: 'check the path',
  }
  assert.equal(event, { type: 'diagnostic', diagnostic, v: 1, seq: 1 })
  assert.is(JSON.parse(last).type, 'operation-completed')
})

test('a fault in a Secret does not show its value', async () => {
  const text =
    'apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n  annotations:\n    argocd.argoproj.io/hook: hunter22\nstringData:\n  a: hunter22\n'
  const { stderr } = await run(['-f', write('secret.yaml', text)])
  assert.not.match(stderr, 'hunter22')
})

test('a missing kubeconfig and a refused connection end with 4', async () => {
  const file = write('one.yaml', CONFIG_MAP)
  const missing = await run(['-f', file])
  assert.is(missing.exitCode, 4)
  assert.match(missing.stderr, /^error: .*no-kubeconfig/)
  const refused = await run(['-f', file, '--server', 'http://127.0.0.1:1', '-n', 'shop'])
  assert.is(refused.exitCode, 4)
  assert.match(refused.stdout, /127\.0\.0\.1:1/)
})

test('a signal before anything was written ends with its code', async () => {
  for (const [signal, exitCode] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const outcome = await run(['-f', '-'], { signal: AbortSignal.abort(signal), stdin: never() })
    assert.equal(outcome, { exitCode, stdout: '', stderr: `error: ${signal}: ended before anything was written\n` })
  }
})

test('a fault of ours ends with 70, asks for a report, and shows its stack with --verbose only', async () => {
  const broken = { isTTY: false, columns: 80, write: () => thrower() }
  const quiet = await run(['version'], { stdout: broken })
  assert.is(quiet.exitCode, 70)
  const machine = `kubectl-hooksync ${VERSION}, Node ${process.versions.node}, ${process.platform} ${process.arch}`
  assert.is(
    quiet.stderr,
    `bug: boom\n  this is a fault of ours, not of your manifests: ${machine}\n` +
      '  please report it, with this message, to those who gave you the program\n' +
      '  the same command with --verbose shows where it comes from\n',
  )
  const verbose = await run(['version', '-v'], { stdout: broken })
  assert.match(verbose.stderr, /Error: boom\n\s+at thrower/)
})

async function* never(): AsyncIterable<Uint8Array> {
  await new Promise(() => {})
  yield new Uint8Array()
}

function thrower(): never {
  throw new Error('boom')
}

test.run()
