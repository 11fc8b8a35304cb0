import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cluster, ResourceType, WatchEvent } from '../../../src/cluster/port.ts'
import { withControlPlane } from '../../support/control-plane.ts'
import { connected, SERVER_SIDE, typeOf } from '../../support/real-cluster.ts'
import { inPlace } from '../../support/in-place.ts'

const test = suite('watch on an API server that forgets at once')
const real = withControlPlane(test, {
  controllerManager: false,
  kwok: false,
  apiServerFlags: ['--watch-cache=false', '--etcd-compaction-interval=1s'],
})

const OBJECT = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', namespace: 'default', labels: { test: '' } },
}

real('a watch from a forgotten version lists again and goes on from there', (controlPlane) =>
  connected(controlPlane, async ({ cluster }) => {
    const type = await typeOf(cluster, OBJECT)
    await cluster.apply(...inPlace(type, OBJECT), SERVER_SIDE)
    const { resourceVersion } = await cluster.list(type, { labelSelector: 'test' })
    // Each try writes, because history ends only where something has followed it.
    let told = await firstTwo(cluster, type, '1')
    for (let run = 1; told[0]?.type !== 'relisted'; run++) {
      await cluster.apply(...inPlace(type, { ...OBJECT, data: { run: String(run) } }), SERVER_SIDE)
      told = await firstTwo(cluster, type, '1')
    }
    const [relisted, after] = told
    assert.is(relisted.items[0]?.metadata.name, 'a')
    assert.ok(Number(relisted.resourceVersion) >= Number(resourceVersion))
    assert.is(after?.type, 'modified')
  }),
)

test.run()

/** What a watch from a version tells first, and what it tells of a write after that. */
async function firstTwo(cluster: Cluster, type: ResourceType, resourceVersion: string): Promise<readonly WatchEvent[]> {
  const controller = new AbortController()
  const told: WatchEvent[] = []
  const options = { namespace: 'default', labelSelector: 'test', resourceVersion, signal: controller.signal }
  for await (const event of cluster.watch(type, options)) {
    told.push(event)
    if (event.type !== 'relisted') controller.abort()
    else await cluster.apply(...inPlace(type, { ...OBJECT, data: { written: String(Date.now()) } }), SERVER_SIDE)
  }
  return told
}
