// When a sync prunes what: the plan foresees what Argo CD decides pass by pass.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SEED } from '../support/seed.ts'
import * as fc from 'fast-check'
import { keyOf } from '../../src/object/resource-key.ts'
import { planTree, tasksOfWave, wavesOf } from '../../src/plan/plan-tree.ts'
import { leavingTask } from '../../src/plan/prune-task.ts'
import type { SyncTask } from '../../src/plan/sync-plan.ts'
import { orderTasks } from '../../src/plan/task-order.ts'
import { object } from '../support/objects.ts'

const test = suite('prune turns')

const wave = fc.integer({ min: -1, max: 4 })

const prunes = fc.array(
  fc.record({
    wave,
    verdict: fc.constantFrom('delete', 'delete', 'no-prune'),
    last: fc.constantFrom(false, false, true),
  }),
  { maxLength: 7 },
)

function pruneOf(
  prune: { readonly wave: number; readonly verdict: 'delete' | 'no-prune'; readonly last: boolean },
  at: number,
): SyncTask {
  return leavingTask(object('ConfigMap', `p${at}`, { namespace: 'demo' }), 'Sync', prune)
}

function applyOf(own: number, at: number): SyncTask {
  const config = object('ConfigMap', `c${at}`, { namespace: 'demo' })
  const task = leavingTask(config, 'Sync', { verdict: 'delete', wave: own, last: false })
  return { ...task, id: `Sync c${at}`, key: keyOf(config), action: 'apply', prune: undefined }
}

type Batch = readonly [wave: number, names: readonly string[]]

function named(at: number, tasks: readonly SyncTask[]): Batch {
  return [at, tasks.map(({ key }) => key.name).toSorted()]
}

/** The batches that Argo CD runs: all of the lowest wave that has something left, then again without what is gone. */
function passes(tasks: readonly SyncTask[]): readonly Batch[] {
  const done = new Set<SyncTask>()
  const batches: Batch[] = []
  for (let left = tasks; left.some((task) => !done.has(task));) {
    const waves = wavesOfPass(left)
    const open = left.filter((task) => !done.has(task))
    const lowest = Math.min(...open.map((task) => waves.get(task) ?? NaN))
    const batch = open.filter((task) => waves.get(task) === lowest)
    batches.push(named(lowest, batch))
    for (const task of batch) done.add(task)
    left = left.filter((task) => !batch.includes(task) || task.prune?.verdict !== 'delete')
  }
  return batches
}

/** As in argo-cd:gitops-engine/pkg/sync/sync_context.go, getSyncTasks. */
function wavesOfPass(tasks: readonly SyncTask[]): ReadonlyMap<SyncTask, number> {
  const waves = new Map(tasks.map((task) => [task, task.prune?.wave ?? task.wave]))
  const own = [...new Set(tasks.flatMap(({ prune }) => prune?.wave ?? []))].toSorted((a, b) => a - b)
  for (let from = 0, to = own.length - 1; from < to; from += 1, to -= 1) {
    for (const task of tasks) {
      if (task.prune?.wave === own[from]) waves.set(task, own[to] ?? NaN)
      else if (task.prune?.wave === own[to]) waves.set(task, own[from] ?? NaN)
    }
  }
  const last = Math.max(0, ...waves.values()) + 1
  for (const task of tasks) if (task.prune?.last === true) waves.set(task, last)
  return waves
}

test('the batches of a plan are those that Argo CD comes to pass by pass', () => {
  fc.assert(
    fc.property(prunes, fc.array(wave, { maxLength: 4 }), (left, applied) => {
      const tasks = [...left.map(pruneOf), ...applied.map(applyOf)]
      const planned = wavesOf(planTree(orderTasks(tasks, 'demo')))
      assert.equal(
        planned.map((batch) => named(batch.wave, tasksOfWave(batch))),
        passes(tasks),
      )
    }),
    { seed: SEED, numRuns: 1000 },
  )
})

test('a plan in its order stays as it is', () => {
  fc.assert(
    fc.property(prunes, (left) => {
      const ordered = orderTasks(left.map(pruneOf), 'demo')
      assert.equal(orderTasks(ordered, 'demo'), ordered)
    }),
    { seed: SEED },
  )
})

test.run()
