// Lives that somebody gives to objects of the simulated cluster, without a word in the objects.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import type { LifeOf, SimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import { field, listField, stringField } from '../../src/object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { compareText, groupVersionKind } from '../../src/object/resource-key.ts'
import { conditionsOf, job, workload } from '../cluster/conformance-session.ts'
import { inPlace } from '../support/in-place.ts'

const test = suite('lives')

async function put(world: SimulatedCluster, ...objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) {
    const type = await world.cluster.resolve(groupVersionKind(object))
    assert.ok(type)
    await world.cluster.create(...inPlace(type, object), { fieldManager: 'test' })
  }
}

function find(world: SimulatedCluster, kind: string): KubeObject | undefined {
  return world.snapshot().find((object) => object.kind === kind)
}

test('a pod fares as its Deployment is said to, and nothing is written into it', async () => {
  const life: LifeOf = (object, { owners }) =>
    object.kind === 'Pod' && owners.at(-1)?.metadata.name === 'web' ? { readyAfter: 30_000 } : undefined
  const world = createSimulatedCluster({ life })
  await put(world, workload('web'))
  await world.clock.sleep(29_000)
  assert.is(field(find(world, 'Deployment'), 'status', 'availableReplicas'), undefined)
  await world.clock.sleep(2000)
  assert.is(field(find(world, 'Deployment'), 'status', 'availableReplicas'), 1)
  assert.is(find(world, 'Pod')?.metadata.annotations, undefined)
})

test('the pods of a Job are counted, so that one of them can fail', async () => {
  const life: LifeOf = (object, { attempt }) =>
    object.kind === 'Pod' ? { runFor: 1000, ...(attempt() === 2 ? {} : { exitCode: 7, log: 'no luck' }) } : undefined
  const world = createSimulatedCluster({ life })
  await put(world, job('j', {}, { backoffLimit: 3 }))
  await world.clock.sleep(60_000)
  assert.ok(conditionsOf(find(world, 'Job')).some((text) => text.startsWith('Complete=True')))
  const pods = world.snapshot().filter(({ kind }) => kind === 'Pod')
  const phases = pods.map((pod) => stringField(pod, 'status', 'phase') ?? '')
  assert.equal(phases.toSorted(compareText), ['Failed', 'Succeeded'])
  const failed = pods.find((pod) => stringField(pod, 'status', 'phase') === 'Failed')
  const type = await world.cluster.resolve({ group: '', version: 'v1', kind: 'Pod' })
  assert.ok(type && failed)
  const lines: string[] = []
  const ref = { type, namespace: 'default', name: failed.metadata.name ?? '' }
  for await (const line of world.cluster.logs(ref, { container: 'main' })) lines.push(line)
  assert.equal(lines, ['no luck'])
})

const WAITING: readonly (readonly [title: string, object: KubeObject, ready: (object?: KubeObject) => boolean])[] = [
  [
    'a load balancer has its address',
    plain('v1', 'Service', { type: 'LoadBalancer', ports: [{ port: 80 }] }),
    (object) => listField(object, 'status', 'loadBalancer', 'ingress').length > 0,
  ],
  [
    'an Ingress has its address',
    plain('networking.k8s.io/v1', 'Ingress', { defaultBackend: { service: { name: 'x', port: { number: 80 } } } }),
    (object) => listField(object, 'status', 'loadBalancer', 'ingress').length > 0,
  ],
  [
    'a claim is bound',
    plain('v1', 'PersistentVolumeClaim', {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
    }),
    (object) => stringField(object, 'status', 'phase') === 'Bound',
  ],
  [
    'an API service is available',
    plain('apiregistration.k8s.io/v1', 'APIService', {
      group: 'x',
      version: 'v1',
      service: { name: 'x', namespace: 'y' },
    }),
    (object) => conditionsOf(object).includes('Available=True Passed'),
  ],
]

for (const [title, object, ready] of WAITING) {
  test(`${title} when it is said to, or never`, async () => {
    const later = createSimulatedCluster({ life: () => ({ readyAfter: 10_000 }) })
    await put(later, object)
    await later.clock.sleep(9000)
    assert.is(ready(find(later, object.kind)), false)
    await later.clock.sleep(2000)
    assert.is(ready(find(later, object.kind)), true)
    const never = createSimulatedCluster({ life: () => ({ neverReady: true }) })
    await put(never, object)
    await never.clock.sleep(3_600_000)
    assert.is(ready(find(never, object.kind)), false)
  })
}

test('an autoscaler has metrics where it is said when, and none otherwise', async () => {
  const autoscaler = plain('autoscaling/v2', 'HorizontalPodAutoscaler', {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    maxReplicas: 3,
  })
  const reasons = async (life: LifeOf | undefined): Promise<readonly string[]> => {
    const world = createSimulatedCluster(life === undefined ? {} : { life })
    await put(world, workload('web'), autoscaler)
    await world.clock.sleep(60_000)
    return conditionsOf(find(world, 'HorizontalPodAutoscaler'))
  }
  assert.ok((await reasons(() => ({ readyAfter: 1000 }))).includes('ScalingActive=True ValidMetricFound'))
  assert.ok((await reasons(undefined)).includes('ScalingActive=False FailedGetResourceMetric'))
})

test('objects are restored exactly as another cluster had them', () => {
  const world = createSimulatedCluster()
  const object = {
    ...plain('v1', 'ConfigMap', {}),
    metadata: { name: 'x', namespace: 'default', uid: 'theirs', managedFields: [{ manager: 'helm' }] },
  }
  world.restore([object])
  const { resourceVersion: _, ...metadata } = find(world, 'ConfigMap')?.metadata ?? {}
  assert.equal(metadata, object.metadata)
})

function plain(apiVersion: string, kind: string, spec: JsonObject): KubeObject {
  const cluster = kind === 'APIService'
  const metadata = cluster ? { name: 'v1.x' } : { name: 'x', namespace: 'default' }
  return { apiVersion, kind, metadata, spec }
}

test.run()
