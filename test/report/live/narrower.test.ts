// A terminal that is made narrower wraps what stands there, and pushes as many rows into its scrollback, where nobody can erase them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { drawBlock } from '../../../src/report/live/draw.ts'
import type { Room } from '../../../src/report/live/draw.ts'
import { createLiveView, viewEvent } from '../../../src/report/live/live-view.ts'
import { createStyle } from '../../../src/report/style.ts'
import { rowsOf } from '../../../src/report/wrap-lines.ts'
import type { SyncEventBody } from '../../../src/sync/events.ts'
import { PROGRAM, programEnvironment } from '../../support/program.ts'
import { SEED } from '../../support/seed.ts'
import { skip } from '../../support/skip.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { events, task } from '../build-events.ts'
import { hasTmux, openPane } from './tmux.ts'
import type { Pane } from './tmux.ts'

const test = suite('a terminal that is made narrower in mid-run')

const CAUSE = 'FailedScheduling: 0/9 nodes are available: 9 Insufficient memory, and a lot of other things besides'

/** So many Deployments wait, whose reasons are so many times as long. */
function waiting(many: number, long: number): readonly (SyncEventBody | number)[] {
  const tasks = Array.from({ length: many }, (_, at) => task(`apps/Deployment shop/api-${at}`))
  const blockers = tasks.map((one) => {
    const message = `0 of 1 available ← Pod ${one.key.name}-x Pending ← ${one.key.name} ${`${CAUSE} `.repeat(long).trim()}`
    return { ...one, what: 'health', message } as const
  })
  return [
    { type: 'wave-started', phase: 'Sync', wave: 0, tasks },
    ...tasks.map((one) => ({ type: 'resource-applied', ...one, change: 'created' }) as const),
    { type: 'waiting', message: 'waiting', blockers },
  ]
}

function draw(room: Room, many: number, long: number): readonly string[] {
  const view = createLiveView()
  for (const event of events(...waiting(many, long))) viewEvent(view, event)
  return drawBlock(view, { room, now: (view.startedAt ?? 0) + 5000, deadline: undefined, style: createStyle('plain') })
}

const wrapped = (block: readonly string[], columns: number): number =>
  block.reduce((rows, line) => rows + rowsOf(line, columns), 0)

test('a block that fills the screen has room for what wrapping to half of the columns adds', () => {
  const rooms = fc.record({ columns: fc.integer({ min: 60, max: 220 }), rows: fc.integer({ min: 24, max: 60 }) })
  fc.assert(
    fc.property(rooms, fc.integer({ min: 1, max: 60 }), (room, many) => {
      const block = draw(room, many, 1)
      const narrower = Math.max(40, Math.floor(room.columns / 2))
      assert.ok(wrapped(block, narrower) < room.rows, block.join('\n'))
      // And no row is left free that could be used.
      assert.ok(many < room.rows || wrapped(block, narrower) > room.rows / 2, block.join('\n'))
    }),
    { numRuns: 200, seed: SEED },
  )
})

test('the first reason is whole all the same, and others are not in its way', () => {
  for (const many of [1, 2, 30]) {
    const block = draw({ columns: 80, rows: 24 }, many, 9)
    const text = block.map((line) => line.trim()).join(' ')
    assert.ok(text.includes(`api-0 ${`${CAUSE} `.repeat(9).trim()}`), block.join('\n'))
  }
})

test('in tmux no piece of a block that filled the screen is in the scrollback when it is made narrower once', async () => {
  if (!(await hasTmux())) return skip('no tmux: apt-get install tmux')
  const { pane, close } = await replayed(30, 12)
  const heads = async () => headsOf(await pane.all())
  try {
    await waitUntil(async () => (await heads()).length > 0)
    for (const columns of [40, 80]) {
      const known = await heads()
      await pane.resize(columns, 24)
      await waitUntil(async () => (await heads()).at(-1) !== known.at(-1))
      const all = await pane.all()
      assert.is((await heads()).length, 1, all.join('\n'))
      assert.is(all.filter((line) => line.includes('← Pod api-0-x')).length, 1, all.join('\n'))
    }
  } finally {
    await close()
  }
})

test('in tmux one block stands on the screen at any width, also where little stood above it', async () => {
  if (!(await hasTmux())) return skip('no tmux: apt-get install tmux')
  const { pane, close } = await replayed(1, 3)
  const heads = async () => headsOf(await pane.screen())
  try {
    await waitUntil(async () => (await heads()).length > 0)
    for (const columns of [53, 40, 80]) {
      const known = await heads()
      await pane.resize(columns, 24)
      await waitUntil(async () => ![undefined, known.at(-1)].includes((await heads()).at(-1)))
      const screen = await pane.screen()
      assert.is((await heads()).length, 1, screen.join('\n'))
      assert.is(screen.filter((line) => line.includes('← Pod api-0-x')).length, 1, screen.join('\n'))
    }
  } finally {
    await close()
  }
})

/** A run with so many warnings before so many Deployments wait, shown at its own pace in tmux. */
async function replayed(warnings: number, many: number): Promise<{ pane: Pane; close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-tmux-'))
  const before = Array.from({ length: warnings }, (_, at) => ({ type: 'warning', message: `warning ${at}` }) as const)
  const run = events(...before, ...waiting(many, 1), 60_000, { type: 'warning', message: 'the end' })
  writeFileSync(join(folder, 'run.jsonl'), run.map((event) => `${JSON.stringify(event)}\n`).join(''))
  const command = `'${process.execPath}' '${PROGRAM}' replay '${folder}/run.jsonl' -o terminal --speed 4`
  const size = { columns: 80, rows: 24, env: programEnvironment() }
  const pane = await openPane(`hooksync-narrower-${process.pid}-${warnings}`, command, size)
  const close = async (): Promise<void> => {
    await pane.close()
    rmSync(folder, { recursive: true })
  }
  return { pane, close }
}

function headsOf(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.startsWith('── '))
}

test.run()
