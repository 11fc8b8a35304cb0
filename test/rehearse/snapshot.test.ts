// Snapshots: what is taken from a cluster, what a file holds, and a rehearsal that starts from one.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import type { SimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import { ClusterError } from '../../src/errors.ts'
import type { Diagnostic } from '../../src/manifest/diagnostic.ts'
import { shortKey, keyOf } from '../../src/object/resource-key.ts'
import { formatSnapshot, isHidden, parseSnapshot } from '../../src/rehearse/start/snapshot.ts'
import type { Snapshot } from '../../src/rehearse/start/snapshot.ts'
import { takeSnapshot } from '../../src/rehearse/start/take-snapshot.ts'
import { sync } from '../../src/sync/sync.ts'
import { jsonObject, schemaOf, schemaProblems } from '../support/json-schema.ts'
import { manifestsOf, USUAL_SYNC } from '../support/usual-sync.ts'
import { story, warnings, written } from './story.ts'

const test = suite('snapshot')

const SHOP = `
apiVersion: v1
kind: Secret
metadata: {name: keys}
stringData: {password: hunter22}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  selector: {matchLabels: {app: api}}
  template: {metadata: {labels: {app: api}}, spec: {containers: [{name: main, image: shop/api:1}]}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: main, image: shop/db:1}]}}
  volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties: {spec: {type: object, required: [size], properties: {size: {type: integer, minimum: 1}}}}
---
apiVersion: example.com/v1
kind: Widget
metadata: {name: w}
spec: {size: 1}
`

async function liveShop(): Promise<SimulatedCluster> {
  const world = createSimulatedCluster({ namespaces: ['default', 'shop', 'other'] })
  const options = { ...USUAL_SYNC, startedAt: world.clock.now(), signal: new AbortController().signal }
  const summary = await sync(manifestsOf(SHOP), { cluster: world.cluster, clock: world.clock }, options, () => {})
  assert.is(summary.phase, 'Succeeded')
  await world.clock.sleep(60_000)
  return world
}

async function snapshotOf(world: SimulatedCluster, text: string): Promise<Snapshot> {
  const signal = new AbortController().signal
  return takeSnapshot(manifestsOf(text), world.user('reader'), {
    namespace: 'shop',
    signal,
    concurrency: 32,
    tell: () => assert.unreachable(),
  })
}

test('a snapshot holds what the sync touches, what its controllers made, and what it depends on', async () => {
  const world = await liveShop()
  const writes = world.audit.length
  const { objects, types } = await snapshotOf(world, SHOP)
  assert.equal(
    objects.map((object) => shortKey(keyOf(object)).replace(/-[a-z0-9]{7}(-[a-z0-9]{5})?$/, '-*')),
    [
      'Namespace shop',
      'CustomResourceDefinition widgets.example.com',
      'PersistentVolumeClaim shop/data-db-0',
      'Secret shop/keys',
      'Deployment shop/api',
      'StatefulSet shop/db',
      'Widget shop/w',
      'ReplicaSet shop/api-*',
      'Pod shop/api-*',
      'Pod shop/db-0',
    ],
  )
  assert.equal(types, [])
  assert.is(world.audit.length, writes)
})

test('a rehearsal from a snapshot finds everything unchanged and healthy', async () => {
  const { objects, types } = await snapshotOf(await liveShop(), SHOP)
  const run = await story(SHOP, { start: objects, types })
  assert.equal([run.exitCode, run.durationMs, written(run)], [0, 0, []])
})

test('a rehearsal from a snapshot rolls over what changes, and refuses what the live definition refuses', async () => {
  const { objects, types } = await snapshotOf(await liveShop(), SHOP)
  const rolled = await story(SHOP.replace('shop/api:1', 'shop/api:2'), { start: objects, types })
  assert.equal(
    [rolled.exitCode, rolled.durationMs > 4000, written(rolled)],
    [0, true, ['configured Deployment shop/api']],
  )
  const widget = SHOP.slice(SHOP.indexOf('apiVersion: example.com/v1')).replace('size: 1', 'size: 0')
  const refused = await story(widget, { start: objects, types })
  assert.is(refused.exitCode, 3)
  assert.match(
    refused.summary.failures[0]?.message ?? '',
    'spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1',
  )
})

test('a kind that the cluster does not serve is unknown to the rehearsal too', async () => {
  const text = '{apiVersion: example.com/v1, kind: Gadget, metadata: {name: g}}'
  const { objects, types } = await snapshotOf(await liveShop(), text)
  const run = await story(text, { start: objects, types })
  assert.is(run.exitCode, 4)
  assert.ok(warnings(run).some((message) => message.startsWith('UNKNOWN_KIND')))
})

