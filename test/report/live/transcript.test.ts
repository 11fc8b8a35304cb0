import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SyncEventBody } from '../../../src/sync/events.ts'
import { createLiveView, viewEvent } from '../../../src/report/live/live-view.ts'
import { transcriptOf } from '../../../src/report/live/transcript.ts'
import { createStyle } from '../../../src/report/style.ts'
import { events, task } from '../build-events.ts'

const test = suite('the transcript of the live view')

const migrate = task('batch/Job shop/migrate', 'PreSync', 0)
const settings = task('ConfigMap shop/settings', 'Sync', 0)
const api = task('apps/Deployment shop/api', 'Sync', 1)

/** All lines; what is told as plain lines have it is `plain TYPE`. */
function transcript(bodies: readonly (SyncEventBody | number)[], detail: 'normal' | 'verbose' = 'normal') {
  const view = createLiveView()
  return events(...bodies).flatMap((event) => {
    const { lines, plain } = transcriptOf(view, event, { style: createStyle('plain'), detail })
    viewEvent(view, event)
    return [...lines, ...(plain === 'told' ? [`plain ${event.type}`] : [])]
  })
}

function wave(...tasks: readonly ReturnType<typeof task>[]): SyncEventBody {
  const [first] = tasks
  return { type: 'wave-started', phase: first?.phase ?? 'Sync', wave: first?.wave ?? 0, tasks: [...tasks] }
}

function applied(
  one: ReturnType<typeof task>,
  change: 'created' | 'configured' | 'unchanged' = 'created',
): SyncEventBody {
  return { type: 'resource-applied', ...one, change }
}

function ended(one: ReturnType<typeof task>, outcome: 'Succeeded' | 'Failed' = 'Succeeded', message = 'ok') {
  return { type: 'task-completed', ...one, outcome, message } as const
}

function progressing(one: ReturnType<typeof task>): SyncEventBody {
  return { type: 'health-changed', ...one, status: 'Progressing', message: '1 of 3' }
}

function completed(phase: 'Succeeded' | 'Failed', reason: 'completed' | 'timeout' = 'completed'): SyncEventBody {
  return { type: 'operation-completed', phase, message: '', reason, durationMs: 0, phases: [] }
}

test('what is asked to go is told when it is gone, and a hook that is made anew when it is done', () => {
  const asks = (one: ReturnType<typeof task>, reason: 'BeforeHookCreation' | 'Prune' | 'HookSucceeded') =>
    ({ type: 'resource-deleted', ...one, reason, outcome: 'requested' }) as const
  const run = [asks(migrate, 'BeforeHookCreation'), 2000, applied(migrate), 1000, ended(migrate)]
  const prune = [asks(settings, 'Prune'), 4000, ended(settings)]
  assert.equal(transcript([...run, ...prune, asks(migrate, 'HookSucceeded')]), [
    '  ✓ Job shop/migrate (PreSync wave 0) done in 1.0s',
    '  ✓ ConfigMap shop/settings (Sync wave 0) pruned in 4.0s',
    'plain resource-deleted',
  ])
})

test('a resource is one line: what was done, and how long it took', () => {
  const run = [
    { type: 'phase-started', phase: 'PreSync' } as const,
    wave(migrate),
    applied(migrate),
    progressing(migrate),
    14_000,
    ended(migrate),
    wave(settings),
    applied(settings),
    ended(settings),
    wave(api),
    applied(api, 'configured'),
    progressing(api),
    62_000,
    ended(api),
  ]
  assert.equal(transcript(run), [
    'PreSync wave 0: 1 task',
    '  ✓ Job shop/migrate done in 14s',
    'Sync wave 0: 1 task',
    '  ✓ ConfigMap shop/settings created',
    'Sync wave 1: 1 task',
    '  ✓ Deployment shop/api configured, healthy in 1m02s',
  ])
})

