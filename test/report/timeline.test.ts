// Runs in time: when bars begin and end, how they end, what was waited for, and which tasks held the run up.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { addToTimeline, createTimeline, readTimeline } from '../../src/report/timeline.ts'
import type { TaskBar, Timeline } from '../../src/report/bars.ts'
import type { Blocker, SyncEvent, SyncEventBody } from '../../src/sync/events.ts'
import { createLab } from '../support/run-sync.ts'
import { configMap, deployment, job } from '../support/workloads.ts'
import { events, task } from './build-events.ts'

const test = suite('timeline')

const MIGRATE = task('batch/Job shop/migrate', 'PreSync')
const WEB = task('apps/Deployment shop/web')
const API = task('apps/Deployment shop/api')
const SETTINGS = task('ConfigMap shop/settings')

function timelineOf(list: readonly SyncEvent[]): Timeline {
  const draft = createTimeline()
  for (const event of list) addToTimeline(draft, event)
  return readTimeline(draft)
}

function barsOf({ phases }: Timeline): readonly TaskBar[] {
  return phases.flatMap(({ waves }) => waves.flatMap(({ tasks }) => tasks))
}

/** Bars as text: `PreSync batch/Job shop/migrate 0-5000 Succeeded *`, times from the beginning of the run. */
function told(timeline: Timeline): readonly string[] {
  const { start } = timeline.span
  return barsOf(timeline).map(({ ref, span, outcome, critical }) => {
    const times = span === undefined ? '' : ` ${span.start - start}-${span.end - start}`
    return `${ref.task}${times} ${outcome}${critical ? ' *' : ''}`
  })
}

function wave(phase: 'PreSync' | 'Sync', tasks: readonly (typeof MIGRATE)[], number = 0): SyncEventBody {
  return { type: 'wave-started', phase, wave: number, tasks: [...tasks] }
}

function applied(ref: typeof MIGRATE): SyncEventBody {
  return { type: 'resource-applied', ...ref, change: 'created' }
}

function ended(ref: typeof MIGRATE, outcome: 'Succeeded' | 'Failed' = 'Succeeded'): SyncEventBody {
  return { type: 'task-completed', ...ref, outcome, message: outcome }
}

function waits(...blockers: readonly Blocker[]): SyncEventBody {
  return { type: 'waiting', message: 'waiting', blockers: [...blockers] }
}

function completed(reason: 'completed' | 'timeout' = 'completed'): SyncEventBody {
  const phase = reason === 'completed' ? 'Succeeded' : 'Failed'
  return { type: 'operation-completed', phase, message: '', reason, durationMs: 0, phases: [] }
}

test('a bar goes from the first event of its task to the one that ends it; its wave and phase end with the last', () => {
  const timeline = timelineOf(
    events(
      { type: 'phase-started', phase: 'PreSync' },
      100,
      wave('PreSync', [MIGRATE]),
      100,
      applied(MIGRATE),
      4000,
      ended(MIGRATE),
      10,
      { type: 'phase-started', phase: 'Sync' },
      wave('Sync', [SETTINGS, WEB]),
      applied(SETTINGS),
      ended(SETTINGS),
      applied(WEB),
      2000,
      ended(WEB),
      50,
      { type: 'resource-deleted', ...MIGRATE, reason: 'HookSucceeded', outcome: 'requested' },
      completed(),
    ),
  )
  assert.equal(told(timeline), [
    'PreSync batch/Job shop/migrate 200-4200 Succeeded *',
    'Sync ConfigMap shop/settings 4210-4210 Succeeded',
    'Sync apps/Deployment shop/web 4210-6210 Succeeded *',
  ])
  const { start } = timeline.span
  const relative = timeline.phases.map(({ phase, span, waves }) => [
    phase,
    (span?.start ?? 0) - start,
    (span?.end ?? 0) - start,
    (waves[0]?.span?.start ?? 0) - start,
  ])
  assert.equal(relative, [
    ['PreSync', 0, 4200, 100],
    ['Sync', 4210, 6210, 4210],
  ])
  assert.equal(barsOf(timeline)[0]?.did, ['created', 'deleted (HookSucceeded)'])
  assert.is(timeline.span.end - start, 6260)
})

