import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { wrapLine } from '../../../src/report/wrap-lines.ts'
import type { SyncEventBody } from '../../../src/sync/events.ts'
import { SEED } from '../../support/seed.ts'
import { task } from '../build-events.ts'
import { emulatedTerminal } from './emulated-terminal.ts'
import type { Size } from './emulated-terminal.ts'

const test = suite('the live view on an emulated terminal')

const api = task('apps/Deployment shop/api', 'Sync', 1)
const web = task('apps/Deployment shop/web', 'Sync', 1)
const settings = Array.from({ length: 40 }, (_, index) => task(`ConfigMap shop/settings-${index}`, 'Sync', 0))

const CAUSE =
  'FailedScheduling: 0/3 nodes have enough memory: 3 Insufficient memory. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.'

function waveStarted(wave: number, tasks: readonly ReturnType<typeof task>[]): SyncEventBody {
  return { type: 'wave-started', phase: 'Sync', wave, tasks: [...tasks] }
}

function waitingFor(...causes: readonly (readonly [ReturnType<typeof task>, string])[]): SyncEventBody {
  return {
    type: 'waiting',
    message: 'waiting for healthy state of apps/Deployment/api',
    blockers: causes.map(([one, message]) => ({ ...one, what: 'health', health: 'Progressing', message })),
  }
}

const planned: SyncEventBody = {
  type: 'plan-built',
  tasks: [...settings, api, web].map((one) => ({ ...one, action: 'apply', hookTypes: [], deletePolicies: [] })),
}

/** Forty objects are done, one Deployment waits. */
async function waitingRun(size: Size) {
  const screen = emulatedTerminal(size)
  screen.tell(planned, { type: 'phase-started', phase: 'Sync' }, waveStarted(0, settings))
  for (const one of settings) screen.tell({ type: 'resource-applied', ...one, change: 'created' })
  await screen.pass(100)
  for (const one of settings) screen.tell({ type: 'task-completed', ...one, outcome: 'Succeeded', message: 'created' })
  screen.tell(waveStarted(1, [api, web]), { type: 'resource-applied', ...api, change: 'configured' })
  screen.tell(waitingFor([api, `1 of 3 updated replicas available ← pod api-7d9f Pending ← ${CAUSE}`]))
  await screen.pass(48_000)
  return screen
}

/** The lines of the block: all from its head on. */
function block(lines: readonly string[]): readonly string[] {
  return lines.slice(lines.findIndex((line) => line.startsWith('── ')))
}

test('once the run is over no block stands under its summary, even before the presenter ends', async () => {
  const screen = await waitingRun({ columns: 80, rows: 24 })
  const failed = { type: 'task-completed', ...api, outcome: 'Failed', message: CAUSE } as const
  const over = { phase: 'Failed', message: 'no', reason: 'completed', durationMs: 50_000, phases: [] } as const
  screen.tell(failed, { type: 'operation-completed', ...over })
  await screen.pass(100)
  assert.equal(block(screen.screen()), screen.screen().slice(-1))
  assert.ok(screen.screen().some((line) => line.includes('failed: Deployment shop/api')))
  await screen.end()
  screen.close()
})

const SIZES: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 50 },
]

for (const size of SIZES) {
  test(`the whole reason of a wait stands on a screen of ${size.columns}x${size.rows}`, async () => {
    const screen = await waitingRun(size)
    const shown = block(screen.screen())
    assert.is(shown[0], '── Sync wave 1 (2 of 2) · 40 of 42 done · 48s · 9m12s left')
    assert.ok(shown.some((line) => line.includes('… Deployment shop/api  Progressing 48s')))
    const text = shown.map((line) => line.trim()).join(' ')
    assert.ok(text.includes(`← pod api-7d9f Pending ← ${CAUSE}`), text)
    screen.close()
  })
}

