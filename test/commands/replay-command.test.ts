// Saved runs shown again: as they were, with their exit code; and recordings that are broken, cut off, hostile or of another version.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { FLAGS } from '../../src/commands/flags/flags.ts'
import { REPLAY_FLAG_TABLE } from '../../src/commands/flags/tables/replay.ts'
import { parseFlags } from '../../src/commands/flags/parse-flags.ts'
import { runReplay } from '../../src/commands/replay/replay-command.ts'
import type { CommandWorld } from '../../src/commands/run-context.ts'
import type { SyncEvent, SyncEventBody } from '../../src/sync/events.ts'
import { events, manualTicker, task } from '../report/build-events.ts'
import { present } from '../report/present-plain.ts'
import { createLab } from '../support/run-sync.ts'
import { memoryIo, runMain } from '../support/run-main.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('replay command')

const STARTED: SyncEventBody = {
  type: 'sync-started',
  namespace: 'shop',
  revision: 'abc1234',
  dryRun: 'none',
  version: '0.1.0',
}

const WAITING: SyncEventBody = { type: 'waiting', message: 'waiting for completion of hook batch/Job/m', blockers: [] }

function ended(changes: Partial<Extract<SyncEventBody, { readonly type: 'operation-completed' }>> = {}): SyncEventBody {
  const usual = { phase: 'Succeeded', message: 'done', reason: 'completed', durationMs: 3000, phases: [] } as const
  return { type: 'operation-completed', ...usual, ...changes }
}

function recording(list: readonly SyncEvent[]): string {
  return list.map((event) => `${JSON.stringify(event)}\n`).join('')
}

async function replay(text: string, ...words: readonly string[]) {
  return runMain(['replay', '-', ...words], text)
}

test('the replay of a rehearsal has its clock, and tells nothing that it did not', async () => {
  const text = `apiVersion: batch/v1
kind: Job
metadata: {name: m, annotations: {argocd.argoproj.io/hook: PreSync}}
spec: {template: {spec: {restartPolicy: Never, serviceAccountName: a, containers: [{name: main, image: a}]}}}
`
  const words = ['rehearse', '-f', '-', '-n', 'shop', '--takes', 'Job/m=10m']
  const shown = await runMain(words, text)
  const recorded = await runMain([...words, '-o', 'json'], text)
  assert.match(shown.stdout, '+10m')
  assert.is((await replay(recorded.stdout, '-o', 'plain')).stdout, shown.stdout)
})

test('a replay shows what the run showed, and ends as it ended', async () => {
  const failing = job('mig', { hook: 'PreSync', lab: { 'exit-code': '3', log: 'no such table' } })
  const run = await createLab().sync([failing, configMap('c'), job('alarm', { hook: 'SyncFail' })])
  const { exitCode, stdout, stderr } = await replay(recording(run.events))
  assert.equal([exitCode, stderr], [1, ''])
  assert.is(stdout, present(run.events, 'normal', 2000))
})

test('-o json gives the lines back as they are', async () => {
  const text = recording(events(STARTED, 1000, ended()))
  assert.equal(await replay(text, '-o', 'json'), { exitCode: 0, stdout: text, stderr: '' })
})

test('times are the recorded ones, and a long wait is told again as it was', async () => {
  const { stdout } = await replay(recording(events(STARTED, WAITING, 65_000, ended())))
  assert.is(
    stdout,
    `   0.0s  kubectl-hooksync 0.1.0: sync to namespace shop, revision abc1234
   3.5s    waiting for completion of hook batch/Job/m
  34.0s    still waiting for completion of hook batch/Job/m, for 34.0s
  64.0s    still waiting for completion of hook batch/Job/m, for 1m04s
  65.0s  Succeeded in 3.0s: done
`,
  )
})

const ENDS: readonly (readonly [SyncEventBody, number])[] = [
  [ended(), 0],
  [ended({ phase: 'Failed' }), 1],
  [ended({ phase: 'Failed', reason: 'cluster' }), 4],
  [ended({ phase: 'Failed', reason: 'timeout' }), 6],
  [ended({ phase: 'Failed', reason: 'interrupted', signal: 'SIGINT' }), 130],
  [ended({ phase: 'Failed', reason: 'interrupted', signal: 'SIGTERM' }), 143],
]

for (const [end, code] of ENDS) {
  test(`a run that ended with ${code} is replayed with ${code}`, async () => {
    assert.is((await replay(recording(events(STARTED, end)))).exitCode, code)
  })
}

