// The summary of a run that broke off or left something to go on: what for, how to end it, and no more than was done.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { TaskRef } from '../../src/plan/task-ref.ts'
import type { SyncEventBody } from '../../src/sync/events.ts'
import { events, task } from './build-events.ts'
import { present, text } from './present-plain.ts'

const test = suite('summary of a run that broke off')

type Completed = Extract<SyncEventBody, { readonly type: 'operation-completed' }>

const migrate = task('batch/Job shop/migrate', 'PreSync', -1)
const notify = task('batch/Job shop/notify', 'SyncFail')
const web = task('apps/Deployment shop/web')

const STARTED = {
  type: 'sync-started',
  namespace: 'shop',
  context: 'arn:aws:eks:eu 1',
  revision: '1a2b3c4',
  dryRun: 'none',
  version: '0.1.0',
} as const

function plan(...tasks: readonly TaskRef[]): SyncEventBody {
  const planned = tasks.map((ref) => ({ ...ref, action: 'apply' as const, hookTypes: [], deletePolicies: [] }))
  return { type: 'plan-built', tasks: planned }
}

function ended(end: Partial<Completed>): Completed {
  const defaults = { phase: 'Failed', message: 'no', reason: 'completed', durationMs: 102_000, phases: [] } as const
  return { type: 'operation-completed', ...defaults, ...end }
}

/** The lines from the last time on. */
function summary(shown: string): readonly string[] {
  const lines = shown.trimEnd().split('\n')
  return lines.slice(lines.findLastIndex((line) => /^ *[\d.]+(ms|s) /.test(line)))
}

test('what a run broke off for stands in lines of its own when the last line gets long, with what to do', () => {
  const held = 'Lease shop/hooksync-shop is held by jo@laptop (process 17), since 2026-01-02T03:04:05Z'
  const locked = ended({
    reason: 'locked',
    message: held,
    hint: '--wait-lock=5m waits for it',
    phases: [],
    durationMs: 90,
  })
  assert.equal(summary(present(events(STARTED, locked))), [
    '   0.0s  cause: Lease shop/hooksync-shop is held by jo@laptop (process 17),',
    '             since 2026-01-02T03:04:05Z',
    '           hint: --wait-lock=5m waits for it',
    `         Locked after 90ms: ${held} · nothing was written`,
  ])
})

test('what stands in brackets at the end of a message is no hint', () => {
  const held = 'Lease shop/hooksync-shop is held by jo@laptop.example.com (process 4711)'
  const locked = ended({ reason: 'locked', message: held, phases: [], durationMs: 90 })
  assert.equal(summary(present(events(STARTED, locked))), [
    '   0.0s  cause: Lease shop/hooksync-shop is held by jo@laptop.example.com',
    '             (process 4711)',
    `         Locked after 90ms: ${held} · nothing was written`,
  ])
})

test('a hook that was asked to go, and is still there, was touched and is not deleted', () => {
  const message = 'being deleted: held by the finalizer a/b'
  const list = events(
    plan(migrate, web),
    { type: 'resource-deleted', ...migrate, reason: 'BeforeHookCreation', outcome: 'requested' },
    { type: 'timed-out', milliseconds: 8000, blockers: [{ ...migrate, what: 'deletion', message }] },
    ended({ reason: 'timeout', durationMs: 8000, phases: [] }),
  )
  assert.equal(summary(present(list)).slice(-3), [
    '         not run: 1 task (Sync 1)',
    '         objects: 1 asked to go, and still there',
    `         Out of time after 8.0s at PreSync/migrate: ${message} · 0 of 2 tasks done · nothing of Sync was touched`,
  ])
})

test('a hook that a signal ended, and that a finalizer holds, is not told as deleted', () => {
  const leaving = [{ ...migrate, message: 'being deleted: held by the finalizer a/b' }]
  const list = events(
    plan(migrate, web),
    { type: 'resource-applied', ...migrate, change: 'created' },
    { type: 'resource-deleted', ...migrate, reason: 'Terminated', outcome: 'requested' },
    { type: 'interrupted', signal: 'SIGINT', stillRunning: [], leaving },
    ended({ reason: 'interrupted', signal: 'SIGINT' }),
  )
  assert.equal(summary(present(list)).slice(-3, -1), [
    '         not run: 1 task (Sync 1)',
    '         objects: 1 created, 1 asked to go, and still there',
  ])
})

