// A dry run of a sync says what it would prune, as the run does, and what would stay.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createShop } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('dry run of a prune')

const SYNC = '-f - --app shop'
const PRUNE = `${SYNC} --prune --prune-hooks --prune-limit 100%`

const shop = async (): Promise<Session> =>
  createShop([
    configMap('c'),
    configMap('old'),
    configMap('no', { options: 'Prune=false' }),
    job('left', { hook: 'PreSync' }),
  ])

for (const side of ['client', 'server'] as const) {
  test(`--dry-run=${side} tells each prune, and counts them`, async () => {
    const session = await shop()
    const run = await session.run(`${PRUNE} --dry-run=${side}`, [configMap('c')])
    assert.equal([run.exitCode, run.writes], [0, []], run.stdout)
    assert.match(run.stdout, 'deleted ConfigMap demo/old (Sync wave 0) (Prune) (dry run)')
    assert.match(run.stdout, 'deleted Job demo/left (PostSync wave 0) (Prune) (dry run)')
    assert.match(run.stdout, 'not pruned ConfigMap demo/no (Sync wave 0): ignored (no prune): Prune=false')
    assert.match(run.stdout, /would be .*2 pruned/)
    assert.match(run.stdout, /would be .*1 not pruned/)
  })

  test(`--dry-run=${side} without --prune tells what left`, async () => {
    const session = await shop()
    const run = await session.run(`${SYNC} --dry-run=${side}`, [configMap('c')])
    assert.equal([run.exitCode, run.writes], [0, []], run.stdout)
    assert.match(run.stdout, 'not pruned ConfigMap demo/old (Sync wave 0): ignored (requires pruning)')
    assert.match(run.stdout, '2 objects left the manifests: --prune deletes 1 of them')
  })
}

test.run()
