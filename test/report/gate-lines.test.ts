import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { events, task } from './build-events.ts'
import { present, text } from './present-plain.ts'

const test = suite('gate lines')

const migrate = task('batch/Job shop/migrate', 'PreSync', -1)
const location = { source: 'deploy/migrate.yaml', line: 3, column: 1 }

test('what the dry run refuses is told with its place, and that nothing was written', () => {
  const message = 'spec.template.spec.restartPolicy: Required value\nvalid values: Never'
  const failure = { task: migrate, message, reason: 'Invalid', location } as const
  const list = events(
    { type: 'gate-failed', failures: [failure] },
    {
      type: 'operation-completed',
      phase: 'Failed',
      message: 'one or more objects failed to apply (dry run)',
      reason: 'gate',
      durationMs: 40,
      phases: [],
    },
  )
  assert.is(
    present(list),
    text(
      '   0.0s  Dry run: 1 manifest refused, nothing is written',
      '           deploy/migrate.yaml:3 Job shop/migrate (PreSync wave -1): spec.template.spec.restartPolicy: Required value',
      '             valid values: Never',
      '   0.0s  Sync Failed after 40ms, stopped by the dry run, nothing was written: one or more objects failed to apply (dry run)',
      '           done: nothing',
    ),
  )
})

test('each is named once: where several have one message, the others at the end', () => {
  const message = 'namespaces "nowhere" not found'
  const failures = [1, 2, 3].map((number) => ({
    task: task(`/ConfigMap nowhere/c${number}`, 'Sync', 0),
    message,
    reason: 'NotFound',
  }))
  const end = { phase: 'Failed', message: 'no', reason: 'gate', durationMs: 1, phases: [] } as const
  const told = present(events({ type: 'gate-failed', failures }, { type: 'operation-completed', ...end }))
  for (const name of ['c1', 'c2', 'c3']) assert.is(told.split(`nowhere/${name} `).length, 2, told)
  assert.match(told, 'not found (and 2 manifests more)')
})

test('a server that does not answer a dry run is not said to refuse', () => {
  const late = { task: migrate, message: 'no answer within 1 s', reason: 'Timeout' } as const
  const wrong = { task: migrate, message: 'spec.x: Required value', reason: 'Invalid' } as const
  assert.match(
    present(events({ type: 'gate-failed', failures: [late] })),
    'Dry run: no answer about 1 manifest, nothing is written',
  )
  const both = present(events({ type: 'gate-failed', failures: [late, wrong, wrong] }))
  assert.match(both, 'Dry run: 2 manifests refused, no answer about 1 manifest, nothing is written')
})

test.run()
