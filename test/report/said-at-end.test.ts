// What is said of a failure beside its cause, as plain lines: what goes on, and nothing where nothing is to be said.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Diagnosis } from '../../src/diagnose/diagnosis.ts'
import type { SyncEventBody } from '../../src/sync/events.ts'
import { events, task } from './build-events.ts'
import { present } from './present-plain.ts'

const test = suite('said at the end')

const migrate = task('batch/Job shop/migrate', 'PreSync', -1)
const web = task('apps/Deployment shop/web')
const ENDED: SyncEventBody = {
  type: 'operation-completed',
  phase: 'Failed',
  message: 'no',
  reason: 'completed',
  durationMs: 1000,
  phases: [],
}

test('a hook that was given up goes on, and the summary says what ends it, unless its policy has deleted it', () => {
  const given = { by: 'timeout', words: 'not done after 8s (hooksync.dev/timeout)' } as const
  const end = { type: 'task-completed', outcome: 'Failed', message: given.words } as const
  const told = (...more: readonly SyncEventBody[]): boolean =>
    present(events(...more, ENDED)).includes('it goes on; to end it: kubectl -n shop delete job/migrate')
  const applied: SyncEventBody = { type: 'resource-applied', ...migrate, change: 'created' }
  assert.ok(told(applied, { ...end, ...migrate, givenUp: given }))
  const gone = { type: 'resource-deleted', ...migrate, reason: 'HookFailed', outcome: 'requested' } as const
  assert.not.ok(told(applied, { ...end, ...migrate, givenUp: given }, gone))
  assert.not.ok(told(applied, { ...end, ...migrate }))
  const resource = { ...migrate, hook: false }
  assert.not.ok(told({ ...applied, hook: false }, { ...end, ...resource, givenUp: given }))
})

test('what failed before and of which nothing more is known is not named once more', () => {
  const cause = 'FailedGetScale: not found'
  const refs = [web, task('apps/Deployment shop/api')]
  const diagnosis: Diagnosis = { cause, pods: [], events: [] }
  const list = events(
    ...refs.map((ref) => ({ type: 'task-completed', ...ref, outcome: 'Failed', message: cause }) as const),
    ...refs.map((ref) => ({ type: 'failure-diagnosed', ...ref, diagnosis }) as const),
  )
  assert.not.match(present(list), ' why ')
  const hinted = refs.map(
    (ref) => ({ type: 'failure-diagnosed', ...ref, diagnosis: { ...diagnosis, hint: 'x' } }) as const,
  )
  assert.match(present(events(...list, ...hinted)), /why Deployment shop\/web.*\n +hint: x\n/)
})

test.run()
