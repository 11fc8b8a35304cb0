// What pods name and no manifest brings, read from a live cluster: a rehearsal against it does not wait for what is there.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cluster, ObjectRef } from '../../src/cluster/port.ts'
import { createSimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import type { SimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import { ClusterError } from '../../src/errors.ts'
import type { Diagnostic } from '../../src/manifest/diagnostic.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { shortKey, keyOf } from '../../src/object/resource-key.ts'
import { formatSnapshot } from '../../src/rehearse/start/snapshot.ts'
import type { Snapshot } from '../../src/rehearse/start/snapshot.ts'
import { takeSnapshot } from '../../src/rehearse/start/take-snapshot.ts'
import { manifestsOf } from '../support/usual-sync.ts'
import { story } from './story.ts'
import { inPlace } from '../support/in-place.ts'

const test = suite('live needs')

const APP = `
apiVersion: v1
kind: ConfigMap
metadata: {name: brought}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      serviceAccountName: runner
      containers:
        - name: main
          image: shop/web:1
          env:
            - {name: KEY, valueFrom: {secretKeyRef: {name: keys, key: password}}}
            - {name: MAYBE, valueFrom: {configMapKeyRef: {name: never, key: a, optional: true}}}
          envFrom: [{configMapRef: {name: settings}}, {configMapRef: {name: brought}}, {configMapRef: {name: settings}}]
      volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: other, annotations: {argocd.argoproj.io/sync-wave: "-1"}}
spec: {minReplicas: 1, maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: other}}
`

const inShop = (kind: string, name: string, fields: Partial<KubeObject> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'shop' },
  ...fields,
})

const LIVE: readonly KubeObject[] = [
  inShop('ServiceAccount', 'runner'),
  inShop('Secret', 'keys', { data: { password: 'aHVudGVyMjI=' } }),
  inShop('ConfigMap', 'settings', { data: { colour: 'green' } }),
  inShop('ConfigMap', 'unrelated'),
  inShop('PersistentVolumeClaim', 'data', {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  }),
  {
    ...inShop('Deployment', 'other'),
    apiVersion: 'apps/v1',
    spec: {
      selector: { matchLabels: { app: 'other' } },
      template: { metadata: { labels: { app: 'other' } }, spec: { containers: [{ name: 'main', image: 'other:1' }] } },
    },
  },
]

async function liveShop(objects = LIVE): Promise<SimulatedCluster> {
  const world = createSimulatedCluster({ namespaces: ['default', 'shop'] })
  for (const object of objects) {
    const [group = '', version = ''] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : ['', 'v1']
    const type = await world.cluster.resolve({ group, version, kind: object.kind })
    assert.ok(type)
    await world.user('another').create(...inPlace(type, object), { fieldManager: 'another' })
  }
  await world.clock.sleep(60_000)
  return world
}

interface Taken extends Snapshot {
  readonly told: readonly Diagnostic[]
  readonly requests: readonly string[]
  /** The most that were under way at a time. */
  readonly most: number
}

/** Takes a snapshot through a cluster that counts, and refuses what it is told to. */
async function take(
  text: string,
  options: {
    readonly world: SimulatedCluster
    readonly namespace?: string
    readonly concurrency?: number
    readonly refuses?: (kind: string) => boolean
  },
): Promise<Taken> {
  const { world, namespace = 'shop', refuses = () => false } = options
  const told: Diagnostic[] = []
  const requests: string[] = []
  let running = 0
  let most = 0
  const asked = async <T>(name: string, kind: string, answer: () => Promise<T>): Promise<T> => {
    requests.push(name)
    running += 1
    most = Math.max(most, running)
    try {
      if (refuses(kind)) throw new ClusterError(`${kind} is forbidden`, { reason: 'Forbidden', status: 403 })
      return await answer()
    } finally {
      running -= 1
    }
  }
  const user = world.user('reader')
  const cluster: Cluster = {
    ...user,
    get: (ref, more) => asked(`get ${nameOf(ref)}`, ref.type.kind, () => user.get(ref, more)),
    list: (type, selection, more) =>
      asked(`list ${type.kind} ${selection.namespace}`, type.kind, () => user.list(type, selection, more)),
  }
  const signal = new AbortController().signal
  const { concurrency = 32 } = options
  const tell = (finding: Diagnostic): void => void told.push(finding)
  const snapshot = await takeSnapshot(manifestsOf(text), cluster, { namespace, signal, concurrency, tell })
  return { ...snapshot, told, requests, most }
}

function nameOf({ type, namespace, name }: ObjectRef): string {
  return shortKey({ group: type.group, kind: type.kind, namespace, name })
}

