import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SyncEventBody } from '../../src/sync/events.ts'
import { createStyle } from '../../src/report/style.ts'
import { SHOW_CURSOR } from '../../src/report/live/frame.ts'
import { createTerminalPresenter } from '../../src/report/terminal.ts'
import { events, manualTicker, memoryOutput, task } from './build-events.ts'

const test = suite('terminal')

const web = task('apps/Deployment shop/web', 'Sync', 1)
const api = task('apps/Deployment shop/api', 'Sync', 1)

/** A presenter on a fake terminal; `show` sends events, lets a frame pass and gives what was written. */
function start(size: { readonly columns: number; readonly rows: number }) {
  const terminal = memoryOutput({ ...size, isTTY: true })
  const clock = manualTicker()
  let now = 1_700_000_000_000
  const style = createStyle('plain')
  const presenter = createTerminalPresenter({ terminal, style, detail: 'normal', now: () => now, ticker: clock.ticker })
  const written = (): string => {
    const { text } = terminal
    terminal.text = ''
    return text
  }
  return {
    terminal,
    clock,
    show: (...bodies: readonly SyncEventBody[]) => {
      for (const event of events(...bodies)) presenter.event(event)
      clock.tick()
      return written()
    },
    pass: (milliseconds: number) => {
      now += milliseconds
      clock.tick()
      return written()
    },
    end: () => {
      presenter.end()
      return written()
    },
  }
}

/** What stands in the frame, without the sequences around and between its lines. */
function lines(frame: string): readonly string[] {
  return frame
    .replace(/\u001b\[[?0-9;]*[A-Za-z]/g, '')
    .replace(/\r/g, '')
    .split('\n')
    .slice(0, -1)
}

const wave: SyncEventBody = { type: 'wave-started', phase: 'Sync', wave: 1, tasks: [api, web] }

test('the block shows what is not done with its state below the lines that scroll', () => {
  const screen = start({ columns: 80, rows: 24 })
  const frame = screen.show(
    { type: 'phase-started', phase: 'Sync' },
    wave,
    { type: 'resource-applied', ...api, change: 'created' },
    { type: 'health-changed', ...api, status: 'Progressing', message: '0 of 2 available' },
    { type: 'waiting', message: 'waiting for healthy state of apps/Deployment/api', blockers: [] },
  )
  assert.equal(lines(frame), [
    '   0.0s  Sync wave 1: 2 tasks',
    '── Sync wave 1 · 0s',
    '  … Deployment shop/api  Progressing 0s  0 of 2 available',
    '  · Deployment shop/web  pending',
  ])
})

test('a frame is one write that hides the cursor once and leaves it at the first line of the block, where the next one begins', () => {
  const screen = start({ columns: 80, rows: 24 })
  const below = ['  · Deployment shop/api  pending\u001b[K', '  · Deployment shop/web  pending\u001b[K']
  assert.is(
    screen.show(wave),
    `\u001b[?2026h\u001b[?25l   0.0s  Sync wave 1: 2 tasks\n── Sync wave 1 · 0s\u001b[K\n${below.join('\n')}\n\u001b[J\u001b[3A\r\u001b[?2026l`,
  )
  assert.is(
    screen.pass(2000),
    `\u001b[?2026h\u001b7${['── Sync wave 1 · 2s\u001b[K', ...below].join('\r\u001b[B')}\u001b8\u001b[?2026l`,
  )
})

/** All from the first line of the block on. */
const ERASED = '\u001b7\u001b[2K\u001b[B\u001b[J\u001b8'

test('a frame that would change nothing is not written', () => {
  const screen = start({ columns: 80, rows: 24 })
  screen.show(wave)
  assert.is(screen.pass(10), '')
})

test('the end erases the block, keeps the lines and gives the cursor back', () => {
  const screen = start({ columns: 80, rows: 24 })
  screen.show(wave)
  assert.is(screen.end(), `\u001b[?2026h${ERASED}\u001b[?2026l${SHOW_CURSOR}`)
  assert.is(screen.clock.running(), 0)
})

test('what is done leaves the block for the lines above it, and what does not fit is counted', () => {
  const screen = start({ columns: 60, rows: 10 })
  const many = Array.from({ length: 9 }, (_, index) => task(`ConfigMap shop/c${index}`, 'Sync', 1))
  const [first, second, third] = many
  if (first === undefined || second === undefined || third === undefined) throw new Error('no tasks')
  const frame = screen.show(
    { type: 'wave-started', phase: 'Sync', wave: 1, tasks: many },
    { type: 'resource-applied', ...first, change: 'created' },
    { type: 'task-completed', ...first, outcome: 'Succeeded', message: 'ok' },
    { type: 'apply-failed', ...third, message: 'forbidden' },
    { type: 'resource-applied', ...second, change: 'created' },
  )
  assert.equal(lines(frame), [
    '   0.0s  Sync wave 1: 9 tasks',
    '   0.0s    ✓ ConfigMap shop/c0 created',
    '   0.0s    ✗ ConfigMap shop/c2 refused: forbidden',
    '── Sync wave 1 · 1 failed · 0s',
    '  … ConfigMap shop/c1  created 0s',
    '  · ConfigMap shop/c3  pending',
    '  · ConfigMap shop/c4  pending',
    '  · ConfigMap shop/c5  pending',
    '  · ConfigMap shop/c6  pending',
    '  · ConfigMap shop/c7  pending',
    '  · ConfigMap shop/c8  pending',
  ])
})

for (const [where, movesCursor, up] of [
  ['', false, ''],
  [', also where it moved the cursor', true, '\u001b[1A\r'],
] as const) {
  test(`while the size changes nothing is drawn; then the wrapped block is erased from its first line on${where}`, () => {
    const screen = start({ columns: 80, rows: 24 })
    Object.assign(screen.terminal, { movesCursor })
    screen.show(wave, { type: 'health-changed', ...web, status: 'Progressing', message: 'x'.repeat(40) })
    screen.terminal.columns = 40
    assert.is(screen.pass(1000), '')
    assert.ok(screen.pass(0).startsWith(`\u001b[?2026h${up}${ERASED}`))
  })
}

test('a tiny terminal gets lines only, and its cursor is left alone', () => {
  const screen = start({ columns: 20, rows: 4 })
  assert.is(screen.show(wave), '\u001b[?2026h   0.0s  Sync wave 1: 2 tasks\n\u001b[J\u001b[?2026l')
  assert.is(screen.end(), '')
})

test('an interrupt is said in the block', () => {
  const screen = start({ columns: 80, rows: 24 })
  const frame = screen.show(wave, { type: 'interrupted', signal: 'SIGINT', stillRunning: [] })
  assert.ok(lines(frame).includes('  SIGINT: ending, no further work is started'))
})

test.run()
