import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SyncEventBody } from '../../../src/sync/events.ts'
import { displayWidth } from '../../../src/report/display-width.ts'
import { SMALLEST_ROOM, drawBlock } from '../../../src/report/live/draw.ts'
import type { Room } from '../../../src/report/live/draw.ts'
import { createLiveView, viewEvent } from '../../../src/report/live/live-view.ts'
import { wrapHard } from '../../../src/report/live/reason.ts'
import { createStyle } from '../../../src/report/style.ts'
import { SEED } from '../../support/seed.ts'
import { events, task } from '../build-events.ts'

const test = suite('drawing the live view')

const STARTED_AT = 1_700_000_000_000
const style = createStyle('plain')

/** The block after some events, so many milliseconds after the first. */
function draw(bodies: readonly (SyncEventBody | number)[], room: Room, after = 0): readonly string[] {
  const view = createLiveView()
  for (const event of events(...bodies)) viewEvent(view, event)
  return drawBlock(view, { room, now: STARTED_AT + after, deadline: STARTED_AT + 600_000, style })
}

const PHASES = ['PreSync', 'Sync', 'PostSync'] as const

function planned(...tasks: readonly ReturnType<typeof task>[]): SyncEventBody {
  return {
    type: 'plan-built',
    tasks: tasks.map((one) => ({ ...one, action: 'apply', hookTypes: [], deletePolicies: [] })),
  }
}

function wave(number: number, ...tasks: readonly ReturnType<typeof task>[]): SyncEventBody {
  return { type: 'wave-started', phase: tasks[0]?.phase ?? 'Sync', wave: number, tasks: [...tasks] }
}

function applied(one: ReturnType<typeof task>): SyncEventBody {
  return { type: 'resource-applied', ...one, change: 'created' }
}

function done(one: ReturnType<typeof task>): SyncEventBody {
  return { type: 'task-completed', ...one, outcome: 'Succeeded', message: 'ok' }
}

function blocked(...causes: readonly (readonly [ReturnType<typeof task>, string])[]): SyncEventBody {
  const blockers = causes.map(([one, message]) => ({ ...one, what: 'health' as const, message }))
  return { type: 'waiting', message: 'waiting for healthy state', blockers }
}

const migrate = task('batch/Job shop/migrate', 'PreSync', 0)
const settings = task('ConfigMap shop/settings', 'Sync', 0)
const api = task('apps/Deployment shop/api', 'Sync', 2)
const web = task('apps/Deployment shop/web', 'Sync', 2)
const late = task('Service shop/api', 'Sync', 2)

const RUN: readonly (SyncEventBody | number)[] = [
  planned(migrate, settings, api, web, late),
  wave(0, migrate),
  applied(migrate),
  14_000,
  done(migrate),
  wave(0, settings),
  applied(settings),
  300,
  done(settings),
  wave(2, api, web, late),
  applied(api),
  2000,
  blocked([
    api,
    '1 of 3 updated replicas available ← pod api-7d9f Pending ← FailedScheduling: 0/3 nodes have enough memory',
  ]),
]

test('the head tells how far it is; finished waves, what waits and why, and what has not begun stand below', () => {
  assert.equal(draw(RUN, { columns: 80, rows: 24 }, 62_300), [
    '── Sync wave 2 (2 of 2) · 2 of 5 done · 1m02s · 8m58s left',
    '  ✓ PreSync wave 0: 1 task in 14s',
    '  ✓ Sync wave 0: 1 task in 300ms',
    '  … Deployment shop/api  created 48s  1 of 3 updated replicas available',
    '      ← pod api-7d9f Pending ← FailedScheduling: 0/3 nodes have enough memory',
    '  · Deployment shop/web  pending',
    '  · Service shop/api  pending',
  ])
})

test('where rows are few finished waves go first, then what has not begun; the cause stays whole', () => {
  const why = [
    '      1 of 3 updated replicas available',
    '      ← pod api-7d9f Pending',
    '      ← FailedScheduling: 0/3 nodes',
    '        have enough memory',
  ]
  const head = '── Sync wave 2 (2 of 2) · 2 of 5 done'
  const line = '  … Deployment shop/api  created 48s'
  assert.equal(draw(RUN, { columns: 40, rows: 11 }, 62_300), [
    head,
    '  ✓ 2 waves before',
    line,
    ...why,
    '  · Deployment shop/web  pending',
    '  · Service shop/api  pending',
  ])
  assert.equal(draw(RUN, { columns: 40, rows: 9 }, 62_300), [head, line, ...why, '  · 2 tasks pending'])
  assert.equal(draw(RUN, { columns: 40, rows: 7 }, 62_300), [head, line, ...why.slice(2), '  · 2 tasks pending'])
})

