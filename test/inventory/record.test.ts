// The inventory on a server that misbehaves: its writes say the same twice, and end with the run.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClusterError } from '../../src/errors.ts'
import type { Faults, SimulatedRequest } from '../../src/simulator/faults.ts'
import { createSession } from '../support/command-session.ts'
import { configMap, deployment } from '../support/workloads.ts'

const test = suite('inventory')

const SYNC = '-f - --app shop'
const isRecord = ({ key, verb, dryRun }: SimulatedRequest): boolean =>
  key.kind === 'ConfigMap' && key.name === 'hooksync-shop' && verb !== 'get' && !dryRun

for (const [when, fault] of [
  ['is lost before it is read', 'beforeRequest'],
  ['is answered by an error when it is done', 'afterRequest'],
] as const) {
  for (const [which, nth] of [
    ['the first', 1],
    ['the last', 2],
  ] as const) {
    test(`${which} write of an inventory that ${when} is written again`, async () => {
      let seen = 0
      const broken = (request: SimulatedRequest): ClusterError | undefined => {
        if (!isRecord(request)) return undefined
        seen += 1
        return seen === nth
          ? new ClusterError('closed the connection', { reason: 'Unreachable', failure: 'broken' })
          : undefined
      }
      const faults: Faults = { [fault]: broken }
      const session = createSession({ faults })
      const run = await session.run(`${SYNC} --prune`, [configMap('c'), deployment('web')])
      assert.is(run.exitCode, 0, run.stdout)
      const narrowed = await session.run(`${SYNC} --prune --prune-limit 100%`, [configMap('c')])
      assert.is(narrowed.exitCode, 0, narrowed.stdout)
      assert.ok(seen >= 3, `${seen}`)
      const record = session.lab.live('ConfigMap', 'hooksync-shop')
      assert.is(record?.metadata.annotations?.['applyset.kubernetes.io/contains-group-kinds'], 'ConfigMap')
    })
  }
}

test('an inventory whose write nobody answers ends with --timeout', async () => {
  const session = createSession({ faults: { delay: (request) => (isRecord(request) ? 600_000 : undefined) } })
  const began = session.lab.clock.now()
  const run = await session.run(`${SYNC} --timeout 15s`, [configMap('c')])
  assert.is(run.exitCode, 6, run.stdout)
  assert.ok(session.lab.clock.now() - began <= 17_000, `${session.lab.clock.now() - began}`)
})

test.run()
