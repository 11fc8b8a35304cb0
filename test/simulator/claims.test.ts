import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ResourceType } from '../../src/cluster/port.ts'
import { createSimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import { stringField } from '../../src/object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { inPlace } from '../support/in-place.ts'

const test = suite('claims')

function storageClass(volumeBindingMode: string, annotations: Readonly<Record<string, string>> = {}): KubeObject {
  const metadata = { name: 'disk', annotations }
  return { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata, provisioner: 'example.com/disk', volumeBindingMode }
} // prettier-ignore

function claim(spec: JsonObject): KubeObject {
  const resources = { requests: { storage: '1Gi' } }
  const metadata = { name: 'data', namespace: 'default' }
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: { accessModes: ['ReadWriteOnce'], resources, ...spec } }
} // prettier-ignore

const POD: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'default' },
  spec: {
    containers: [{ name: 'main', image: 'lab/any:1' }],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
  },
}

/** The claim's phase before and after a pod uses it. */
async function phases(...objects: readonly KubeObject[]): Promise<readonly (string | undefined)[]> {
  const world = createSimulatedCluster()
  const create = async (object: KubeObject): Promise<void> => {
    const [group, version = 'v1'] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : ['', 'v1']
    const type: ResourceType | undefined = await world.cluster.resolve({
      group: group ?? '',
      version,
      kind: object.kind,
    })
    assert.ok(type)
    await world.cluster.create(...inPlace(type, object), { fieldManager: 'test' })
    await world.clock.sleep(5000)
  }
  const phase = (): string | undefined =>
    stringField(
      world.snapshot().find(({ kind }) => kind === 'PersistentVolumeClaim'),
      'status',
      'phase',
    )
  for (const object of objects) await create(object)
  const before = phase()
  await create(POD)
  return [before, phase()]
}

const LATE = 'WaitForFirstConsumer'
const DEFAULT = { 'storageclass.kubernetes.io/is-default-class': 'true' }

test('a claim of a class that waits for its first consumer is Pending until a pod uses it', async () => {
  assert.equal(await phases(storageClass(LATE), claim({ storageClassName: 'disk' })), ['Pending', 'Bound'])
})

test('so is a claim without a class where that class is the default', async () => {
  assert.equal(await phases(storageClass(LATE, DEFAULT), claim({})), ['Pending', 'Bound'])
})

test('a claim of another class, of none that is known, or without a default is bound at once', async () => {
  assert.equal(await phases(storageClass('Immediate'), claim({ storageClassName: 'disk' })), ['Bound', 'Bound'])
  assert.equal(await phases(storageClass(LATE), claim({ storageClassName: 'other' })), ['Bound', 'Bound'])
  assert.equal(await phases(storageClass(LATE), claim({})), ['Bound', 'Bound'])
  assert.equal(await phases(storageClass(LATE, DEFAULT), claim({ storageClassName: '' })), ['Bound', 'Bound'])
})

test.run()