test('a wait lasts until its reason changes, nothing waits for it any more, or its task ends', () => {
  const blocker = (ref: typeof WEB, message: string): Blocker => ({ ...ref, what: 'health', message })
  const timeline = timelineOf(
    events(
      wave('Sync', [WEB, API]),
      applied(WEB),
      applied(API),
      waits(blocker(WEB, '0 of 3'), blocker(API, '0 of 1')),
      1000,
      waits(blocker(WEB, '0 of 3'), blocker(API, 'no memory')),
      1000,
      waits(blocker(WEB, '1 of 3')),
      1000,
      ended(WEB),
      1000,
      completed(),
    ),
  )
  const { start } = timeline.span
  const spans = barsOf(timeline).map((bar) => bar.waits.map((one) => [one.message, one.start - start, one.end - start]))
  assert.equal(spans, [
    [
      ['0 of 3', 0, 2000],
      ['1 of 3', 2000, 3000],
    ],
    [
      ['0 of 1', 0, 1000],
      ['no memory', 1000, 2000],
    ],
  ])
})

test('the critical path goes from the end backwards over what ended last before', () => {
  const timeline = timelineOf(
    events(
      wave('Sync', [WEB, SETTINGS]),
      applied(WEB),
      applied(SETTINGS),
      10,
      ended(SETTINGS),
      5000,
      ended(WEB),
      wave('Sync', [API], 1),
      applied(API),
      3000,
      ended(API),
      completed(),
    ),
  )
  assert.equal(
    timeline.critical.map(({ ref }) => ref.key.name),
    ['web', 'api'],
  )
})

test('what the time ran out for held the run up; beside a failure it did not', () => {
  const blocker: Blocker = { ...WEB, what: 'health', message: 'x' }
  const late = events(wave('Sync', [WEB]), applied(WEB), waits(blocker), 9000, completed('timeout'))
  assert.equal(told(timelineOf(late)), ['Sync apps/Deployment shop/web 0-9000 unfinished *'])
  const failing = [wave('Sync', [WEB, API]), applied(WEB), applied(API), waits(blocker), 900, ended(API, 'Failed'), 5]
  assert.equal(told(timelineOf(events(...failing, completed()))), [
    'Sync apps/Deployment shop/web 0-905 unfinished',
    'Sync apps/Deployment shop/api 0-900 Failed *',
  ])
})

test('what failed and was then seen healthy has succeeded, at that time', () => {
  const list = events(wave('Sync', [WEB]), applied(WEB), 10, ended(WEB, 'Failed'), 10, ended(WEB), completed())
  assert.equal(told(timelineOf(list)), ['Sync apps/Deployment shop/web 0-20 Succeeded *'])
})

test('a recording without an end, and one without a beginning, have a timeline, too', () => {
  assert.equal(timelineOf([]).phases, [])
  const cut = timelineOf(events(wave('Sync', [WEB]), applied(WEB), waits({ ...WEB, what: 'health', message: 'x' }), 70))
  assert.equal([cut.ended, told(cut)], [undefined, ['Sync apps/Deployment shop/web 0-0 unfinished']])
})

test('of a real engine: each task that ended is a bar from its first event to its last', async () => {
  const failing = job('mig', { hook: 'PreSync', lab: { 'exit-code': '3', log: 'no such table' } })
  const run = await createLab().sync([failing, configMap('c'), deployment('d'), job('alarm', { hook: 'SyncFail' })])
  const timeline = timelineOf(run.events)
  assert.equal(
    barsOf(timeline).map(({ ref, outcome }) => `${ref.phase} ${ref.key.name} ${outcome}`),
    ['PreSync mig Failed', 'Sync c not run', 'Sync d not run', 'SyncFail alarm Succeeded'],
  )
  for (const bar of barsOf(timeline).filter(({ span }) => span !== undefined)) {
    const own = run.events.filter((event) => 'task' in event && event.task === bar.ref.task)
    const end = own.findLast(({ type }) => type === 'task-completed')
    assert.equal(bar.span, { start: own[0]?.at, end: end?.at })
  }
  const failed = barsOf(timeline)[0]
  assert.match(failed?.diagnosis?.cause ?? '', 'code 3: no such table')
})

test.run()
