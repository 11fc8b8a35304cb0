import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import { listField, stringField } from '../../src/object/kube-object.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { inPlace } from '../support/in-place.ts'

const test = suite('pod deadline')

function pod(annotations: Readonly<Record<string, string>>): KubeObject {
  const spec = { activeDeadlineSeconds: 10, restartPolicy: 'Never', containers: [{ name: 'main', image: 'lab/any:1' }] }
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default', annotations }, spec }
}

/** The pod after so many seconds. */
async function after(seconds: number, object: KubeObject): Promise<KubeObject | undefined> {
  const world = createSimulatedCluster()
  const type = await world.cluster.resolve({ group: '', version: 'v1', kind: 'Pod' })
  assert.ok(type)
  await world.cluster.create(...inPlace(type, object), { fieldManager: 'test' })
  await world.clock.sleep(seconds * 1000)
  return world.snapshot().find(({ kind }) => kind === 'Pod')
}

test('a pod that runs longer than its activeDeadlineSeconds is Failed, and says why', async () => {
  for (const [name, text] of [
    ['lab/run-for', '1h'],
    ['lab/image-pull-error', 'ImagePullBackOff'],
  ] as const) {
    const annotations = { [name]: text }
    assert.is.not(stringField(await after(9, pod(annotations)), 'status', 'phase'), 'Failed')
    const late = await after(12, pod(annotations))
    assert.is(stringField(late, 'status', 'phase'), 'Failed')
    assert.is(stringField(late, 'status', 'reason'), 'DeadlineExceeded')
    assert.is(stringField(late, 'status', 'message'), 'Pod was active on the node longer than the specified deadline')
    const [container] = listField(late, 'status', 'containerStatuses')
    assert.is(stringField(container, 'state', 'terminated', 'reason'), 'Error')
  }
})

test('a pod that ends before is left as it is', async () => {
  assert.is(stringField(await after(20, pod({ 'lab/run-for': '2s' })), 'status', 'phase'), 'Succeeded')
})

test.run()