test('input that was refused before the run began is exit code 3', async () => {
  const diagnostic = { code: 'UNKNOWN_HOOK_TYPE', severity: 'error', message: '"PreSinc" is not a hook type' } as const
  const run = await replay(recording(events({ type: 'diagnostic', diagnostic })))
  assert.equal([run.exitCode, run.stderr], [3, ''])
})

test('of several runs in one recording each has its own clock and summary; the last gives the exit code', async () => {
  const first = recording(events(STARTED, 9000, ended({ phase: 'Failed', message: 'no' })))
  const second = recording(events(60_000, STARTED, 2000, ended()))
  const { exitCode, stdout } = await replay(first + second)
  assert.is(exitCode, 0)
  assert.equal(
    stdout.split('\n').filter((line) => line.includes('ed in ')),
    ['   9.0s  Failed in 3.0s: no · nothing was written', '   2.0s  Succeeded in 3.0s: done'],
  )
})

test('a recording without an end is shown, told and exit code 1', async () => {
  const whole = recording(events(STARTED, WAITING))
  const missing = await replay(whole)
  assert.match(missing.stdout, 'waiting for completion')
  assert.equal(
    [missing.exitCode, missing.stderr],
    [1, 'warning: <stdin> is incomplete: there is no operation-completed; how the run ended is not known\n'],
  )
  const cut = await replay(`${whole}{"v":1,"seq":3,"at":17`)
  assert.match(cut.stdout, 'waiting for completion')
  assert.equal(
    [cut.exitCode, cut.stderr],
    [1, 'warning: <stdin> is incomplete: its last line is cut off; how the run ended is not known\n'],
  )
})

test('a broken line is told with its place; blank lines and carriage returns are none', async () => {
  const [start, end] = events(STARTED, ended()).map((event) => JSON.stringify(event))
  const run = await replay(`${start}\r\n\r\n{"v":1,\r\n${end}\r\n`)
  assert.equal(
    [run.exitCode, run.stderr],
    [2, 'error: <stdin>:3: this is not JSON\n  a recording is what a run with -o json writes, one event a line\n'],
  )
  assert.equal((await replay(`${start}\r\n${end}`)).exitCode, 0)
})

test('another version of the format is refused, an unknown type is skipped and told', async () => {
  const later = await replay('{"v":2,"type":"sync-started"}\n')
  assert.equal(
    [later.exitCode, later.stderr],
    [
      2,
      'error: <stdin>:1: the event has version 2, and this program knows version 1\n  replay it with the version of kubectl-hooksync that recorded it\n',
    ],
  )
  const unknown = '{"v":1,"seq":9,"at":1,"type":"rocket\\u001b[31m"}\n'.repeat(2)
  const run = await replay(recording(events(STARTED)) + unknown + recording(events(1, STARTED, ended()).slice(1)))
  assert.equal(
    [run.exitCode, run.stderr],
    [0, 'warning: <stdin>: skipped 2 events of the unknown type "rocket"; a newer version wrote it\n'],
  )
})

