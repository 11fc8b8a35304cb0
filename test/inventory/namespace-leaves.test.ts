// The namespace of an application is on its way out when a sync begins that brings it anew: its inventory goes with the old one.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createShop } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { bare, configMap, job } from '../support/workloads.ts'

const test = suite('a namespace that leaves with its inventory')

const HELD = 'hooksync-shop'
const ALL = [configMap('c'), job('mig', { hook: 'PreSync' })]

async function holding({ lab }: Session): Promise<void> {
  await lab.patch('ConfigMap', HELD, { metadata: { finalizers: ['lab.example.com/hold'] } })
  await lab.remove('Namespace', 'demo')
}

for (const [how, flags, objects] of [
  ['its manifest', '', [bare('v1', 'Namespace', 'demo'), ...ALL]],
  ['--create-namespace', ' --create-namespace', ALL],
] as const) {
  test(`by ${how} it comes anew, and the inventory with it`, async () => {
    const session = await createShop(objects)
    const old = session.lab.live('ConfigMap', HELD)?.metadata.uid
    await holding(session)
    const running = session.run(`-f - --app shop${flags}`, objects)
    await session.lab.clock.sleep(20_000)
    await session.lab.patch('ConfigMap', HELD, { metadata: { finalizers: null } })
    const run = await running
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
    assert.ok(
      run.writes.indexOf(`created ConfigMap/${HELD}`) < run.writes.indexOf('created Job/mig'),
      run.writes.join(),
    )
    const parent = session.lab.live('ConfigMap', HELD)
    assert.ok(parent !== undefined && parent.metadata.uid !== old)
    const last = await session.run('delete --app shop --yes')
    assert.is(last.exitCode, 0, last.stdout + last.stderr)
    assert.ok(
      ['deleted ConfigMap/c', 'deleted Job/mig'].every((write) => last.writes.includes(write)),
      last.stdout,
    )
  })
}

test.run()