test('a namespace that is being deleted stays so: what holds it is not read', async () => {
  const world = await liveShop()
  const keep = { name: 'held', namespace: 'shop', finalizers: ['example.com/keep'] }
  world.seed([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: keep }])
  const type = { group: '', version: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false }
  await world.cluster.delete({ type, namespace: '', name: 'shop' }, { propagation: 'Background' })
  await world.clock.sleep(60_000)
  const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n'
  const { objects } = await snapshotOf(world, text)
  const run = async (createNamespace: boolean): ReturnType<typeof story> => {
    const syncOptions = { ...USUAL_SYNC.syncOptions, createNamespace }
    return story(text, { start: objects, sync: { syncOptions } })
  }
  const refused = await run(false)
  assert.is(refused.exitCode, 3)
  const failed = refused.events.flatMap((event) => (event.type === 'gate-failed' ? event.failures : []))
  assert.match(
    failed[0]?.message ?? '',
    /unable to create new content in namespace shop because it is being terminated$/,
  )
  // Where it is to be made anew it is awaited, and never goes.
  const awaited = await run(true)
  assert.is(awaited.exitCode, 6)
  const waiting = awaited.events.flatMap((event) => (event.type === 'waiting' ? event.message : []))
  assert.is(waiting[0], 'waiting for deletion of /Namespace/shop')
})

function readBack(text: string): Snapshot {
  const read = parseSnapshot(text)
  if ('fault' in read) throw new Error(read.fault)
  return read
}

test('a file holds no value of a Secret, and comes back as it was', async () => {
  const snapshot = await snapshotOf(await liveShop(), SHOP)
  const text = formatSnapshot(snapshot)
  assert.not.match(text, /hunter22|aHVudGVyMjI=/)
  assert.equal(schemaProblems(jsonObject(text), schemaOf('snapshot')), [])
  const read = readBack(text)
  const isSecret = ({ kind }: { readonly kind: string }): boolean => kind === 'Secret'
  assert.equal(
    read.objects.filter((object) => !isSecret(object)),
    snapshot.objects.filter((object) => !isSecret(object)),
  )
  const secret = read.objects.find(isSecret)
  assert.equal([secret?.['data'], secret !== undefined && isHidden(secret)], [{ password: 'aGlkZGVu' }, true])
  assert.equal([read.namespace, read.types], ['shop', []])
})

test('of the annotations of a Secret only those stay that hold no values: many tools keep the whole object in one', () => {
  const kept = {
    'argocd.argoproj.io/hook': 'PreSync',
    'helm.sh/hook': 'pre-install',
    'meta.helm.sh/release-name': 'shop',
    'hooksync.dev/timeout': '1m',
    'kubernetes.io/service-account.name': 'runner',
  }
  const annotations = {
    'kubectl.kubernetes.io/last-applied-configuration': '{"stringData":{"a":"hunter22"}}',
    'kapp.k14s.io/original': '{"data":{"a":"hunter22"}}',
    'objectset.rio.cattle.io/applied': 'hunter22',
    'anything.example.com/else': 'hunter22',
    ...kept,
  }
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', annotations },
    stringData: { a: 'hunter22' },
  }
  const text = formatSnapshot({ namespace: 'default', types: [], objects: [secret] })
  assert.not.match(text, 'hunter22')
  assert.equal(readBack(text).objects[0]?.metadata.annotations, kept)
})

test('what may not be read is told once, and counts as absent', async () => {
  const world = await liveShop()
  const told: string[] = []
  const reader = world.user('reader')
  const cluster: typeof reader = {
    ...reader,
    list: async (type, selection) => {
      if (type.kind !== 'Pod') return reader.list(type, selection)
      throw new ClusterError('pods is forbidden: User "reader" cannot list it', { reason: 'Forbidden', status: 403 })
    },
  }
  const signal = new AbortController().signal
  const tell = ({ message }: Diagnostic): void => void told.push(message)
  const options = { namespace: 'shop', signal, concurrency: 32, tell }
  const { objects } = await takeSnapshot(manifestsOf(SHOP), cluster, options)
  assert.not.ok(objects.some(({ kind }) => kind === 'Pod'))
  assert.equal(told, [
    'objects of kind Pod in shop may not be read and are taken to be absent: pods is forbidden: User "reader" cannot list it',
  ])
})

test.run()
