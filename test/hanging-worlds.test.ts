// The built program in worlds that never answer: out of time or told to end, it says what it waited for and is gone, with its children.
// time limit: 400 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { setTimeout as pause } from 'node:timers/promises'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hangingWorlds, countSleepers } from './support/hanging-worlds.ts'
import type { HangingWorld } from './support/hanging-worlds.ts'
import { startProgram } from './support/program.ts'
import type { ProgramRun } from './support/program.ts'

const test = suite('hanging worlds')

const { worlds, close } = await hangingWorlds()

/** A run is gone within two seconds; what a busy machine needs to start and to end a process comes on top. */
const GONE_MS = 2_000
const BUSY_MS = Number(process.env['HOOKSYNC_BUSY_MS'] ?? 3_000)

function start(world: HangingWorld, more: readonly string[]): ReturnType<typeof startProgram> {
  return startProgram([...world.args, ...more], {
    ...(world.env === undefined ? {} : { env: world.env }),
    ...(world.openInput === true ? { inputEnd: 'open' as const } : {}),
  })
}

function report(world: string, how: string, milliseconds: number): void {
  if (process.env['HOOKSYNC_WALL_TIMES'] !== undefined) process.stderr.write(`${how}\t${milliseconds} ms\t${world}\n`)
}

async function nothingIsLeft(run: ProgramRun): Promise<void> {
  assert.is(await countSleepers(), 0, `children of it are still there: ${run.stdout}${run.stderr}`)
}

for (const world of worlds) {
  test(`${world.title}: --timeout ends it with 6 and says what was waited for`, async () => {
    const run = await start(world, ['--timeout', '1500ms']).ended
    report(world.title, '--timeout 1.5s', run.milliseconds)
    assert.is(run.exitCode, 6, `${run.signal} ${run.stdout}${run.stderr}`)
    assert.match(run.stdout + run.stderr, world.names)
    assert.ok(run.milliseconds < 1_500 + GONE_MS + BUSY_MS, `${run.milliseconds} ms`)
    await nothingIsLeft(run)
  })

  // One before anything was asked, the others when it hangs.
  for (const [signal, exitCode, after] of [
    ['SIGINT', 130, 0],
    ['SIGTERM', 143, 600],
    ['SIGHUP', 129, 600],
  ] as const) {
    test(`${world.title}: ${signal} ${after === 0 ? 'at once' : 'when it hangs'} ends it with ${exitCode}`, async () => {
      const running = start(world, [])
      await running.listens()
      await pause(after)
      const at = performance.now()
      running.kill(signal)
      const run = await running.ended
      const took = Math.round(performance.now() - at)
      report(world.title, signal, took)
      assert.is(run.exitCode, exitCode, `${run.signal} ${run.stdout}${run.stderr}`)
      assert.ok(took < GONE_MS + BUSY_MS, `${took} ms`)
      await nothingIsLeft(run)
    })
  }
}

const COMMANDS: readonly (readonly string[])[] = [
  ['plan'],
  ['rehearse', '--against-cluster'],
  ['--dry-run=server'],
  ['plan', '-o', 'json'],
]

for (const words of COMMANDS) {
  for (const world of worlds.filter(({ title }) => /plugin that ignores|TLS handshake/.test(title))) {
    test(`${words.join(' ')} with ${world.title}: --timeout and SIGTERM end it, too`, async () => {
      const late = await start({ ...world, args: [...words, ...world.args] }, ['--timeout', '1500ms']).ended
      assert.is(late.exitCode, 6, `${late.signal} ${late.stdout}${late.stderr}`)
      assert.match(late.stdout + late.stderr, world.names)
      assert.ok(late.milliseconds < 1_500 + GONE_MS + BUSY_MS, `${late.milliseconds} ms`)
      await nothingIsLeft(late)
      const running = start({ ...world, args: [...words, ...world.args] }, [])
      await running.listens()
      await pause(600)
      const at = performance.now()
      running.kill('SIGTERM')
      const run = await running.ended
      assert.is(run.exitCode, 143, `${run.signal} ${run.stdout}${run.stderr}`)
      assert.ok(performance.now() - at < GONE_MS + BUSY_MS)
      await nothingIsLeft(run)
    })
  }
}

const TOLD_WITHIN_MS = 4_000

