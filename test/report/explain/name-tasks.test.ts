// Long lists of tasks and waves, shortened with counts.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { NamedBatch } from '../../../src/plan/explain/explanation.ts'
import { batchLines, namesOf } from '../../../src/report/explain/name-tasks.ts'
import { task } from '../build-events.ts'

const test = suite('name tasks')

const waves = Array.from({ length: 9 }, (_, wave): NamedBatch => ({
  phase: 'Sync',
  wave,
  tasks: [task('ConfigMap shop/a', 'Sync', wave), task('batch/Job shop/b', 'Sync', wave)],
}))

test('the first four are named, hooks marked, the others counted', () => {
  const tasks = Array.from({ length: 6 }, (_, index) => task(`batch/Job shop/j${index}`, 'PreSync'))
  assert.is(namesOf(tasks), 'Job shop/j0 (hook), Job shop/j1 (hook), Job shop/j2 (hook), Job shop/j3 (hook) and 2 more')
  assert.is(namesOf(tasks.slice(0, 1)), 'Job shop/j0 (hook)')
})

test('of many waves the nearest are listed', () => {
  const line = (wave: number): string => `Sync wave ${wave}: 2 tasks: ConfigMap shop/a, Job shop/b`
  assert.equal(batchLines(waves, 'first'), [...[0, 1, 2, 3, 4, 5].map(line), 'and 3 more waves with 6 tasks'])
  assert.equal(batchLines(waves, 'last'), ['and 3 more waves with 6 tasks', ...[3, 4, 5, 6, 7, 8].map(line)])
  assert.equal(batchLines(waves.slice(0, 1), 'last'), [line(0)])
})

test.run()
