// An API server that is out of reach while a sync waits: told again and again, and exit code 4 when it is so at the end.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Trouble } from '../../src/cluster/port.ts'
import { createLab, told, warnings } from '../support/run-sync.ts'
import type { Lab, SyncRun } from '../support/run-sync.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('trouble')

/** Runs a migration of 90 seconds; from the tenth second on the server is out of reach, to the end or until it is back. */
function run(lab: Lab, options: { readonly back?: number; readonly timeoutMs: number }): Promise<SyncRun> {
  const begin = lab.clock.now()
  const trouble = (): Trouble | undefined => {
    const passed = lab.clock.now() - begin
    const isGone = passed >= 10_000 && passed < (options.back ?? Infinity)
    return isGone ? { since: begin + 10_000, message: 'https://api:6443 refused the connection' } : undefined
  }
  const workload = [job('mig', { hook: 'PreSync', lab: { 'run-for': '90s' } }), configMap('c')]
  return lab.sync(workload, { trouble, options: { timeoutMs: options.timeoutMs } })
}

const goneFor = (time: string): string =>
  `no usable answer from the API server for ${time}: https://api:6443 refused the connection; what runs in the cluster may go on`

test('a server that is still out of reach when the time is up: exit code 4, how long, and what may still run', async () => {
  const { exitCode, summary, ...rest } = await run(createLab(), { timeoutMs: 80_000 })
  assert.is(exitCode, 4)
  assert.is(
    summary.message,
    'no usable answer from the API server for 1m10s: https://api:6443 refused the connection; waiting for completion of hook batch/Job/mig',
  )
  assert.equal(
    told({ exitCode, summary, ...rest }, 'timed-out').flatMap(({ blockers }) =>
      blockers.map(({ key, message }) => [key.name, message.replace(/ ←.*/, '')]),
    ),
    [['mig', 'last seen 1m10s ago: running: 1 active, 0 succeeded, 0 failed of backoffLimit 0']],
  )
})

test('it is told after two seconds, and every half minute for how long it lasts', async () => {
  assert.equal(warnings(await run(createLab(), { timeoutMs: 80_000 })), [
    goneFor('2s'),
    goneFor('32s'),
    goneFor('1m2s'),
  ])
})

test('a server that is back is told as that, and the time that is up is exit code 6', async () => {
  const over = await run(createLab(), { back: 50_000, timeoutMs: 80_000 })
  assert.is(over.exitCode, 6)
  assert.equal(warnings(over), [goneFor('2s'), goneFor('32s'), 'the API server answers again'])
  const reach = told(over, 'warning').flatMap(({ outOfReach }) => outOfReach ?? [])
  assert.equal(
    reach.map(({ why, over: isOver }) => [why, isOver]),
    [false, false, true].map((isOver) => ['https://api:6443 refused the connection', isOver]),
  )
})

test('a server that is back in time is not a failure', async () => {
  const over = await run(createLab(), { back: 50_000, timeoutMs: 200_000 })
  assert.is(over.exitCode, 0)
})

test.run()
