// Short health rules of a hooksync.yaml on a real API server, with statuses as an operator writes them: when a gate opens, and when it fails.
// time limit: 120 s
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ControlPlane } from '../../scripts/control-plane/control-plane.ts'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { withControlPlane } from '../support/control-plane.ts'
import { annotate, object } from '../support/objects.ts'
import { stubDefinition } from '../support/stub-definition.ts'
import { kubectl, makeNamespace, startSync, stream } from './lab.ts'

const test = suite('short health rules')
const real = withControlPlane(test, { kwok: false })

const definition = stubDefinition({
  group: 'short.example.com',
  kind: 'Kiln',
  plural: 'kilns',
  annotations: annotate({ wave: '-1' }),
})
const kiln: KubeObject = {
  apiVersion: 'short.example.com/v1',
  kind: 'Kiln',
  metadata: { name: 'k' },
  spec: { bricks: 3 },
}
const after = object('ConfigMap', 'after', { annotations: annotate({ wave: '1' }) })

const RULES = `degradedGrace: 1s
health:
  short.example.com/Kiln:
    Degraded: { condition: Cracked, is: True, reasonNot: Small }
    Healthy:
      all:
        - { field: status.phase, is: [Hot, Burning] }
        - { compare: status.readyBricks, by: '>=', with: spec.bricks }
`

/** Starts a sync of a kiln that holds up a ConfigMap. */
async function started(plane: ControlPlane, name: string) {
  const namespace = await makeNamespace(plane, name)
  const config = join(mkdtempSync(join(tmpdir(), 'short-')), 'hooksync.yaml')
  writeFileSync(config, RULES)
  const args = ['-f', '-', '-n', namespace, '-o', 'json', '--config', config]
  const running = startSync(plane, args, { input: stream(definition, kiln, after) })
  await running.told(/"resource-applied"[^\n]*"kind":"Kiln"/)
  const write = async (status: JsonObject): Promise<unknown> => {
    const patch = JSON.stringify({ status })
    return kubectl(plane, ['patch', 'kiln/k', '-n', namespace, '--subresource=status', '--type=merge', '-p', patch])
  }
  const isThere = async (): Promise<boolean> =>
    (await kubectl(plane, ['get', 'configmap/after', '-n', namespace, '--ignore-not-found', '-o', 'name'])) !== ''
  return { running, write, isThere }
}

real('a gate opens when all that the rule asks for is so, and no status before', async (plane) => {
  const { running, write, isThere } = await started(plane, 'short-opens')
  await write({ phase: 'Heating' })
  await running.told(/its status\.phase is Heating, not Hot or Burning/)
  await write({ observedGeneration: 0, phase: 'Hot', readyBricks: 3 })
  await running.told(/its controller has not yet seen the new spec/)
  await write({
    observedGeneration: 1,
    readyBricks: 2,
    conditions: [{ type: 'Cracked', status: 'True', reason: 'Small' }],
  })
  assert.not.ok(await isThere())
  await write({ readyBricks: 3 })
  const run = await running.ended
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.match(run.stdout, /"status":"Healthy"/)
  assert.ok(await isThere())
})

real(
  'it fails when what means Degraded is so for longer than the grace, though Healthy would be so, too',
  async (plane) => {
    const { running, write, isThere } = await started(plane, 'short-fails')
    const cracked = { type: 'Cracked', status: 'True', reason: 'Heat', message: 'brick 2 is in halves' }
    await write({ phase: 'Hot', readyBricks: 3, conditions: [cracked] })
    const run = await running.ended
    assert.is(run.exitCode, 1, run.stdout + run.stderr)
    assert.match(run.stdout, 'Heat: brick 2 is in halves')
    assert.not.ok(await isThere())
  },
)

test.run()
