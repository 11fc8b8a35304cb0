// What a sync came to, folded from its events, and the exit code of each end.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ClusterErrorReason } from '../../src/errors.ts'
import type { TaskRef } from '../../src/plan/task-ref.ts'
import type { EndReason, SyncEvent, SyncEventBody } from '../../src/sync/events.ts'
import { exitCodeOf, foldEvent, NEW_SUMMARY } from '../../src/sync/summary.ts'
import type { Summary } from '../../src/sync/summary.ts'

const test = suite('summary')

const key = { group: '', kind: 'ConfigMap', namespace: 'demo', name: 'c' }
const task: TaskRef = { task: 'Sync ConfigMap demo/c', key, phase: 'Sync', wave: 0, hook: false }

const fold = (...bodies: readonly SyncEventBody[]): Summary =>
  bodies.map((body): SyncEvent => ({ v: 1, seq: 1, at: 0, ...body })).reduce(foldEvent, NEW_SUMMARY)

const end = (reason: EndReason, phase: 'Succeeded' | 'Failed' | 'Error', signal?: string): SyncEventBody => ({
  type: 'operation-completed',
  phase,
  message: 'm',
  reason,
  durationMs: 5,
  phases: [],
  ...(signal === undefined ? {} : { signal }),
})

const asks = (reason: 'BeforeHookCreation' | 'Prune' | 'HookSucceeded', held?: readonly string[]): SyncEventBody => ({
  type: 'resource-deleted',
  ...task,
  reason,
  outcome: 'requested',
  ...(held === undefined ? {} : { held }),
})

test('what is asked to go counts as deleted when it is gone, or when nobody waits and nothing holds it', () => {
  const applied = { type: 'resource-applied', ...task, change: 'created' } as const
  const rows: readonly (readonly [readonly SyncEventBody[], Summary['counts'], number])[] = [
    [[asks('BeforeHookCreation')], {}, 1],
    [[asks('BeforeHookCreation'), applied], { deleted: 1, created: 1 }, 0],
    [[asks('Prune'), { type: 'task-completed', ...task, outcome: 'Succeeded', message: '' }], { deleted: 1 }, 0],
    [[asks('HookSucceeded')], { deleted: 1 }, 0],
    [[asks('HookSucceeded', ['a/b'])], {}, 1],
  ]
  for (const [list, counts, leaving] of rows) {
    const summary = fold(...list)
    assert.equal([summary.counts, summary.leaving.length], [counts, leaving])
  }
})

const fault = (code: string, severity: 'error' | 'warning' = 'error'): SyncEventBody => ({
  type: 'diagnostic',
  diagnostic: { code, severity, message: 'm' },
})

const NO_RIGHT = 'secrets "db" is forbidden: User "jane" cannot patch resource "secrets" in API group ""'
const OVER_QUOTA = 'pods "web" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1'

const gateOf = (reason: ClusterErrorReason, message: string): SyncEventBody => ({
  type: 'gate-failed',
  failures: [{ task, message, reason }],
})
const gate = (
  ...reasons: readonly ('Invalid' | 'Forbidden' | 'Conflict' | 'ServerError' | 'Unauthorized')[]
): SyncEventBody => ({
  type: 'gate-failed',
  failures: reasons.map((reason) => ({ task, message: reason === 'Forbidden' ? NO_RIGHT : 'm', reason })),
})

const codes: readonly [what: string, events: readonly SyncEventBody[], exitCode: number][] = [
  ['a sync that succeeded', [end('completed', 'Succeeded')], 0],
  ['a sync that failed', [end('completed', 'Failed')], 1],
  ['a sync that ended in an error', [end('completed', 'Error')], 1],
  ['invalid manifests', [fault('MISSING_NAME'), end('invalid', 'Failed')], 3],
  ['a kind that the server does not know', [fault('UNKNOWN_KIND'), end('invalid', 'Failed')], 4],
  [
    'an unknown kind beside invalid manifests',
    [fault('UNKNOWN_KIND'), fault('MISSING_NAME'), end('invalid', 'Failed')],
    3,
  ],
  ['a refused object', [gate('Invalid'), end('gate', 'Failed')], 3],
  ['a field of somebody else without force', [gate('Conflict'), end('gate', 'Failed')], 3],
  ['a missing permission at the gate', [gate('Forbidden'), end('gate', 'Failed')], 4],
  ['a quota at the gate', [gateOf('Forbidden', OVER_QUOTA), end('gate', 'Failed')], 3],
  ['a refused object beside a missing permission', [gate('Forbidden', 'Invalid'), end('gate', 'Failed')], 3],
  ['a fault of the server at the gate', [gate('ServerError', 'Unauthorized'), end('gate', 'Failed')], 4],
  ['a cluster that is out of reach', [end('cluster', 'Error')], 4],
  ['the end of the time', [end('timeout', 'Failed')], 6],
  ['SIGINT', [end('interrupted', 'Failed', 'SIGINT')], 130],
  ['SIGTERM', [end('interrupted', 'Failed', 'SIGTERM')], 143],
  ['SIGHUP', [end('interrupted', 'Failed', 'SIGHUP')], 129],
  ['a warning and a success', [fault('DUPLICATE_RESOURCE', 'warning'), end('completed', 'Succeeded')], 0],
]
for (const [what, events, exitCode] of codes) {
  test(`${what} ends with exit code ${exitCode}`, () => assert.is(exitCodeOf(fold(...events)), exitCode))
}

test('what was done is counted, and a refused delete is not done', () => {
  const summary = fold(
    { type: 'resource-applied', ...task, change: 'created' },
    { type: 'resource-applied', ...task, change: 'created' },
    { type: 'resource-applied', ...task, change: 'unchanged' },
    { type: 'resource-deleted', ...task, reason: 'HookSucceeded', outcome: 'requested' },
    { type: 'resource-deleted', ...task, reason: 'HookSucceeded', outcome: 'refused' },
    { type: 'resource-deleted', ...task, reason: 'HookSucceeded', outcome: 'absent' },
  )
  assert.equal(summary.counts, { created: 2, unchanged: 1, deleted: 1 })
})

test('what failed is kept in order', () => {
  const summary = fold(
    { type: 'apply-failed', ...task, message: 'refused' },
    { type: 'task-completed', ...task, outcome: 'Failed', message: 'exit code 1' },
    { type: 'task-completed', ...task, task: 'Sync ConfigMap demo/d', outcome: 'Succeeded', message: 'done' },
    gate('Invalid'),
  )
  assert.equal(
    summary.failures.map(({ message }) => message),
    ['refused', 'exit code 1', 'm'],
  )
})

test('what failed and was then seen to be healthy has not failed', () => {
  const summary = fold(
    { type: 'task-completed', ...task, outcome: 'Failed', message: 'not ready' },
    { type: 'task-completed', ...task, outcome: 'Succeeded', message: 'has recovered: ready' },
  )
  assert.equal(summary.failures, [])
})

test('the end is kept with its words, its reason and its time', () => {
  const { phase, message, reason, signal, durationMs } = fold(end('interrupted', 'Failed', 'SIGINT'))
  assert.equal(
    { phase, message, reason, signal, durationMs },
    {
      phase: 'Failed',
      message: 'm',
      reason: 'interrupted',
      signal: 'SIGINT',
      durationMs: 5,
    },
  )
})

test.run()
