// A simulated cluster over hours, and with controllers that never agree: time goes on, and little is kept.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import type { Stage } from '../../src/simulator/stages/stage.ts'
import { stringField } from '../../src/object/kube-object.ts'
import { configMap, job } from '../cluster/conformance-session.ts'

const test = suite('long time')

/** Writes its own word into every ConfigMap, as soon as another one stands there. */
function stubborn(word: string): Stage {
  return {
    name: `stubborn-${word}`,
    affects: ({ type, key }) => (type !== 'deleted' && key.kind === 'ConfigMap' ? [{ key, delay: 0 }] : []),
    visit: (object) => ({
      actions:
        stringField(object, 'data', 'word') === word ? [] : [{ do: 'update', object: { ...object, data: { word } } }],
    }),
  }
}

test('two controllers that undo what the other one does are slowed down: time does not stand still', async () => {
  const simulated = createSimulatedCluster({ stages: [stubborn('yes'), stubborn('no')] })
  simulated.seed([configMap('contested', {}, { namespace: 'default' })])
  const before = simulated.clock.now()
  await simulated.clock.sleep(60_000)
  assert.is(simulated.clock.now(), before + 60_000)
  simulated.stop()
})

test('an event is kept for an hour after it was written last', async () => {
  const simulated = createSimulatedCluster()
  const tick = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'tick', namespace: 'default' },
    spec: { schedule: '*/10 * * * *', jobTemplate: { spec: job('j')['spec'] ?? null } },
  }
  simulated.seed([tick])
  await simulated.clock.sleep(6 * 3_600_000)
  // They are forgotten when the next one is told, ten minutes later.
  const oldest = new Date(simulated.clock.now() - 3_600_000 - 660_000).toISOString()
  const times = simulated.snapshot().flatMap((object) => stringField(object, 'lastTimestamp') ?? [])
  assert.ok(times.length > 10, `${times.length} events`)
  assert.equal(
    times.filter((time) => time < oldest),
    [],
  )
  simulated.stop()
})

test('what is put there without a uid is given one', () => {
  const simulated = createSimulatedCluster()
  simulated.restore([
    configMap('a', {}, { namespace: 'default' }),
    configMap('b', {}, { namespace: 'default', uid: 'own' }),
  ])
  const uids = simulated.snapshot().flatMap(({ kind, metadata }) => (kind === 'ConfigMap' ? [metadata.uid] : []))
  assert.match(uids[0] ?? '', /^[0-9a-f-]{36}$/)
  assert.is(uids[1], 'own')
  simulated.stop()
})

test.run()