test('what was as it should be is told to who wants to know more', () => {
  const run = [wave(settings), applied(settings, 'unchanged'), ended(settings, 'Succeeded', 'settings unchanged')]
  assert.equal(transcript(run), ['Sync wave 0: 1 task'])
  assert.equal(transcript(run, 'verbose'), [
    'Sync wave 0: 1 task',
    '  ✓ ConfigMap shop/settings unchanged (settings unchanged)',
  ])
})

test('a failure is told once, with all its lines, and not again where it was refused', () => {
  const refused: SyncEventBody = {
    type: 'apply-failed',
    ...api,
    message: 'forbidden\nmore',
    hint: 'ask for the right',
    location: { source: 'api.yaml', line: 3, column: 1 },
  }
  assert.equal(
    transcript([
      wave(migrate),
      applied(migrate),
      3000,
      ended(migrate, 'Failed', 'BackoffLimitExceeded'),
      wave(api),
      refused,
      ended(api, 'Failed', 'forbidden'),
    ]),
    [
      'PreSync wave 0: 1 task',
      '  ✗ Job shop/migrate failed after 3.0s: BackoffLimitExceeded',
      'Sync wave 1: 1 task',
      '  ✗ Deployment shop/api refused [api.yaml:3]: forbidden',
      '      more',
      '    hint: ask for the right',
    ],
  )
})

test('what is deleted for itself is told when it is gone; what a policy deletes, and what is refused, as plain lines have it', () => {
  const deleted = (reason: 'Prune' | 'HookSucceeded', outcome: 'requested' | 'refused'): SyncEventBody => {
    return { type: 'resource-deleted', ...(reason === 'Prune' ? settings : migrate), reason, outcome }
  }
  assert.equal(
    transcript([
      wave(settings),
      deleted('Prune', 'requested'),
      2000,
      ended(settings),
      deleted('HookSucceeded', 'requested'),
    ]),
    ['Sync wave 0: 1 task', '  ✓ ConfigMap shop/settings pruned in 2.0s', 'plain resource-deleted'],
  )
  assert.equal(transcript([wave(settings), deleted('Prune', 'refused')]).at(-1), 'plain resource-deleted')
})

test('a hook that is ended with the run is told once', () => {
  const terminated: SyncEventBody = { type: 'resource-deleted', ...migrate, reason: 'Terminated', outcome: 'requested' }
  assert.equal(
    transcript([wave(migrate), applied(migrate), 2000, terminated, ended(migrate, 'Failed', 'Terminated')]).slice(1),
    ['  - Job shop/migrate ended by this run after 2.0s'],
  )
})

test('a hook that is ended with the run is not counted as failed', () => {
  const view = createLiveView()
  for (const event of events(wave(migrate), applied(migrate), ended(migrate, 'Failed', 'Terminated')))
    viewEvent(view, event)
  assert.equal([view.failed.size, view.done.size, view.tasks.size], [0, 0, 0])
})

test('what is not done at the end is named, and of an earlier wave with its place', () => {
  const run = [wave(migrate), applied(migrate), progressing(migrate), wave(api), applied(api), 5000]
  assert.equal(transcript([...run, completed('Failed')]).slice(-3), [
    '  … Job shop/migrate (PreSync wave 0) created, running after 5.0s: 1 of 3',
    '  … Deployment shop/api created, not done after 5.0s',
    'plain operation-completed',
  ])
  assert.equal(transcript([...run, completed('Failed', 'timeout')]).slice(-3, -2), [
    '  … Job shop/migrate (PreSync wave 0) created, running after 5.0s',
  ])
  assert.equal(transcript([wave(api), applied(api), completed('Succeeded')]).slice(-2, -1), [
    '  · Deployment shop/api created, not waited for',
  ])
})

test('logs stand in a place of their own, and in the transcript for who wants to know more', () => {
  const log: SyncEventBody = { type: 'log-line', ...migrate, pod: 'p', container: 'c', line: 'x' }
  assert.equal(transcript([log]), [])
  assert.equal(transcript([log], 'verbose'), ['plain log-line'])
})

test.run()
