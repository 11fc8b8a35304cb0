// What an exploration tries on a sync that prunes: each moment once, however many batches its wave has, also where nothing is written.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createShop } from '../../support/command-session.ts'
import { configMap, job } from '../../support/workloads.ts'

const test = suite('explore: prune')

for (const [what, data] of [
  ['and writes', { key: 'new' }],
  ['and writes nothing', { key: 'value' }],
] as const) {
  test(`a sync that prunes from three waves ${what}`, async () => {
    const notify = job('notify', { hook: 'SyncFail' })
    const left = [0, 1, 2].map((wave) => configMap(`old${wave}`, { wave: `${wave}` }))
    const session = await createShop([configMap('c'), notify, ...left])
    const words = 'rehearse -f - --app shop --prune --prune-limit 100% --against-cluster --explore'
    const { exitCode, stdout, stderr } = await session.run(words, [configMap('c', { data }), notify])
    assert.is(exitCode, 0, stdout + stderr)
    for (const fault of ['--interrupt "Sync wave 0"', '--disconnect 1m@"Sync wave 0"'])
      assert.is(stdout.split(fault).length - 1, 1, stdout)
    assert.not.match(stdout, 'never took effect')
    assert.not.match(stdout, /Sync wave [12]/)
  })
}

test.run()