test('waves are counted in the order in which they run, which is reversed in a deletion', () => {
  const [first, last] = [2, 0].map((at) => ({ ...task(`ConfigMap shop/c${at}`, 'Sync', at), phase: 'Delete' as const }))
  if (first === undefined || last === undefined) throw new Error('no tasks')
  const begin = [planned(first, last), wave(2, first)]
  const room = { columns: 80, rows: 24 }
  assert.is(draw(begin, room)[0], '── Delete wave 2 (1 of 2) · 0 of 2 done · 0s · 10m00s left')
  const second = draw([...begin, done(first), wave(0, last)], room)
  assert.is(second[0], '── Delete wave 0 (2 of 2) · 1 of 2 done · 0s · 10m00s left')
})

test('a long name has all of the row, and one that is too long is cut where names do not differ', () => {
  const lines = (columns: number): readonly string[] => {
    const many = ['1', '2'].map((end) => task(`apps/Deployment shop/${'storefront-'.repeat(4)}${end}`, 'Sync', 2))
    return draw([planned(...many), wave(2, ...many), ...many.map(applied)], { columns, rows: 24 }).slice(1)
  }
  const name = 'Deployment shop/storefront-storefront-storefront-storefront-'
  assert.equal(lines(80), [`  … ${name}1  created 0s`, `  … ${name}2  created 0s`])
  assert.equal(
    lines(60).filter((line) => line.startsWith('  … ')),
    [
      '  … Deployment shop/store…orefront-storefront-1  created 0s',
      '  … Deployment shop/store…orefront-storefront-2  created 0s',
    ],
  )
})

test('each container has the colour of its name in the pane of logs, wherever its name stands', () => {
  const log = (pod: string, line: string) =>
    ({ type: 'log-line', ...migrate, pod, container: 'migrate', line }) as const
  const view = createLiveView()
  const coloured = createStyle('coloured')
  const lines = (...bodies: readonly SyncEventBody[]): readonly string[] => {
    for (const event of events(...bodies)) viewEvent(view, event)
    const shown = { room: { columns: 80, rows: 24 }, now: STARTED_AT, deadline: undefined, style: coloured }
    return drawBlock(view, shown).slice(-3)
  }
  const [x, y] = ['migrate-x/migrate', 'migrate-y/migrate'].map((name) => coloured.ofName(name, name))
  assert.not.equal(x?.slice(0, 10), y?.slice(0, 10))
  assert.ok(lines(planned(migrate), wave(0, migrate), applied(migrate), log('migrate-x', 'one'))[1]?.endsWith(x ?? '-'))
  assert.equal(lines(log('migrate-y', 'two')).slice(1), [
    `  ${coloured.dim('│')} ${x} one`,
    `  ${coloured.dim('│')} ${y} two`,
  ])
})

test('logs stand at the bottom: of one container without its name on each line, a long line whole', () => {
  const log = (pod: string, line: string) =>
    ({ type: 'log-line', ...migrate, pod, container: 'migrate', line }) as const
  const begin = [wave(0, migrate), applied(migrate)]
  assert.equal(
    draw([...begin, log('migrate-x', 'table prices'), log('migrate-x', 'a '.repeat(50).trim())], {
      columns: 80,
      rows: 24,
    }),
    [
      '── PreSync wave 0 · 0s · 10m00s left',
      '  … Job shop/migrate  running 0s',
      '  ── log of migrate-x/migrate',
      '  │ table prices',
      `  │ ${'a '.repeat(38).trim()}`,
      `  · ${'a '.repeat(12).trim()}`,
    ],
  )
  const waiting: SyncEventBody = { ...log('migrate-x', 'waits'), role: 'init', restart: 2 }
  assert.is(
    draw([...begin, waiting], { columns: 80, rows: 24 }).at(-2),
    '  ── log of migrate-x/migrate (init) restart 2',
  )
  assert.equal(
    draw([...begin, log('migrate-x', 'one'), log('migrate-y', 'two')], { columns: 80, rows: 24 }).slice(-3),
    ['  ── logs', '  │ migrate-x/migrate one', '  │ migrate-y/migrate two'],
  )
})

