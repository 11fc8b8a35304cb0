// What becomes of a run that loses its lock, or may have lost it.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClusterError } from '../../src/errors.ts'
import { createSession } from '../support/command-session.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('lost lock')

const MIGRATION = job('mig', { hook: 'PreSync', lab: { 'run-for': '20s' } })
const UNREACHABLE = { reason: 'Unreachable', failure: 'no-connection' } as const
const SYNC = '-f - --app shop'

test('a run that loses its lock writes nothing more, ends with 5 and says why', async () => {
  const session = createSession()
  const run = session.run(SYNC, [MIGRATION, configMap('c')])
  await session.lab.clock.sleep(2000)
  await session.lab.remove('Lease', 'hooksync-shop')
  const ended = await run
  assert.is(ended.exitCode, 5, ended.stdout)
  assert.match(ended.stdout, 'the lock was lost: no further work is started')
  assert.match(ended.stdout, /Lost the lock after .*: the lock demo\/hooksync-shop was deleted by somebody/)
  assert.match(ended.stdout, 'waited for completion of Job demo/mig')
  assert.not(ended.writes.includes('created ConfigMap/c'))
})

test('a run whose lock runs out because the server is gone writes nothing more, and ends with 4 and since when', async () => {
  let isGone = false
  const message = 'https://api:6443 refused the connection'
  const session = createSession({
    faults: { beforeRequest: () => (isGone ? new ClusterError(message, UNREACHABLE) : undefined) },
    trouble: () => (isGone ? { since: began + 2000, message } : undefined),
  })
  const began = session.lab.clock.now()
  const run = session.run(SYNC, [MIGRATION, configMap('c')])
  await session.lab.clock.sleep(2000)
  isGone = true
  const { exitCode, stdout, writes } = await run
  assert.is(exitCode, 4, stdout)
  assert.match(stdout, 'the cluster cannot be used: no further work is started')
  const why = `no usable answer from the API server for 12s: ${message}`
  const lock = 'the lock demo/hooksync-shop could not be renewed, and may have been taken over'
  assert.match(stdout, `Lost the cluster after 14.0s in PreSync wave 0: ${why}; ${lock} ·`)
  assert.match(stdout, 'waited for completion of Job demo/mig')
  assert.not(writes.includes('created ConfigMap/c'))
})

test.run()
