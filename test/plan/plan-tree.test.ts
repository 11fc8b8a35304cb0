// The tree of a plan: phases, waves, and the groups of one kind in them.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { planTree, wavesOf } from '../../src/plan/plan-tree.ts'
import type { PlacedTask } from '../../src/plan/plan-tree.ts'
import type { SyncPhase } from '../../src/hook/hook.ts'

const test = suite('plan tree')

function place(phase: SyncPhase, wave: number, what: string): PlacedTask {
  const [kind = '', name = '', action = 'apply'] = what.split(' ')
  return {
    phase,
    wave,
    key: { group: '', kind, namespace: 'demo', name },
    action: action === 'prune' ? action : 'apply',
  }
}

function draw(...tasks: readonly PlacedTask[]): readonly string[] {
  return wavesOf(planTree(tasks)).map(({ phase, wave, groups }) => {
    const texts = groups.map(
      ({ action, tasks: members }) => `${action} ${members.map(({ key }) => key.name).join(' ')}`,
    )
    return `${phase} ${wave}: ${texts.join(', ')}`
  })
}

test('a wave holds its groups, a group is what follows each other of one kind', () => {
  assert.equal(
    draw(
      place('PreSync', 0, 'Job m'),
      place('Sync', 0, 'ConfigMap a'),
      place('Sync', 0, 'ConfigMap b'),
      place('Sync', 0, 'Job c'),
      place('Sync', 1, 'Job d'),
    ),
    ['PreSync 0: apply m', 'Sync 0: apply a b, apply c', 'Sync 1: apply d'],
  )
})

test('prunes of a wave go first and together, whatever their kinds and places', () => {
  assert.equal(
    draw(place('Sync', 0, 'ConfigMap a'), place('Sync', 0, 'ConfigMap old prune'), place('Sync', 0, 'Job gone prune')),
    ['Sync 0: prune old gone, apply a'],
  )
})

test('SyncFail hooks of all waves are one wave', () => {
  assert.equal(draw(place('SyncFail', 1, 'Job a'), place('SyncFail', 2, 'Job b')), ['SyncFail 1: apply a b'])
})

test('no tasks are no phases', () => {
  assert.equal(draw(), [])
})

test.run()
