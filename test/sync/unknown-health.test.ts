// Kinds without a rule in a sync: `applied` waits for none of them, `kstatus` for what their conditions say.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SyncOptions } from '../../src/sync/sync-options.ts'
import { annotate, object } from '../support/objects.ts'
import { createLab, written } from '../support/run-sync.ts'
import type { SyncRun } from '../support/run-sync.ts'

const test = suite('unknown health')

const WIDGETS = {
  group: 'lab.example.com',
  version: 'v1',
  kind: 'Widget',
  plural: 'widgets',
  namespaced: true,
}

const INPUT = [object('Widget', 'w', { annotations: annotate({ wave: '-1' }) }), object('ConfigMap', 'c')]

/** By the millisecond, the condition `Type=Status` that its operator then writes. */
async function run(
  unknownHealth: SyncOptions['unknownHealth'],
  told: readonly (readonly [at: number, condition: string])[],
): Promise<SyncRun> {
  const lab = createLab({ types: [WIDGETS] })
  const happenings = told.map(([at, text]) => ({
    at,
    what: async () => {
      const [type = '', status = ''] = text.split('=')
      await lab.patch('Widget', 'w', { status: { conditions: [{ type, status, reason: 'Odd', message: 'odd' }] } })
    },
  }))
  return lab.sync(INPUT, { options: unknownHealth === undefined ? {} : { unknownHealth }, happenings })
}

test('left out, nothing is waited for', async () => {
  const { exitCode, took } = await run(undefined, [])
  assert.equal([exitCode, took], [0, 0])
})

test('by kstatus the next wave begins when it is Ready', async () => {
  const { exitCode, took } = await run('kstatus', [
    [500, 'Ready=False'],
    [7000, 'Ready=True'],
  ])
  assert.is(exitCode, 0)
  assert.ok(took >= 7000 && took < 8000, String(took))
})

test('by kstatus what is stalled fails the sync', async () => {
  const result = await run('kstatus', [[500, 'Stalled=True']])
  assert.is(result.exitCode, 1)
  assert.equal(
    result.summary.failures.map(({ message }) => message),
    ['Odd: odd'],
  )
  assert.not.ok(
    written(result).some((line) => line.includes('configmap')),
    written(result).join(),
  )
})

test('by kstatus an operator that says nothing is given two seconds', async () => {
  const { exitCode, took } = await run('kstatus', [])
  assert.equal([exitCode, took], [0, 2000])
})

test.run()