test('hostile text in a recording drives neither terminal nor CI system', async () => {
  const evil = '\u001b]0;owned\u0007\u001b[2J\u202e\n::error::x\r##[command]y'
  const where = { ...task('Pod shop/a'), key: { group: '', kind: 'Pod', namespace: 'shop', name: evil } }
  const bodies: readonly SyncEventBody[] = [
    { ...STARTED, namespace: evil, context: evil },
    { type: 'warning', message: evil, hint: evil },
    { type: 'log-line', pod: evil, container: evil, line: evil, ...where },
    { type: 'apply-failed', message: evil, ...where },
    ended({ phase: 'Failed', message: evil }),
  ]
  const text = recording(events(...bodies))
  for (const format of ['plain', 'terminal', 'json']) {
    const { stdout } = await replay(text, '-o', format)
    assert.not.match(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    if (format !== 'json') assert.not.match(stdout, /^\s*::error|##\[command/m)
  }
})

test('--speed waits as long as the run did, divided; a signal ends it', async () => {
  const text = recording(events(STARTED, 4000, WAITING, 6000, ended()))
  const { io, written, controller } = memoryIo(text)
  const sleeps: number[] = []
  let now = 0
  const sleep = async (milliseconds: number): Promise<void> => {
    sleeps.push(milliseconds)
    now += milliseconds
    if (sleeps.length === 2) controller.abort('SIGINT')
  }
  const world: CommandWorld = {
    clock: { now: () => now, sleep },
    ticker: manualTicker().ticker,
    connect: () => Promise.reject(new Error('a replay needs no cluster')),
  }
  const values = parseFlags(['-', '--speed', '2'], [...REPLAY_FLAG_TABLE, ...FLAGS], ['FILE'])
  assert.is(await runReplay(values, io, world), 130)
  assert.equal(sleeps, [2000, 3000])
  assert.match(written.stdout, '   4.0s    waiting for completion of hook batch/Job/m\n')
  assert.not.match(written.stdout, 'Succeeded')
  assert.is(written.stderr, 'warning: SIGINT: the replay was ended before the end of <stdin>\n')
})

test('lines and characters may be cut anywhere between chunks', async () => {
  const bytes = Buffer.from(recording(events({ ...STARTED, namespace: 'ümläut' }, ended())))
  const run = await runMain(
    ['replay', '-'],
    [...bytes].map((byte) => Uint8Array.of(byte)),
  )
  assert.is(run.exitCode, 0)
  assert.match(run.stdout, 'namespace ümläut')
})

test('a recording in which events are missing is told as one', async () => {
  const list = events(STARTED, WAITING, WAITING, ended())
  const whole = recording(list)
  assert.is((await replay(whole + whole)).stderr, '')
  const gap = await replay(recording(list.filter(({ seq }) => seq !== 2)) + whole)
  assert.equal([gap.exitCode, gap.stderr], [0, 'warning: <stdin>: 1 event missing: it is not told whole\n'])
  const headless = await replay(recording(list.slice(2)))
  assert.equal([headless.exitCode, headless.stderr], [0, 'warning: <stdin>: 2 events missing: it is not told whole\n'])
})

test('an exploration and a plan are not runs, and say so', async () => {
  const text = '{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}'
  const explored = await runMain(['rehearse', '--explore', '-f', '-', '-n', 'shop', '-o', 'json'], text)
  const exploration = await replay(explored.stdout)
  assert.is(exploration.exitCode, 2)
  assert.match(exploration.stderr, 'error: <stdin> is an exploration, which has no replay\n')
  const planned = await runMain(['plan', '--offline', '-f', '-', '-n', 'shop', '-o', 'json'], text)
  for (const plan of [planned.stdout, JSON.stringify(JSON.parse(planned.stdout))]) {
    const run = await replay(plan)
    assert.equal(
      [run.exitCode, run.stderr],
      [2, 'error: <stdin> is a plan, not a run\n  kubectl hooksync -f DIR --plan FILE runs it\n'],
    )
  }
})

const USAGE: readonly (readonly [readonly string[], string])[] = [
  [[], 'error: say which recording to replay\n  kubectl hooksync replay run.jsonl\n'],
  [['no-such.jsonl'], 'error: no-such.jsonl cannot be read: there is no such file\n  check the path\n'],
  [['test'], 'error: test cannot be read: it is a directory\n  name a file\n'],
  [['a', 'b'], 'error: unexpected argument "b"\n  beside flags there is only FILE\n'],
  [['-', '--speed', '0'], 'error: --speed cannot be "0"\n  write a number above zero, like 1, 10 or 0.5\n'],
  [['-', '--speed', '10x'], 'error: --speed cannot be "10x"\n  write a number above zero, like 1, 10 or 0.5\n'],
  [
    ['-'],
    'error: <stdin> holds no events\n  a run with -o json writes them: kubectl hooksync -f DIR -o json > run.jsonl\n',
  ],
]

for (const [words, message] of USAGE) {
  test(`replay ${words.join(' ')} is a usage error`, async () => {
    const run = await runMain(['replay', ...words])
    assert.equal([run.exitCode, run.stderr], [2, message])
  })
}

test('-o svg draws the timeline of the last run, and ends as that run ended', async () => {
  const first = recording(events(STARTED, 1000, ended()))
  const last = recording(events({ ...STARTED, namespace: 'b' }, 5000, ended({ phase: 'Failed', durationMs: 5000 })))
  const { exitCode, stdout, stderr } = await replay(first + last, '-o', 'svg')
  assert.equal([exitCode, stderr], [1, 'warning: <stdin> holds 2 runs: the last one is drawn\n'])
  assert.match(stdout, /^<svg [^]*>Failed in 5\.0s[^]*<[^]*<\/svg>\n$/)
  assert.is([...stdout.matchAll(/<svg/g)].length, 1)
  const paced = await replay(first, '-o', 'svg', '--speed', '1')
  assert.equal([paced.exitCode, paced.stdout], [2, ''])
})

test.run()