test('before the first wave it says that it is at work, and a hook that goes by its policy is waited for', () => {
  assert.equal(draw([planned(migrate)], { columns: 80, rows: 24 }, 3000), [
    '── Before the first wave · 0 of 1 done · 3s · 9m57s left',
  ])
  const leaving: SyncEventBody = {
    type: 'waiting',
    message: 'waiting for deletion of batch/Job/migrate',
    blockers: [{ ...migrate, what: 'deletion', message: 'being deleted: held by the finalizer example.com/keep' }],
  }
  assert.equal(draw([wave(0, migrate), applied(migrate), done(migrate), leaving], { columns: 80, rows: 24 }).slice(1), [
    '  - Job shop/migrate  deleting',
    '      being deleted: held by the finalizer example.com/keep',
  ])
})

const texts = fc
  .oneof(
    fc.string({ maxLength: 200 }),
    fc.lorem({ maxCount: 30 }),
    fc.array(fc.constantFrom('待', '機', '👩', 'é', 'a', ' ', '-'), { maxLength: 200 }).map((parts) => parts.join('')),
  )
  .map((text) =>
    text
      .replace(/[^ -~待機👩é]/gu, 'x')
      .replace(/←/g, '-')
      .replace(/\s+/g, ' ')
      .trim(),
  )

const rooms = fc.record({
  columns: fc.integer({ min: SMALLEST_ROOM.columns, max: 220 }),
  rows: fc.integer({ min: SMALLEST_ROOM.rows, max: 70 }),
})

const runs = fc
  .array(
    fc.record({
      phase: fc.constantFrom(...PHASES),
      wave: fc.integer({ min: -1, max: 2 }),
      name: fc.integer({ min: 0, max: 99 }),
      what: fc.constantFrom('plan', 'wave', 'apply', 'health', 'block', 'done', 'fail', 'delete', 'log', 'stop'),
      text: texts,
    }),
    { maxLength: 120 },
  )
  .map((steps) =>
    steps.map(({ phase, wave: number, name, what, text }): SyncEventBody => {
      const one = task(`apps/Deployment ${'n'.repeat(name)}/d-${name}`, phase, number)
      switch (what) {
        case 'plan':
          return planned(one)
        case 'wave':
          return wave(number, one, task('Service a/b', phase, number), task(`ConfigMap a/${text}`, phase, number))
        case 'apply':
          return applied(one)
        case 'health':
          return { type: 'health-changed', ...one, status: 'Degraded', message: text }
        case 'block':
          return blocked([one, `head ← pod x Pending ← ${text}`], [task('Service a/b', phase, number), text])
        case 'done':
          return done(one)
        case 'fail':
          return { type: 'task-completed', ...one, outcome: 'Failed', message: text }
        case 'delete':
          return { type: 'resource-deleted', ...one, reason: 'Prune', outcome: 'requested' }
        case 'log':
          return { type: 'log-line', ...one, pod: `p-${name}`, container: 'c', line: text }
        case 'stop':
          return { type: 'interrupted', signal: 'SIGINT', stillRunning: [] }
      }
    }),
  )

test('no block is wider or higher than its room, whatever happened', () => {
  fc.assert(
    fc.property(runs, rooms, (run, room) => {
      const block = draw(run, room, 5000)
      assert.ok(block.length <= room.rows - 2, `${block.length} lines of ${room.rows}`)
      for (const line of block) assert.ok(displayWidth(line) < room.columns, line)
    }),
    { numRuns: 300, seed: SEED },
  )
})

test('where rows allow, the whole reason of a wait is in the block, in order', () => {
  fc.assert(
    fc.property(texts, texts, rooms, (head, cause, room) => {
      const message = `${head} ← pod api-7d9f Pending ← ${cause}`
      const block = draw([wave(2, api, web), applied(api), blocked([api, message])], room, 5000)
      const columns = Math.min(room.columns - 1, 79) - 6
      const most = [head, '← pod api-7d9f Pending', `← ${cause}`].flatMap((part) =>
        wrapHard(part, columns, '  '),
      ).length
      const shown = block.join('').replaceAll(' ', '')
      // The head of the block, the resource, the one that is pending, and two rows that the block leaves free.
      if (most + 5 <= room.rows) assert.ok(shown.includes(`←podapi-7d9fPending←${cause}`.replaceAll(' ', '')), shown)
      if (most + 5 <= room.rows) assert.ok(shown.includes(head.replaceAll(' ', '')), shown)
    }),
    { numRuns: 300, seed: SEED },
  )
})

test('a text that is wrapped loses nothing but blanks at its breaks', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 8, max: 90 }), (text, columns) => {
      const lines = wrapHard(text, columns, '  ')
      for (const line of lines) assert.ok(displayWidth(line) <= columns, line)
      assert.is(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''))
    }),
    { numRuns: 500, seed: SEED },
  )
})

test.run()
