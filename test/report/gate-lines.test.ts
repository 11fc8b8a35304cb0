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
      '           deploy/migrate.yaml:3 Job shop/migrate (PreSync wave -1):',
      '               spec.template.spec.restartPolicy: Required value',
      '             valid values: Never',
      '   0.0s  Refused by the dry run in 40ms: 1 of 1 manifest · nothing was written',
    ),
  )
})

test('a cause is told once with its hint, and with each manifest that it stands for', () => {
  const message = 'namespaces "nowhere" not found'
  const failures = [1, 2, 3].map((number) => ({
    task: task(`/ConfigMap nowhere/c${number}`, 'Sync', 0),
    message,
    reason: 'NotFound',
    hint: 'create the namespace first',
  }))
  const end = { phase: 'Failed', message: 'no', reason: 'gate', durationMs: 1, phases: [] } as const
  assert.is(
    present(events({ type: 'gate-failed', failures }, { type: 'operation-completed', ...end })),
    text(
      '   0.0s  Dry run: 3 manifests refused, nothing is written',
      '           ConfigMap nowhere/c1 (Sync wave 0): namespaces "nowhere" not found',
      '             hint: create the namespace first',
      '             likewise: ConfigMap nowhere/c2 (Sync wave 0), ConfigMap nowhere/c3',
      '                 (Sync wave 0)',
      '   0.0s  Refused by the dry run in 1ms: 3 of 3 manifests · nothing was written',
    ),
  )
})

test('a cause that names each object is told once, unless what to do about it differs', () => {
  const refused = (id: string, plural: string, hint: string) => {
    const ref = task(id)
    const why = `is forbidden: unable to create new content in namespace shop because it is being terminated`
    return { task: ref, message: `${plural} "${ref.key.name}" ${why}`, reason: 'Forbidden', hint } as const
  }
  const failures = [
    refused('/ConfigMap shop/a', 'configmaps', 'wait'),
    refused('/ConfigMap shop/b', 'configmaps', 'wait'),
    refused('apps/Deployment shop/web', 'deployments.apps', 'wait'),
    refused('/ConfigMap shop/c', 'configmaps', 'make c anew'),
  ]
  assert.is(
    present(events({ type: 'gate-failed', failures })),
    text(
      '   0.0s  Dry run: 4 manifests refused, nothing is written',
      '           ConfigMap shop/a (Sync wave 0): configmaps "a" is forbidden: unable',
      '               to create new content in namespace shop because it is being',
      '               terminated',
      '             hint: wait',
      '             likewise: ConfigMap shop/b (Sync wave 0), Deployment shop/web (Sync',
      '                 wave 0)',
      '           ConfigMap shop/c (Sync wave 0): configmaps "c" is forbidden: unable',
      '               to create new content in namespace shop because it is being',
      '               terminated',
      '             hint: make c anew',
    ),
  )
})

test('a server that does not answer a dry run is not said to refuse', () => {
  const late = { task: migrate, message: 'no answer within 1 s', reason: 'Timeout' } as const
  const wrong = { task: migrate, message: 'spec.x: Required value', reason: 'Invalid' } as const
  assert.match(
    present(events({ type: 'gate-failed', failures: [late] })),
    'Dry run: no answer about 1 manifest, nothing is written',
  )
  const both = present(events({ type: 'gate-failed', failures: [late, wrong, wrong] }), 'normal', 200)
  assert.match(both, 'Dry run: 2 manifests refused, no answer about 1 manifest, nothing is written')
})

test.run()
