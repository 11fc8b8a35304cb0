// The summary at the end of a run, as plain lines.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { events, task } from './build-events.ts'
import { present, text } from './present-plain.ts'

const test = suite('end summary')

const migrate = task('batch/Job shop/migrate', 'PreSync', -1)

test('a success names what it could not delete', () => {
  const message = 'admission webhook "keep" denied the request'
  const list = events(
    { type: 'resource-applied', ...migrate, change: 'created' },
    { type: 'task-completed', ...migrate, outcome: 'Succeeded', message: 'done' },
    { type: 'resource-deleted', ...migrate, reason: 'HookSucceeded', outcome: 'refused', message },
    {
      type: 'operation-completed',
      phase: 'Succeeded',
      message: 'successfully synced (all tasks run)',
      reason: 'completed',
      durationMs: 3000,
      phases: [],
    },
  )
  const lines = present(list).split('\n')
  const summary = lines.slice(lines.findIndex((line) => line.includes('Sync Succeeded'))).join('\n')
  assert.is(
    summary,
    text(
      '   0.0s  Sync Succeeded after 3.0s: successfully synced (all tasks run)',
      '           left in the cluster: Job shop/migrate (PreSync wave -1): admission webhook "keep" denied the request',
      '           done: 1 created',
    ),
  )
})

test.run()