test('the transcript tells each resource once, and its end takes the block away', async () => {
  const screen = await waitingRun({ columns: 80, rows: 24 })
  screen.tell({ type: 'health-changed', ...api, status: 'Healthy', message: '3 available' })
  screen.tell({ type: 'task-completed', ...api, outcome: 'Succeeded', message: '3 available' })
  screen.tell({
    type: 'operation-completed',
    phase: 'Succeeded',
    message: 'successfully synced',
    reason: 'completed',
    durationMs: 48_000,
    phases: [],
  })
  await screen.pass(100)
  await screen.end()
  const all = screen.all()
  assert.is(all.filter((line) => line.includes('Deployment shop/api')).length, 1)
  assert.ok(all.some((line) => line.endsWith('✓ Deployment shop/api configured, healthy in 48s')))
  for (const one of settings) {
    assert.is(all.filter((line) => line.endsWith(`✓ ConfigMap shop/${one.key.name} created`)).length, 1)
  }
  assert.not.ok(all.some((line) => line.includes('──')))
  assert.is(screen.running(), 0)
  screen.close()
})

/** The block is there once, as it is on a terminal that has always had this size. */
async function isClean(screen: Awaited<ReturnType<typeof waitingRun>>, transcript: readonly string[]): Promise<void> {
  const all = screen.all()
  const heads = all.filter((line) => line.startsWith('── '))
  assert.is(heads.length, 1, all.join('\n'))
  const begin = all.length - block(all).length
  assert.equal(all.slice(0, begin), transcript)
  assert.is(all.filter((line) => line.includes('Deployment shop/api ')).length, 1)
}

test('a terminal that is made larger and smaller keeps each line once: on the screen and above it', async () => {
  const screen = await waitingRun({ columns: 120, rows: 40 })
  const transcript = screen.all().slice(0, -block(screen.all()).length)
  for (const size of [...SIZES, ...SIZES.toReversed(), { columns: 80, rows: 60 }, { columns: 90, rows: 24 }]) {
    await screen.resize(size)
    await isClean(screen, transcript)
    await screen.pass(1000)
    await isClean(screen, transcript)
  }
  screen.close()
})

test('any sizes from 80x8 up leave nothing behind, whatever happens between them', async () => {
  const sizes = fc.record({ columns: fc.integer({ min: 80, max: 220 }), rows: fc.integer({ min: 8, max: 70 }) })
  await fc.assert(
    fc.asyncProperty(
      sizes,
      fc.array(fc.tuple(sizes, fc.integer({ min: 0, max: 39 })), { maxLength: 8 }),
      async (first, steps) => {
        const screen = await waitingRun(first)
        for (const [size, index] of steps) {
          await screen.resize(size)
          const message = `number ${index} ${'long '.repeat(index)}end`
          screen.tell({ type: 'warning', message })
          const before = screen.all()
          await screen.pass(1000)
          const all = screen.all()
          const added = all.length - block(all).length - (before.length - block(before).length)
          assert.is(added, wrapLine(`warning: ${message}`, size.columns - 9).length)
          await isClean(screen, all.slice(0, all.length - block(all).length))
        }
        screen.close()
      },
    ),
    { numRuns: 40, seed: SEED },
  )
})

test('keys that somebody types move nothing, and are shown again after the end', async () => {
  const screen = await waitingRun({ columns: 80, rows: 24 })
  const transcript = screen.all().slice(0, -block(screen.all()).length)
  await screen.type('\n\nls\n')
  await screen.pass(1000)
  await isClean(screen, transcript)
  await screen.end()
  assert.is(screen.keys(), 'shown')
  assert.equal(screen.all(), transcript)
  screen.close()
})

test('a run that is stopped takes its block away, and draws it again below what was typed since', async () => {
  const screen = await waitingRun({ columns: 80, rows: 24 })
  const transcript = screen.all().slice(0, -block(screen.all()).length)
  await screen.stop()
  assert.equal([screen.keys(), screen.all()], ['shown', transcript])
  await screen.type('$ fg\n')
  await screen.pass(1000)
  assert.is(screen.keys(), 'hidden')
  await isClean(screen, [...transcript, '$ fg'])
  screen.close()
})

test('a long line of the transcript is broken at blanks', async () => {
  const screen = await waitingRun({ columns: 80, rows: 24 })
  screen.tell({
    type: 'operation-completed',
    phase: 'Failed',
    message: 'interrupted',
    reason: 'interrupted',
    signal: 'SIGINT',
    durationMs: 48_000,
    phases: [],
  })
  await screen.pass(100)
  const all = screen.all()
  const at = all.findIndex((line) => line.includes('… Deployment shop/api'))
  assert.equal(all.slice(at, at + 3), [
    '  48.1s    … Deployment shop/api configured, Progressing after 48s: 1 of 3',
    '               updated replicas available',
    '             ← pod api-7d9f Pending',
  ])
  screen.close()
})