test('what was waited for is the cause of a run that a signal ended, with its place; when it was over stands beside', () => {
  const message = '0 of 1 available ← Pod w Pending ← ErrImagePull: no such image'
  const list = events(
    plan(migrate, web),
    { type: 'task-completed', ...migrate, outcome: 'Failed', message: 'no schema' },
    { type: 'waiting', message: 'no', blockers: [{ ...web, what: 'health', message }] },
    { type: 'interrupted', signal: 'SIGINT', stillRunning: [] },
    4900,
    ended({ reason: 'interrupted', signal: 'SIGINT', durationMs: 5000 }),
  )
  const line = present(list).trimEnd().split('\n').at(-1) ?? ''
  assert.match(
    line,
    'Interrupted by SIGINT after 100ms (ended after 5.0s) at Sync/web: ErrImagePull: no such image · before that, PreSync/migrate failed: no schema · ',
  )
})

test('a run out of time is never told to be over before its limit, which counts from before its first event on', () => {
  const timedOut = { type: 'timed-out', milliseconds: 10_000, blockers: [] } as const
  const list = events(plan(web), timedOut, ended({ reason: 'timeout', durationMs: 9500 }))
  assert.match(present(list), 'Out of time after 10.0s: no')
})

test('a hook that the time was too short for goes on: how to end it', () => {
  const message = 'running: 1 active ← container "main" still runs'
  const list = events(
    STARTED,
    plan(migrate),
    { type: 'resource-applied', ...migrate, change: 'created' },
    { type: 'timed-out', milliseconds: 8000, blockers: [{ ...migrate, what: 'completion', code: 'Running', message }] },
    ended({ reason: 'timeout', durationMs: 8000, phases: [] }),
  )
  assert.equal(summary(present(list)).slice(0, 5), [
    '   0.0s  waited for completion of Job shop/migrate (PreSync wave -1):',
    '           running: 1 active ← container "main" still runs',
    "           see: kubectl --context 'arn:aws:eks:eu 1' -n shop logs job/migrate",
    "           it goes on; to end it: kubectl --context 'arn:aws:eks:eu 1' -n shop",
    '               delete job/migrate',
  ])
})

test('a cause that is the end of the reason is told once', () => {
  const cause = 'container "main" has finished, but "proxy" still runs'
  const message = `not done after 8s: running: 1 active ← Pod p Running ← ${cause}`
  const list = events(
    plan(migrate),
    { type: 'resource-applied', ...migrate, change: 'created' },
    { type: 'task-completed', ...migrate, outcome: 'Failed', message },
    { type: 'failure-diagnosed', ...migrate, diagnosis: { cause, pods: [], events: [] } },
    ended({ phases: [] }),
  )
  const shown = present(list)
  assert.is(shown.split('"proxy" still').length - 1, 3, shown)
  assert.match(shown, '           reason: not done after 8s: running: 1 active ← Pod p Running\n')
})

test('what was waited for when the server was lost is said below the cause, and not in it', () => {
  const blockers = [{ ...migrate, what: 'completion', message: 'last seen 8s ago: running' }] as const
  const message = `no usable answer from the API server for 8s: ${'x'.repeat(80)}; waiting for completion of hook batch/Job/migrate`
  const list = (reason: readonly SyncEventBody[]): string =>
    present(events(STARTED, plan(migrate), ...reason, ended({ phase: 'Error', reason: 'cluster', message })))
  const shown = list([{ type: 'timed-out', milliseconds: 8000, blockers }])
  assert.not.match(shown, 'waiting for')
  assert.match(
    shown,
    '         waited for completion of Job shop/migrate (PreSync wave -1):\n           last seen 8s ago',
  )
  assert.match(list([]), 'waiting for')
})

