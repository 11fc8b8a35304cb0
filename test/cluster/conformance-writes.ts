// Conformance: creating, applying and patching, over each other.
import * as assert from 'uvu/assert'
import { assertRefused, configMap, job, workload } from './conformance-session.ts'
import type { Check } from './conformance-session.ts'
import { field, listField, stringField } from '../../src/object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'

/** Writes. */
export const WRITE_CHECKS: readonly Check[] = [
  {
    title: 'an absent object is undefined',
    run: async (session) => {
      assert.is(await session.get(configMap('absent', {})), undefined)
    },
  },
  {
    title: 'a created object has uid, creationTimestamp and resourceVersion',
    run: async (session) => {
      const { object, change } = await session.create(configMap('c', { a: '1' }))
      assert.is(change, 'created')
      const { uid, creationTimestamp, resourceVersion, generation } = object.metadata
      assert.equal([typeof uid, typeof creationTimestamp, typeof resourceVersion], ['string', 'string', 'string'])
      assert.is(generation, undefined)
      assert.equal(await session.get(configMap('c', {})), object)
    },
  },
  {
    title: 'a name that is taken is AlreadyExists',
    run: async (session) => {
      await session.create(configMap('c', {}))
      await assertRefused(session.create(configMap('c', {})), {
        reason: 'AlreadyExists',
        status: 409,
        message: 'configmaps "c" already exists',
      })
      await session.create(job('j'))
      await assertRefused(session.create(job('j')), {
        reason: 'AlreadyExists',
        status: 409,
        message: 'jobs.batch "j" already exists',
      })
    },
  },
  {
    title: 'generateName gives a name of five more letters',
    run: async (session) => {
      const { object } = await session.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'g-' } })
      assert.match(object.metadata.name ?? '', /^g-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
    },
  },
  {
    title: 'apply says created, unchanged, configured, and an unchanged one keeps the resourceVersion',
    run: async (session) => {
      const first = await session.apply(configMap('c', { a: '1' }), { live: null })
      const second = await session.apply(configMap('c', { a: '1' }), { live: first.object })
      const third = await session.apply(configMap('c', { a: '2' }), { live: second.object })
      assert.equal([first.change, second.change, third.change], ['created', 'unchanged', 'configured'])
      assert.is(second.object.metadata.resourceVersion, first.object.metadata.resourceVersion)
      assert.is.not(third.object.metadata.resourceVersion, first.object.metadata.resourceVersion)
    },
  },
  {
    title: 'an apply of what is known to be absent only creates, and its fields are owned as those of any other apply',
    run: async (session) => {
      const modified = (what: string): { reason: string; status: number; message: string } => ({
        reason: 'Conflict',
        status: 409,
        message: `Operation cannot be fulfilled on ${what}: the object has been modified; please apply your changes to the latest version and try again`,
      })
      const first = await session.apply(configMap('c', { a: '1' }), { live: null })
      await session.apply(configMap('d', { a: '1' }))
      const [one, other] = [first.object, await session.get(configMap('d', {}))].map((object) =>
        listField(object, 'metadata', 'managedFields').map((entry) => [
          field(entry, 'manager'),
          field(entry, 'operation'),
          field(entry, 'fieldsV1'),
        ]),
      )
      assert.equal(one, other)
      await assertRefused(session.apply(configMap('c', { a: '1' }), { live: null }), modified('configmaps "c"'))
      await assertRefused(session.apply(configMap('c', { a: '2' }), { live: null }), modified('configmaps "c"'))
      assert.equal((await session.get(configMap('c', {})))?.['data'], { a: '1' })
      await session.apply(job('j'), { live: null })
      await assertRefused(session.apply(job('j'), { live: null }), modified('jobs.batch "j"'))
    },
  },
  {
    title: 'an apply onto a seen object never makes one in its place, and never changes another one',
    run: async (session) => {
      const { object } = await session.apply(configMap('c', { a: '1' }), { live: null })
      const { uid } = object.metadata
      const second = await session.apply(configMap('c', { a: '2' }), { live: object })
      assert.equal([second.change, second.object.metadata.uid], ['configured', uid])
      await session.delete(configMap('c', {}))
      await assertRefused(session.apply(configMap('c', { a: '3' }), { live: object }), {
        reason: 'Conflict',
        status: 409,
        message: `Operation cannot be fulfilled on configmaps "c": uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
      })
      await session.create(configMap('c', { a: '4' }))
      await assertRefused(session.apply(configMap('c', { a: '5' }), { live: object }), {
        reason: 'Invalid',
        status: 422,
        message: `ConfigMap "c" is invalid: metadata.uid: Invalid value: "${uid}": field is immutable`,
      })
      assert.equal((await session.get(configMap('c', {})))?.['data'], { a: '4' })
    },
  },
  {
    title: 'generation counts changes of the spec, not of labels',
    run: async (session) => {
      const web = workload('web', { 'lab/never-ready': 'true' })
      const created = await session.apply(web)
      const labelled = await session.apply({ ...web, metadata: { name: 'web', labels: { a: 'b' } } })
      const scaled = await session.apply(workload('web', { 'lab/never-ready': 'true' }, { replicas: 2 }))
      assert.equal(
        [created, labelled, scaled].map(({ object }) => object.metadata.generation),
        [1, 1, 2],
      )
    },
  },
  {
    title: 'an object with the uid of another one is a conflict',
    run: async (session) => {
      const meta = { uid: '11111111-1111-4111-8111-111111111111' }
      await assertRefused(session.apply(configMap('c', {}, meta)), {
        reason: 'Conflict',
        status: 409,
        message:
          'Operation cannot be fulfilled on configmaps "c": uid mismatch: the provided object specified uid 11111111-1111-4111-8111-111111111111, and no existing object was found',
      })
    },
  },
  {
    title: 'a write over an older resourceVersion is a conflict',
    run: async (session) => {
      const { object } = await session.create(configMap('c', { a: '1' }))
      await session.apply(configMap('c', { b: '2' }))
      await assertRefused(session.patch(object, { type: 'replace', body: object }), {
        reason: 'Conflict',
        status: 409,
        message:
          'Operation cannot be fulfilled on configmaps "c": the object has been modified; please apply your changes to the latest version and try again',
      })
    },
  },
  {
    title: 'patches: merge removes with null, json works by position, strategic by key, replace by the whole',
    run: async (session) => {
      await session.create(configMap('c', { a: '1', b: '2' }))
      const merged = await session.patch(configMap('c', {}), { type: 'merge', body: { data: { a: null, c: '3' } } })
      assert.equal(merged.object['data'], { b: '2', c: '3' })
      const json = [{ op: 'replace', path: '/data/b', value: '4' }]
      const jsonPatched = await session.patch(configMap('c', {}), { type: 'json', body: json })
      assert.equal(jsonPatched.object['data'], { b: '4', c: '3' })
      const replaced = await session.patch(configMap('c', {}), {
        type: 'replace',
        body: { ...jsonPatched.object, data: { z: '1' } },
      })
      assert.equal(replaced.object['data'], { z: '1' })
      await session.create(workload('web', { 'lab/never-ready': 'true' }))
      const sidecar = { name: 'sidecar', image: 'lab/any:2' }
      const body = { spec: { template: { spec: { containers: [sidecar] } } } }
      const strategic = await session.patch(workload('web'), { type: 'strategic', body })
      const containers = field(strategic.object, 'spec', 'template', 'spec', 'containers')
      assert.equal(Array.isArray(containers) ? containers.map((one) => one.name) : [], ['sidecar', 'main'])
    },
  },
  {
    title: 'a patch of an absent object is NotFound',
    run: async (session) => {
      await assertRefused(session.patch(configMap('c', {}), { type: 'merge', body: {} }), {
        reason: 'NotFound',
        status: 404,
        message: 'configmaps "c" not found',
      })
    },
  },
  {
    title: 'an absent namespace is NotFound, however it is written',
    run: async (session) => {
      const lost = configMap('c', {}, { namespace: 'nowhere' })
      const expected = { reason: 'NotFound', status: 404, message: 'namespaces "nowhere" not found' }
      await assertRefused(session.create(lost), expected)
      await assertRefused(session.apply(lost), expected)
      await assertRefused(session.apply(lost, { dryRun: true }), expected)
    },
  },
  {
    title: 'a dry run checks everything and leaves no trace',
    run: async (session) => {
      const type = await session.type('v1', 'ConfigMap')
      const { resourceVersion } = await session.cluster.list(type, { namespace: session.namespace })
      const created = await session.apply(configMap('dry', { a: '1' }), { dryRun: true, live: null })
      assert.equal([created.change, created.object['data']], ['created', { a: '1' }])
      assert.is(await session.get(configMap('dry', {})), undefined)
      await session.apply(configMap('c', { a: '1' }))
      const changed = await session.apply(configMap('c', { a: '2' }), { dryRun: true })
      assert.equal(changed.object['data'], { a: '2' })
      assert.equal((await session.get(configMap('c', {})))?.['data'], { a: '1' })
      await session.patch(configMap('c', {}), { type: 'merge', body: { data: { a: '3' } } }, { dryRun: true })
      await session.apply(configMap('last', {}))
      const events = await session.watch(type, resourceVersion, (all) =>
        all.some((event) => 'object' in event && event.object.metadata.name === 'last'),
      )
      const names = events.map((event) =>
        'object' in event ? `${event.type} ${event.object.metadata.name}` : event.type,
      )
      assert.equal(
        names.filter((name) => !name.includes('kube-root-ca')),
        ['added c', 'added last'],
      )
    },
  },
  {
    title: 'status in a manifest is not stored, stringData becomes data',
    run: async (session) => {
      const web = await session.apply({ ...workload('web', { 'lab/never-ready': 'true' }), status: { replicas: 7 } })
      assert.is(field(web.object, 'status', 'replicas'), undefined)
      const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { a: 'ü' } }
      const stored = await session.apply(secret)
      assert.equal(
        [stored.object['data'], stored.object['stringData'], stored.object['type']],
        [{ a: 'w7w=' }, undefined, 'Opaque'],
      )
    },
  },
  {
    title: 'client-side apply: creates with its annotation, removes what is dropped, keeps what others set',
    run: async (session) => {
      const how = { method: 'client-side', fieldManager: 'kubectl-client-side-apply' } as const
      const first = await session.apply(configMap('c', { a: '1', b: '2' }), how)
      assert.is(
        stringField(first.object.metadata, 'annotations', 'kubectl.kubernetes.io/last-applied-configuration'),
        `{"apiVersion":"v1","data":{"a":"1","b":"2"},"kind":"ConfigMap","metadata":{"annotations":{},"name":"c","namespace":"${session.namespace}"}}\n`,
      )
      await session.patch(configMap('c', {}), { type: 'merge', body: { data: { other: 'x' } } })
      const second = await session.apply(configMap('c', { a: '3' }), how)
      assert.equal(second.object['data'], { a: '3', other: 'x' })
      const third = await session.apply(configMap('c', { a: '3' }), how)
      assert.equal([first.change, second.change, third.change], ['created', 'configured', 'unchanged'])
    },
  },
  {
    title: 'client-side apply: a dry run of a patch that would change nothing says unchanged',
    run: async (session) => {
      const how = { method: 'client-side', fieldManager: 'kubectl-client-side-apply' } as const
      // An empty map is not stored, and so asked for again and again.
      const labels = { labels: {} }
      const { object: live } = await session.apply(configMap('c', { a: '1' }, labels), how)
      const dry = async (a: string) => session.apply(configMap('c', { a }, labels), { ...how, live, dryRun: true })
      assert.equal([(await dry('1')).change, (await dry('2')).change], ['unchanged', 'configured'])
    },
  },
  {
    title:
      'client-side apply: lists are merged, ordered and shortened item by item, and a union keeps one of its variants',
    run: async (session) => {
      const how = { method: 'client-side', fieldManager: 'kubectl-client-side-apply' } as const
      const rolling = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } }
      const web = (names: string, spec: JsonObject, finalizers: readonly string[]): KubeObject => {
        const containers = names.split('').map((name) => ({ name, image: 'lab/any:1' }))
        const object = workload('web', { 'lab/never-ready': 'true' }, spec)
        const pod = { metadata: field(object, 'spec', 'template', 'metadata') ?? {}, spec: { containers } }
        return { ...object, metadata: { name: 'web', finalizers }, spec: { ...spec, ...selected, template: pod } }
      }
      await session.apply(web('abc', { strategy: rolling }, ['x.io/a', 'x.io/b']), how)
      const added = [{ op: 'add', path: '/metadata/finalizers/0', value: 'x.io/other' }]
      await session.patch(web('', {}, []), { type: 'json', body: added })
      const { object } = await session.apply(web('ca', { strategy: { type: 'Recreate' } }, ['x.io/c', 'x.io/b']), how)
      assert.equal(
        listField(object, 'spec', 'template', 'spec', 'containers').map((one) => stringField(one, 'name')),
        ['c', 'a'],
      )
      assert.equal(field(object, 'spec', 'strategy'), { type: 'Recreate' })
      assert.equal(object.metadata.finalizers, ['x.io/c', 'x.io/other', 'x.io/b'])
      const again = await session.apply(web('ca', { strategy: { type: 'Recreate' } }, ['x.io/c', 'x.io/b']), how)
      assert.is(again.change, 'unchanged')
      const ordered = await session.apply(web('ac', { strategy: { type: 'Recreate' } }, []), how)
      assert.equal(
        listField(ordered.object, 'spec', 'template', 'spec', 'containers').map((one) => stringField(one, 'name')),
        ['a', 'c'],
      )
      assert.equal(ordered.object.metadata.finalizers, ['x.io/other'])
      await session.patch(web('', {}, []), { type: 'merge', body: { metadata: { finalizers: null } } })
    },
  },
]

const selected = { selector: { matchLabels: { app: 'x' } } }