test('the last line is broken at blanks', async () => {
  const screen = await waitingRun({ columns: 60, rows: 24 })
  screen.tell({
    type: 'operation-completed',
    phase: 'Succeeded',
    message: 'successfully synced',
    reason: 'completed',
    durationMs: 48_000,
    phases: (['PreSync', 'Sync', 'PostSync'] as const).map((phase) => ({ phase, durationMs: 16_000 })),
  })
  await screen.end()
  assert.equal(screen.all().slice(-2), [
    '  48.1s  Succeeded in 48.0s: 40 created, 1 configured ·',
    '             PreSync 16.0s, Sync 16.0s, PostSync 16.0s',
  ])
  screen.close()
})

test('a narrow terminal has wrapped the block: it is erased whole all the same', async () => {
  const screen = await waitingRun({ columns: 100, rows: 40 })
  const transcript = screen.all().slice(0, -block(screen.all()).length)
  for (const columns of [50, 41, 79, 44, 100]) {
    await screen.resize({ columns, rows: 40 })
    await isClean(screen, transcript)
  }
  screen.close()
})

test('a frame is one write, in one synchronized update, and none is written where nothing changed', async () => {
  const screen = await waitingRun({ columns: 80, rows: 24 })
  const { length } = screen.writes
  await screen.pass(1)
  assert.is(screen.writes.length, length)
  await screen.pass(1000)
  assert.is(screen.writes.length, length + 1)
  for (const text of screen.writes) {
    assert.ok(text.startsWith('\u001b[?2026h') && text.endsWith('\u001b[?2026l'))
  }
  screen.close()
})

test('five hundred resources that wait fit on the screen, the first with its reason', async () => {
  for (const size of SIZES) {
    const many = Array.from({ length: 500 }, (_, index) => task(`apps/Deployment shop/d-${index}`, 'Sync', 1))
    const screen = emulatedTerminal(size)
    screen.tell(waveStarted(1, many))
    for (const one of many) screen.tell({ type: 'resource-applied', ...one, change: 'created' })
    screen.tell(
      waitingFor(...many.map((one) => [one, `0 of 1 available ← pod ${one.key.name}-x Pending ← ${CAUSE}`] as const)),
    )
    await screen.pass(5000)
    const shown = screen.screen()
    assert.ok(shown.length <= size.rows)
    const text = shown.map((line) => line.trim()).join(' ')
    assert.ok(text.includes(`← pod d-0-x Pending ← ${CAUSE}`), text)
    assert.match(text, /and \d+ more/)
    assert.is(screen.all().filter((line) => line.startsWith('── ')).length, 1)
    screen.close()
  }
})

test('names and messages in wide characters, and text that would drive the terminal, leave the block whole', async () => {
  const screen = emulatedTerminal({ columns: 80, rows: 24 }, { coloured: true })
  const role = task(
    'rbac.authorization.k8s.io/Role shop/読み取り専用の役割-とても長い名前のロール-とても長い名前のロール',
    'Sync',
    1,
  )
  const message = `待機中 ← ${'予定された時刻になるまで起動しません。'.repeat(8)}\u001b[2J\u001b[H\u0007 👩‍👩‍👧 end`
  screen.tell(waveStarted(1, [role]), { type: 'resource-applied', ...role, change: 'created' })
  screen.tell(waitingFor([role, message]))
  screen.tell({
    type: 'log-line',
    ...role,
    pod: 'p\u001b[5A',
    container: 'c',
    line: `\u001b]0;title\u0007${'語'.repeat(200)}\r\u001b[1A`,
  })
  for (let second = 0; second < 4; second += 1) await screen.pass(1000)
  const all = screen.all()
  assert.is(all.filter((line) => line.startsWith('── ')).length, 1, all.join('\n'))
  const text = block(all)
    .map((line) => line.trim())
    .join('')
  assert.ok(text.includes('予定された時刻になるまで起動しません。'.repeat(8)))
  screen.close()
})

test.run()