for (const words of [[], ['plan'], ['rehearse', '--against-cluster'], ['delete', '--yes']]) {
  for (const world of worlds.filter(({ title }) => /^a (request|TLS handshake) without an answer/.test(title))) {
    test(`${words.join(' ')} with ${world.title}: it is told soon what is waited for`, async () => {
      const args = [...words, ...world.args, '--timeout', `${TOLD_WITHIN_MS}ms`]
      const { screen } = await startProgram(args, { env: { COLUMNS: '200' } }).ended
      const [told = '', ...after] = screen.split('\n').filter((line) => /warning|[Oo]ut of time/.test(line))
      assert.match(told, /warning: .*127\.0\.0\.1:\d+ has not answered (GET \/apis?|the TLS handshake for \d s)/)
      assert.match(after.join('\n'), /[Oo]ut of time/)
    })
  }
}

test('a drive under Helm with a plugin that hangs: its timeout and a signal end it, and Helm is told why', async () => {
  const world = worlds.find(({ title }) => title === 'a plugin that hangs')
  const [, manifests = '', , kubeconfig = ''] = world?.args ?? []
  const home = mkdtempSync(join(tmpdir(), 'hooksync-drive-'))
  const input = readFileSync(manifests, 'utf8')
  const options = { env: { KUBECONFIG: kubeconfig, HOME: home }, input }
  const words = ['post-render', '--drive', '--release', 'shop', '-n', 'shop']
  const told = /the credential plugin ".*hangs" of user "u" has not answered for \d s/
  const late = await startProgram([...words, '--timeout', '1500ms'], options).ended
  assert.match(late.stdout + late.stderr, /out of time after 1\.5s: /)
  assert.match(late.stdout + late.stderr, told)
  assert.ok(late.milliseconds < 1_500 + GONE_MS + BUSY_MS, `${late.milliseconds} ms`)
  await nothingIsLeft(late)
  const running = startProgram(words, options)
  await running.listens()
  await pause(600)
  const at = performance.now()
  running.kill('SIGTERM')
  const run = await running.ended
  assert.match(run.stdout + run.stderr, /SIGTERM: /)
  assert.ok(performance.now() - at < GONE_MS + BUSY_MS)
  await nothingIsLeft(run)
})

test('a renderer whose standard input does not end: its timeout ends it, and it says so', async () => {
  const words = ['post-render', '--drive', '--release', 'shop', '-n', 'shop', '--timeout', '1500ms']
  const run = await startProgram(words, { inputEnd: 'open' }).ended
  assert.is(run.exitCode, 6, run.stdout + run.stderr)
  assert.is(
    run.stderr,
    'error: out of time after 1.5s: <stdin> has not ended\n  nothing was written; --timeout gives more time\n',
  )
  assert.ok(run.milliseconds < 1_500 + GONE_MS + BUSY_MS, `${run.milliseconds} ms`)
})

test('explain with a pipe that nobody writes to: it says what it waits for, and a signal ends it', async () => {
  const running = startProgram(['explain', 'Job/migrate', '-f', '-'], { inputEnd: 'open' })
  await running.listens()
  await pause(6_000)
  running.kill('SIGINT')
  const run = await running.ended
  assert.is(run.exitCode, 130, run.stdout + run.stderr)
  assert.is(run.stderr, 'waiting: <stdin> has not ended yet\nerror: SIGINT: ended before anything was written\n')
})

for (const [title, jump] of [
  ['back an hour', -3_600_000],
  ['forward an hour', 3_600_000],
] as const) {
  test(`a clock that is set ${title} in mid-run changes nothing of --timeout`, async () => {
    const world = worlds.find(({ title: other }) => other === 'a request without an answer')
    assert.ok(world)
    const shim = join(mkdtempSync(join(tmpdir(), 'hooksync-clock-')), 'shim.mjs')
    writeFileSync(
      shim,
      `const now = Date.now; let jump = 0; Date.now = () => now() + jump; setTimeout(() => { jump = ${jump} }, 700).unref()\n`,
    )
    const env = { ...world.env, NODE_OPTIONS: `--import ${shim}` }
    // After two seconds without an answer it would be the cluster's end, and not that of the time.
    const run = await start({ ...world, env }, ['--timeout', '1500ms']).ended
    assert.is(run.exitCode, 6, run.stdout + run.stderr)
    // The limit counts from the program's start, of which a busy machine takes its part before the sync begins.
    assert.match(run.stdout, /Out of time after (\d{3}ms|1\.\ds)/)
    assert.ok(run.milliseconds >= 1_450 && run.milliseconds < 1_500 + GONE_MS + BUSY_MS, `${run.milliseconds} ms`)
  })
}

test.after(close)

test.run()
