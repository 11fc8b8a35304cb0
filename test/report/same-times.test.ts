// What a task took, and how it ended, is the same on the page of a run and in the reports of a CI system.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createCiRecord, recordEvent } from '../../src/report/ci/ci-record.ts'
import { taskResults } from '../../src/report/ci/task-results.ts'
import { readTimeline } from '../../src/report/timeline.ts'
import type { SyncEventBody } from '../../src/sync/events.ts'
import { events, task } from './build-events.ts'

const test = suite('the same times in each report')

const migrate = task('batch/Job shop/migrate', 'PreSync')
const left = task('ConfigMap shop/left')
const late = task('Service shop/api')

const RUN: readonly (SyncEventBody | number)[] = [
  {
    type: 'plan-built',
    tasks: [migrate, left, late].map((one) => ({ ...one, action: 'apply', hookTypes: [], deletePolicies: [] })),
  },
  { type: 'wave-started', phase: 'PreSync', wave: 0, tasks: [migrate] },
  { type: 'resource-deleted', ...migrate, reason: 'BeforeHookCreation', outcome: 'requested' },
  2000,
  { type: 'resource-applied', ...migrate, change: 'created' },
  5000,
  { type: 'task-completed', ...migrate, outcome: 'Succeeded', message: 'done' },
  { type: 'wave-started', phase: 'Sync', wave: 0, tasks: [left, late] },
  { type: 'prune-skipped', ...left, message: 'ignored (requires pruning)' },
  { type: 'task-completed', ...left, outcome: 'Succeeded', message: 'ignored (requires pruning)' },
]

test('a hook takes from the deletion of the one before it; what was left alone is skipped, although it has ended', () => {
  const record = createCiRecord()
  for (const event of events(...RUN)) recordEvent(record, event)
  const inCi = taskResults(record).map(({ task: one, outcome, durationMs }) => [one.task, outcome, durationMs])
  assert.equal(inCi, [
    [migrate.task, 'passed', 7000],
    [left.task, 'skipped', 0],
    [late.task, 'skipped', 0],
  ])
  const bars = readTimeline(record.timeline).phases.flatMap(({ waves }) => waves.flatMap(({ tasks }) => tasks))
  assert.equal(
    bars.map(({ ref, outcome, span }) => [ref.task, outcome, span === undefined ? 0 : span.end - span.start]),
    [
      [migrate.task, 'Succeeded', 7000],
      [left.task, 'skipped', 0],
      [late.task, 'not run', 0],
    ],
  )
})

test.run()
