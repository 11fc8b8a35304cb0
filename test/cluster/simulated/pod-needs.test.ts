// Pods of the simulated cluster that name what is not there.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSimulatedCluster } from '../../../src/cluster/simulated/simulated-cluster.ts'
import type { SimulatedCluster } from '../../../src/cluster/simulated/simulated-cluster.ts'
import { needsOf } from '../../../src/cluster/simulated/stages/pod-needs.ts'
import type { ResourceType } from '../../../src/cluster/port.ts'
import { listField, stringField } from '../../../src/manifest/kube-object.ts'
import type { JsonObject, KubeObject } from '../../../src/manifest/kube-object.ts'

const test = suite('pod needs')

const core = (kind: string, plural: string): ResourceType => ({
  group: '',
  version: 'v1',
  kind,
  plural,
  namespaced: true,
})

test('needed is what is named and not optional, in the environment, in volumes, and as an account', () => {
  const spec = {
    serviceAccountName: 'runner',
    volumes: [
      { name: 'a', configMap: { name: 'files' } },
      { name: 'b', secret: { secretName: 'keys' } },
      { name: 'c', secret: { secretName: 'perhaps', optional: true } },
      { name: 'd', persistentVolumeClaim: { claimName: 'data' } },
      {
        name: 'e',
        projected: { sources: [{ configMap: { name: 'kube-root-ca.crt' } }, { secret: { name: 'token' } }] },
      },
    ],
    initContainers: [{ name: 'i', envFrom: [{ configMapRef: { name: 'defaults' } }] }],
    containers: [
      {
        name: 'm',
        env: [
          { name: 'A', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
          { name: 'B', valueFrom: { configMapKeyRef: { name: 'maybe', key: 'b', optional: true } } },
          { name: 'C', value: 'plain' },
        ],
      },
    ],
  }
  const shown = needsOf(spec).map(({ kind, name, key, volume }) => [kind, name, key ?? volume ?? ''].join(' ').trim())
  assert.equal(shown, [
    'ServiceAccount runner',
    'ConfigMap files a',
    'Secret keys b',
    'PersistentVolumeClaim data d',
    'Secret token e',
    'ConfigMap defaults',
    'Secret db password',
  ])
  assert.equal(needsOf({ serviceAccountName: 'default', containers: [] }), [])
})

async function podWith(spec: JsonObject): Promise<SimulatedCluster> {
  const world = createSimulatedCluster({ references: 'needed' })
  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'default' },
    spec: { containers: [{ name: 'main', image: 'a', ...spec }] },
  }
  await world.cluster.create(core('Pod', 'pods'), pod, { fieldManager: 'test' })
  await world.clock.sleep(1000)
  return world
}

function waitingOf(world: SimulatedCluster): string {
  const pod = world.snapshot().find(({ kind }) => kind === 'Pod')
  const [status] = listField(pod, 'status', 'containerStatuses')
  const state = ['reason', 'message'].map((name) => stringField(status, 'state', 'waiting', name) ?? '').join(' ')
  return `${stringField(pod, 'status', 'phase')} ${state}`.trim()
}

test('a pod waits for a ConfigMap, then for its key, and then starts', async () => {
  const env = [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'colour' } } }]
  const world = await podWith({ env })
  assert.is(waitingOf(world), 'Pending CreateContainerConfigError configmap "settings" not found')
  const type = core('ConfigMap', 'configmaps')
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'default' } }
  await world.cluster.create(type, { ...object, data: { size: '1' } }, { fieldManager: 'test' })
  await world.clock.sleep(1000)
  assert.is(
    waitingOf(world),
    "Pending CreateContainerConfigError couldn't find key colour in ConfigMap default/settings",
  )
  const ref = { type, namespace: 'default', name: 'settings' }
  await world.cluster.patch(ref, { type: 'merge', body: { data: { colour: 'green' } } }, { fieldManager: 'test' })
  await world.clock.sleep(1000)
  assert.is(waitingOf(world), 'Running')
})

test('by default nobody looks for what a pod names, as on the lab', async () => {
  const world = createSimulatedCluster()
  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'default' },
    spec: { containers: [{ name: 'main', image: 'a', envFrom: [{ secretRef: { name: 'absent' } }] }] },
  }
  await world.cluster.create(core('Pod', 'pods'), pod, { fieldManager: 'test' })
  await world.clock.sleep(1000)
  assert.is(waitingOf(world), 'Running')
})

test.run()