test('what pods and autoscalers name is read once, without the values of Secrets, and nothing else is', async () => {
  const { objects, requests, told } = await take(APP, { world: await liveShop() })
  const names = objects.map((object) => shortKey(keyOf(object)).replace(/other-[a-z0-9-]+$/, 'other-*'))
  assert.equal(names, [
    'Namespace shop',
    'ServiceAccount shop/runner',
    'Secret shop/keys',
    'ConfigMap shop/settings',
    'PersistentVolumeClaim shop/data',
    'Deployment shop/other',
    'ReplicaSet shop/other-*',
    'Pod shop/other-*',
  ])
  assert.equal(requests, [
    'get ConfigMap shop/brought',
    'get Deployment shop/web',
    'get HorizontalPodAutoscaler shop/other',
    'get Namespace shop',
    'get Deployment shop/other',
    'list ReplicaSet shop',
    'list Pod shop',
    'get ServiceAccount shop/runner',
    'get PersistentVolumeClaim shop/data',
    'get Secret shop/keys',
    'get ConfigMap shop/settings',
  ])
  assert.equal(objects.find(({ kind }) => kind === 'Secret')?.['data'], { password: 'aGlkZGVu' })
  assert.equal(told, [])
})

test('a rehearsal from it waits for nothing that is there', async () => {
  const { objects, types } = await take(APP, { world: await liveShop() })
  const run = await story(APP, { start: objects, types })
  assert.equal([run.exitCode, run.durationMs < 30_000], [0, true])
})

test('what is not there is waited for', async () => {
  const world = await liveShop(LIVE.filter(({ metadata }) => metadata.name !== 'settings'))
  const { objects, types } = await take(APP, { world })
  const run = await story(APP, { start: objects, types, sync: { timeoutMs: 60_000 } })
  assert.is(run.exitCode, 6)
  assert.match(JSON.stringify(run.events), 'configmap \\"settings\\" not found')
})

test('what may not be read is taken to exist, and told as a note', async () => {
  const world = await liveShop()
  const needs = ['ServiceAccount', 'Secret', 'PersistentVolumeClaim', 'Namespace']
  const taken = await take(APP, { world, refuses: (kind) => needs.includes(kind) })
  assert.equal(
    taken.told.map(({ severity, message }) => `${severity} ${message}`),
    [
      'note Namespace shop may not be read and is taken to exist: Namespace is forbidden',
      'note ServiceAccount shop/runner may not be read and is taken to exist: ServiceAccount is forbidden',
      'note PersistentVolumeClaim shop/data may not be read and is taken to exist: PersistentVolumeClaim is forbidden',
      'note Secret shop/keys may not be read and is taken to exist: Secret is forbidden',
    ],
  )
  const run = await story(APP, { start: taken.objects, types: taken.types })
  assert.is(run.exitCode, 0)
})

test('in a namespace that does not exist nothing is looked for', async () => {
  const { requests } = await take(APP, { world: await liveShop(), namespace: 'new' })
  assert.not.ok(requests.some((request) => /ServiceAccount|Secret|settings|Claim/.test(request)))
})

test('what only the live template names is read too', async () => {
  const world = await liveShop()
  const type = await world.cluster.resolve({ group: 'apps', version: 'v1', kind: 'Deployment' })
  assert.ok(type)
  const template = { spec: { containers: [{ name: 'main', envFrom: [{ configMapRef: { name: 'unrelated' } }] }] } }
  const body = { spec: { template } }
  const ref = { type, namespace: 'shop', name: 'other' }
  await world.user('another').patch(ref, { type: 'strategic', body }, { fieldManager: 'another' })
  const text = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: other}
spec:
  selector: {matchLabels: {app: other}}
  template: {metadata: {labels: {app: other}}, spec: {containers: [{name: main, image: other:2}]}}
`
  const { objects } = await take(text, { world })
  assert.ok(objects.some(({ metadata }) => metadata.name === 'unrelated'))
})

test('there are never more requests at a time than asked for', async () => {
  const maps = Array.from({ length: 20 }, (_, index) => `{configMapRef: {name: map-${index}}}`)
  const text = `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: main, image: a, envFrom: [${maps.join(', ')}]}]}}`
  const { most, requests } = await take(text, { world: await liveShop(), concurrency: 3 })
  assert.equal([most, requests.length], [3, 22])
})

test('claims of a StatefulSet that is to come back are found', async () => {
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
  const world = await liveShop([
    inShop('PersistentVolumeClaim', 'data-db-1', { spec }),
    inShop('PersistentVolumeClaim', 'data', { spec }),
  ])
  const text = `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: main, image: shop/db:1}]}}
  volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]
`
  const { objects } = await take(text, { world })
  assert.equal(
    objects.map((object) => shortKey(keyOf(object))),
    ['Namespace shop', 'PersistentVolumeClaim shop/data-db-1'],
  )
})

test('a snapshot file of it holds no value of a Secret', async () => {
  assert.not.match(formatSnapshot(await take(APP, { world: await liveShop() })), /hunter22|aHVudGVyMjI=/)
})

test.run()
