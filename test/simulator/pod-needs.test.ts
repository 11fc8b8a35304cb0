// Pods of the simulated cluster that name what is not there.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import type { SimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import { needsOf } from '../../src/object/pod-needs.ts'
import type { ResourceType } from '../../src/cluster/port.ts'
import { listField, stringField } from '../../src/object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { neededObject } from '../../src/rehearse/start/assumed-objects.ts'
import { inPlace } from '../support/in-place.ts'

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
        name: 'f',
        configMap: {
          name: 'some',
          items: [
            { key: 'x', path: 'x' },
            { key: 'y', path: 'y' },
          ],
        },
      },
      { name: 'g', configMap: { name: 'perhaps', optional: true, items: [{ key: 'x', path: 'x' }] } },
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
  const shown = needsOf(spec).map(({ kind, name, key, volume }) => [kind, name, volume, key].filter(Boolean).join(' '))
  assert.equal(shown, [
    'ServiceAccount runner',
    'ConfigMap files a',
    'Secret keys b',
    'PersistentVolumeClaim data d',
    'ConfigMap some f x',
    'ConfigMap some f y',
    'Secret token e',
    'ConfigMap defaults',
    'Secret db password',
  ])
  assert.equal(needsOf({ serviceAccountName: 'default', containers: [] }), [])
})

async function podWith(
  spec: JsonObject,
  more: { readonly volumes?: readonly JsonObject[]; readonly there?: readonly KubeObject[] } = {},
): Promise<SimulatedCluster> {
  const world = createSimulatedCluster({ references: 'needed' })
  world.seed(more.there ?? [])
  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'default' },
    spec: { containers: [{ name: 'main', image: 'a', ...spec }], volumes: more.volumes ?? [] },
  }
  await world.cluster.create(...inPlace(core('Pod', 'pods'), pod), { fieldManager: 'test' })
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
  await world.cluster.create(...inPlace(type, { ...object, data: { size: '1' } }), { fieldManager: 'test' })
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

function eventsOf(world: SimulatedCluster): readonly string[] {
  return world.snapshot().flatMap((object) => (object.kind === 'Event' ? (stringField(object, 'message') ?? []) : []))
}

function configMap(content: JsonObject): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'default' }, ...content }
}

const ENV = [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'colour' } } }]

test('one that brings no data has no key either, but for what is only taken to exist, or filled by the cluster', async () => {
  const missing = "Pending CreateContainerConfigError couldn't find key colour in ConfigMap default/settings"
  const annotated = (annotations: Readonly<Record<string, string>>): KubeObject => {
    const { metadata, ...object } = configMap({})
    return { ...object, apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, annotations } }
  }
  for (const [object, state] of [
    [configMap({}), missing],
    [configMap({ data: {} }), missing],
    [configMap({ binaryData: { colour: 'eQ==' } }), 'Running'],
    [neededObject('ConfigMap', 'default', 'settings'), 'Running'],
    [annotated({ 'service.beta.openshift.io/inject-cabundle': 'true' }), 'Running'],
  ] as const) {
    assert.is(waitingOf(await podWith({ env: ENV }, { there: [object] })), state)
  }
})

test('a volume needs the keys that it chooses, unless it is optional', async () => {
  const source = { name: 'settings', items: [{ key: 'colour', path: 'a' }] }
  const there = [configMap({ data: { size: '1' } })]
  for (const volume of [{ configMap: source }, { projected: { sources: [{ configMap: source }] } }]) {
    const waits = await podWith({}, { volumes: [{ name: 'v', ...volume }], there })
    assert.is(waitingOf(waits), 'Pending ContainerCreating')
    const message = 'MountVolume.SetUp failed for volume "v" : references non-existent config key: colour'
    assert.ok(eventsOf(waits).includes(message))
  }
  const optional = { name: 'v', configMap: { ...source, optional: true } }
  assert.is(waitingOf(await podWith({}, { volumes: [optional], there })), 'Running')
})

test('by default nobody looks for what a pod names, as on the lab', async () => {
  const world = createSimulatedCluster()
  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'default' },
    spec: { containers: [{ name: 'main', image: 'a', envFrom: [{ secretRef: { name: 'absent' } }] }] },
  }
  await world.cluster.create(...inPlace(core('Pod', 'pods'), pod), { fieldManager: 'test' })
  await world.clock.sleep(1000)
  assert.is(waitingOf(world), 'Running')
})

test.run()