test('a right that is taken away is not a cluster that is gone', () => {
  const message = 'deployments.apps "api" is forbidden: User "ci" cannot list it'
  const lost = ended({ phase: 'Error', reason: 'cluster', message })
  const last = (...list: readonly SyncEventBody[]): string =>
    summary(present(events(STARTED, ...list, lost)))
      .at(-1)
      ?.trim() ?? ''
  assert.is(last(plan(migrate, web)), `Failed in 1m42s: ${message} · nothing was written`)
  assert.is(last(), `Failed in 1m42s: ${message} · nothing was written`)
  const wave = { type: 'wave-started', phase: 'PreSync', wave: 0, tasks: [migrate] } as const
  const rest: SyncEventBody = { type: 'cluster-lost', message, stillRunning: [migrate] }
  assert.is(last(plan(migrate, web), wave, rest), `Failed in 1m42s at PreSync wave 0: ${message} · nothing was written`)
  assert.match(present(events(rest)), '  a right is missing: no further work is started\n')
})

const FAILED = [
  plan(migrate, web, notify),
  { type: 'resource-applied', ...migrate, change: 'created' },
  { type: 'task-completed', ...migrate, outcome: 'Failed', message: 'exit code 3' },
  { type: 'wave-started', phase: 'SyncFail', wave: 0, tasks: [notify] },
] as const

test('what ended a run after a failure comes first, with its place, and the failure after it', () => {
  const before = 'before that, PreSync/migrate failed: exit code 3 · 0 of 2 tasks done · nothing of Sync was touched'
  const last = (end: Partial<Completed>, ...more: readonly SyncEventBody[]): string | undefined =>
    summary(present(events(STARTED, ...FAILED, ...more, ended(end))))
      .at(-1)
      ?.trim()
  assert.is(
    last({ reason: 'lock-lost', message: 'Lease shop/x was taken by jo@laptop: it hangs' }),
    `Lost the lock after 1m42s in SyncFail wave 0: Lease shop/x was taken by jo@laptop: it hangs · ${before}`,
  )
  assert.is(
    last({ reason: 'cluster', message: 'refused the connection' }),
    `Lost the cluster after 1m42s in SyncFail wave 0: refused the connection · ${before}`,
  )
  assert.is(
    last({ reason: 'interrupted', signal: 'SIGINT' }),
    `Interrupted by SIGINT after 1m42s in SyncFail wave 0 · ${before}`,
  )
  const blockers = [{ ...notify, what: 'completion', message: 'running' }] as const
  assert.is(
    last({ reason: 'timeout' }, { type: 'timed-out', milliseconds: 8000, blockers }),
    `Out of time after 1m42s at SyncFail/notify: running · ${before}`,
  )
})

test('an interrupt is told at its moment and ends in its wave, although SyncFail hooks ran after it', () => {
  const signal = { type: 'interrupted', signal: 'SIGINT', stillRunning: [] } as const
  const list = events(
    { type: 'wave-started', phase: 'PreSync', wave: -1, tasks: [migrate] },
    2500,
    { ...signal, syncFail: 'ahead' },
    { type: 'wave-started', phase: 'SyncFail', wave: 0, tasks: [notify] },
    { type: 'resource-applied', ...notify, change: 'created' },
    2100,
    { ...signal, syncFail: 'over', stillRunning: [notify] },
    ended({ reason: 'interrupted', signal: 'SIGINT', durationMs: 4600 }),
  )
  assert.is(
    present(list),
    text(
      '   0.0s  PreSync wave -1: 1 task',
      '   2.5s  SIGINT: no further work is started but SyncFail hooks',
      '   2.5s  SyncFail wave 0: 1 hook',
      '   2.5s    created Job shop/notify',
      '   4.6s  still running in the cluster: Job shop/notify (SyncFail wave 0)',
      '           to end it: kubectl -n shop delete job/notify',
      '         objects: 1 created',
      '         Interrupted by SIGINT after 2.5s (ended after 4.6s) in PreSync wave -1',
    ),
  )
})

test('a diagnosis below that of another task names its own', () => {
  const other = task('batch/Job shop/seed', 'PreSync', -1)
  const completed = { type: 'task-completed', outcome: 'Failed', message: 'no' } as const
  const why = (cause: string) => ({ type: 'failure-diagnosed', diagnosis: { cause, pods: [], events: [] } }) as const
  const shown = present(
    events(
      { type: 'wave-started', phase: 'PreSync', wave: -1, tasks: [migrate, other] },
      { ...completed, ...migrate },
      { ...completed, ...other },
      { ...why('of the first'), ...migrate },
      { ...why('of the second'), ...other },
    ),
  )
  assert.match(shown, /why Job shop\/seed\n +cause: of the second\n/)
})

test.run()
