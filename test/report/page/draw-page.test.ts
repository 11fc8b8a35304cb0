// The page as text: its policy allows what is on it and no more, each kind of event is a row, and what is too much is bounded.
import { createHash } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { drawPage } from '../../../src/report/page/draw-page.ts'
import { createKeptRows, keepRow, rowsKept } from '../../../src/report/page/kept-rows.ts'
import { createRunRecord, recording } from '../../../src/report/page/run-record.ts'
import type { SyncEventBody } from '../../../src/sync/events.ts'
import { events, task } from '../build-events.ts'

const test = suite('draw page')

const MIGRATE = task('batch/Job shop/migrate', 'PreSync')

function drawn(...bodies: readonly (SyncEventBody | number)[]): string {
  const record = createRunRecord()
  const presenter = recording(record)
  for (const event of events(...bodies)) presenter.event(event)
  return drawPage(record)
}

test('the policy allows the one script and the one style sheet that are there, and nothing from anywhere', () => {
  const page = drawn({ type: 'phase-started', phase: 'Sync' })
  const hash = (name: string): string => {
    const found = [...page.matchAll(new RegExp(`<${name}>([^]*?)</${name}>`, 'g'))]
    assert.is(found.length, 1)
    return `'sha256-${createHash('sha256')
      .update(found[0]?.[1] ?? '')
      .digest('base64')}'`
  }
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]
  const own = `style-src ${hash('style')}; script-src ${hash('script')}`
  assert.is(policy, `default-src 'none'; ${own}; base-uri 'none'; form-action 'none'`)
  assert.not.match(page, /\s(?:style|src|href|on\w+)=|url\(|@import/)
})

test('what the run could not wait for stands above all', () => {
  const blocker = { ...MIGRATE, what: 'completion', message: 'running: 1 active ← pod migrate-x Pending' } as const
  const page = drawn(
    { type: 'resource-applied', ...MIGRATE, change: 'created' },
    { type: 'waiting', message: 'waiting for completion of hook batch/Job/migrate', blockers: [blocker] },
    60_000,
    { type: 'timed-out', milliseconds: 60_000, blockers: [blocker] },
    { type: 'operation-completed', phase: 'Failed', message: 'x', reason: 'timeout', durationMs: 60_000, phases: [] },
  )
  assert.match(page, 'Out of time after 1m00s at PreSync/migrate</h1>\n<p class="lead">pod migrate-x Pending</p>')
  assert.match(
    page,
    /<td class="num">1m00s<\/td><td class="">the end of the run<\/td><td class="">completion of Job shop\/migrate/,
  )
})

test('an event that has no words of its own is told field by field, and one that is very long is cut', () => {
  const page = drawn(
    { type: 'lock-lost', message: 'somebody took it', stillRunning: [MIGRATE] },
    { type: 'warning', message: 'y'.repeat(10_000) },
  )
  assert.match(page, /somebody took it\nstill running: Job shop\/migrate/)
  assert.match(page, /y… \(6000 more characters\)/)
})

test('a time that no calendar has is left out', () => {
  const record = createRunRecord()
  recording(record).event({ v: 1, seq: 1, at: 1e300, type: 'phase-started', phase: 'Sync' })
  assert.not.match(drawPage(record), /Began<\/dt>|Invalid|NaN/)
})

test('of too many rows the first and the last are kept, by number and by size', () => {
  const keep = (count: number, size: number) => {
    const kept = createKeptRows<{ readonly text: string }>({ first: 3, last: 5, characters: 100 })
    for (let index = 0; index < count; index += 1) keepRow(kept, { text: String(index).padEnd(size, '.') })
    return [rowsKept(kept).map(({ text }) => Number.parseInt(text, 10)), kept.leftOut]
  }
  assert.equal(keep(8, 1), [[0, 1, 2, 3, 4, 5, 6, 7], 0])
  assert.equal(keep(1000, 1), [[0, 1, 2, 995, 996, 997, 998, 999], 992])
  assert.equal(keep(20, 40), [[0, 1, 18, 19], 16])
  assert.equal(keep(4, 1000), [[], 4])
})

test.run()
