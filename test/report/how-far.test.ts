// How far a run came is counted the same at its beginning, in the live view, at its end and in the page of a CI step.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SyncEventBody } from '../../src/sync/events.ts'
import { createCiRecord, recordEvent } from '../../src/report/ci/ci-record.ts'
import { stepSummary } from '../../src/report/ci/step-summary.ts'
import { drawBlock } from '../../src/report/live/draw.ts'
import { createLiveView, viewEvent } from '../../src/report/live/live-view.ts'
import { createStyle } from '../../src/report/style.ts'
import { events, task } from './build-events.ts'
import { present } from './present-plain.ts'

const test = suite('how far a run came')

const api = task('apps/Deployment shop/api')
const check = task('batch/Job shop/check', 'PostSync')
const tell = task('batch/Job shop/tell', 'SyncFail')
const drain = task('batch/Job shop/drain', 'SyncFail')
const all = [api, check, tell, drain]

const planned: SyncEventBody = {
  type: 'plan-built',
  tasks: all.map((one) => ({ ...one, action: 'apply', hookTypes: [], deletePolicies: [] })),
}

function ran(one: ReturnType<typeof task>, outcome: 'Succeeded' | 'Failed'): readonly SyncEventBody[] {
  return [
    { type: 'resource-applied', ...one, change: 'created' },
    { type: 'task-completed', ...one, outcome, message: 'it said so' },
  ]
}

const BEFORE: readonly SyncEventBody[] = [
  planned,
  { type: 'wave-started', phase: 'Sync', wave: 0, tasks: [api] },
  ...ran(api, 'Succeeded'),
  { type: 'wave-started', phase: 'PostSync', wave: 0, tasks: [check] },
  ...ran(check, 'Failed'),
]

const AFTER: readonly SyncEventBody[] = [
  { type: 'wave-started', phase: 'SyncFail', wave: 0, tasks: [tell, drain] },
  ...ran(tell, 'Succeeded'),
]

const ENDED: SyncEventBody = {
  type: 'operation-completed',
  phase: 'Failed',
  message: 'no',
  reason: 'completed',
  durationMs: 0,
  phases: [],
}

function head(bodies: readonly SyncEventBody[]): string {
  const view = createLiveView()
  for (const event of events(...bodies)) viewEvent(view, event)
  const room = { columns: 80, rows: 24 }
  const [first = ''] = drawBlock(view, { room, now: 0, deadline: undefined, style: createStyle('plain') })
  return first
}

function step(bodies: readonly SyncEventBody[]): string {
  const record = createCiRecord()
  for (const event of events(...bodies)) recordEvent(record, event)
  return stepSummary(record)
}

const plain = (bodies: readonly SyncEventBody[]): string => present(events(...bodies)).trimEnd()

test('the hooks of SyncFail are counted by themselves', () => {
  assert.match(plain(BEFORE), / Plan: 2 tasks \(Sync 1, PostSync 1\) and 2 SyncFail hooks\n/)
  assert.match(plain(AFTER), / SyncFail wave 0: 2 hooks\n/)
  assert.match(plain([...BEFORE, ...AFTER, ENDED]), / · 1 of 2 tasks and 1 of 2 SyncFail hooks done$/)
  assert.match(plain([...BEFORE, ENDED]), / · 1 of 2 tasks done$/)
  assert.match(
    plain([planned, ...ran(api, 'Failed'), ENDED]),
    / · 0 of 2 tasks done · nothing of PostSync was touched$/,
  )
})

test('the header counts what runs: the tasks, then the hooks; what has failed is not done', () => {
  assert.match(head(BEFORE), '── PostSync wave 0 · 1 of 2 done · 1 failed')
  assert.match(head([...BEFORE, ...AFTER]), '── SyncFail wave 0 · 1 of 2 hooks done · 1 failed')
})

test('the page of a step says the same', () => {
  assert.match(
    step([...BEFORE, ...AFTER, ENDED]),
    ' · 1 of 2 tasks and 1 of 2 SyncFail hooks done · objects: 3 created\n',
  )
  assert.match(step([...ran(api, 'Succeeded'), { ...ENDED, phase: 'Succeeded' }]), '\ntook 0ms · objects: 1 created\n')
})

test.run()
