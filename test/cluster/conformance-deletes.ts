// Conformance: deletion, finalizers, dependents, namespaces.
import * as assert from 'uvu/assert'
import { field, stringField } from '../../src/object/kube-object.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { assertRefused, configMap, describe, job, workload } from './conformance-session.ts'
import type { Check, Session } from './conformance-session.ts'

const KEEP = 'lab.example.com/keep'

/** Deletes. */
export const DELETE_CHECKS: readonly Check[] = [
  {
    title: 'delete says accepted for what is there and absent for what is not',
    run: async (session) => {
      await session.create(configMap('c', {}))
      assert.is(await session.delete(configMap('c', {})), 'accepted')
      assert.is(await session.delete(configMap('c', {})), 'absent')
      assert.is(await session.get(configMap('c', {})), undefined)
    },
  },
  {
    title: 'delete of another uid says absent and deletes nothing',
    run: async (session) => {
      const { object } = await session.create(configMap('c', {}))
      assert.is(await session.delete(object, 'Background', '11111111-1111-4111-8111-111111111111'), 'absent')
      assert.equal(await session.get(object), object)
      assert.is(await session.delete(object, 'Background', object.metadata.uid), 'accepted')
    },
  },
  {
    title: 'a dry run of a delete leaves the object as it is',
    run: async (session) => {
      const { object } = await session.create(configMap('c', {}, { finalizers: [KEEP] }))
      const ref = await session.ref(object)
      assert.is(await session.cluster.delete(ref, { propagation: 'Foreground', dryRun: true }), 'accepted')
      assert.equal(await session.get(object), object)
    },
  },
  {
    title: 'a finalizer keeps a deleted object, and its last one lets it go',
    run: async (session) => {
      const type = await session.type('v1', 'ConfigMap')
      const { object } = await session.create(configMap('c', { a: '1' }, { finalizers: [KEEP] }))
      assert.is(await session.delete(object), 'accepted')
      const dying = await session.get(object)
      assert.type(dying?.metadata.deletionTimestamp, 'string')
      assert.equal(dying?.metadata.finalizers, [KEEP])
      assert.is(await session.delete(object), 'accepted')
      await session.patch(object, { type: 'merge', body: { metadata: { finalizers: null } } })
      assert.is(await session.get(object), undefined)
      const events = await session.watch(
        type,
        object.metadata.resourceVersion ?? '',
        (all) => all.at(-1)?.type === 'deleted',
      )
      const last = events.at(-1)
      // A new namespace gets a ConfigMap of the cluster's own at any time.
      assert.is(
        events.map(describe).find((text) => text.endsWith(' c')),
        'modified c',
      )
      assert.equal(last !== undefined && 'object' in last ? last.object['data'] : undefined, { a: '1' })
    },
  },
  {
    title: 'a deletion that waits counts as a generation',
    run: async (session) => {
      const web = workload('web', { 'lab/never-ready': 'true' })
      await session.create({ ...web, metadata: { ...web.metadata, finalizers: [KEEP] } })
      await session.delete(web)
      assert.is((await session.get(web))?.metadata.generation, 2)
      await session.patch(web, { type: 'merge', body: { metadata: { finalizers: null } } })
    },
  },
  {
    title: 'a foreground deletion takes the dependents first',
    run: async (session) => {
      const { object } = await session.create(job('j', { 'lab/run-for': '1h' }))
      await session.until(job('j'), (live) => field(live, 'status', 'active') === 1)
      assert.is(await session.delete(object, 'Foreground'), 'accepted')
      const dying = await session.get(object)
      if (dying !== undefined) assert.equal(dying.metadata.finalizers, ['foregroundDeletion'])
      await session.until(job('j'), (live) => live === undefined)
      assert.equal(await names(session, 'v1', 'Pod'), [])
    },
  },
  {
    title: 'a background deletion takes the owner at once and the dependents later',
    run: async (session) => {
      const { object } = await session.create(job('j', { 'lab/run-for': '1h' }))
      await session.until(job('j'), (live) => field(live, 'status', 'active') === 1)
      const [pod] = await pods(session)
      assert.is(await session.delete(object, 'Background'), 'accepted')
      assert.is(await session.get(object), undefined)
      await session.until(pod ?? object, (live) => live === undefined)
    },
  },
  {
    title: 'an orphaning deletion leaves the dependents without an owner',
    run: async (session) => {
      await session.create(workload('web'))
      await session.until(workload('web'), (live) => field(live, 'status', 'availableReplicas') === 1)
      await session.delete(workload('web'), 'Orphan')
      await session.until(workload('web'), (live) => live === undefined)
      const type = await session.type('apps/v1', 'ReplicaSet')
      const [set] = (await session.cluster.list(type, { namespace: session.namespace })).items
      assert.is(set?.metadata['ownerReferences'], undefined)
    },
  },
  {
    title: 'an object whose owner does not exist is collected',
    run: async (session) => {
      const ownerReferences = [
        { apiVersion: 'v1', kind: 'ConfigMap', name: 'gone', uid: '11111111-1111-4111-8111-111111111111' },
      ]
      await session.create(configMap('c', {}, { ownerReferences }))
      await session.until(configMap('c', {}), (live) => live === undefined)
    },
  },
  {
    title: 'a namespace takes all its objects along, and takes no new ones meanwhile',
    run: async (session) => {
      const namespace: KubeObject = {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: `${session.namespace}-dying` },
      }
      const there = (name: string, meta = {}): KubeObject =>
        configMap(name, {}, { namespace: `${session.namespace}-dying`, ...meta })
      await session.create(namespace)
      await session.create(there('kept', { finalizers: [KEEP] }))
      await session.create(there('free'))
      assert.is(await session.delete(namespace), 'accepted')
      await session.until(there('free'), (live) => live === undefined)
      assert.is(stringField(await session.get(namespace), 'status', 'phase'), 'Terminating')
      await assertRefused(session.apply(there('new')), {
        reason: 'Forbidden',
        status: 403,
        message: `configmaps "new" is forbidden: unable to create new content in namespace ${session.namespace}-dying because it is being terminated`,
      })
      await session.patch(there('kept'), { type: 'merge', body: { metadata: { finalizers: null } } })
      await session.until(namespace, (live) => live === undefined)
    },
  },
  {
    title: 'a claim stays until no pod uses it',
    run: async (session) => {
      const claim: KubeObject = {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      }
      const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }]
      const pod: KubeObject = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'p' },
        spec: { ...podSpec(), volumes },
      }
      await session.create(claim)
      await session.until(claim, (live) => stringField(live, 'status', 'phase') === 'Bound')
      await session.create(pod)
      await session.until(pod, (live) => stringField(live, 'status', 'phase') === 'Running')
      await session.delete(claim)
      assert.equal((await session.get(claim))?.metadata.finalizers, ['kubernetes.io/pvc-protection'])
      await session.delete(pod)
      await session.until(claim, (live) => live === undefined)
    },
  },
]

function podSpec(): { readonly containers: readonly { readonly name: string; readonly image: string }[] } {
  return { containers: [{ name: 'main', image: 'lab/any:1' }] }
}

async function pods(session: Session): Promise<readonly KubeObject[]> {
  return (await session.cluster.list(await session.type('v1', 'Pod'), { namespace: session.namespace })).items
}

async function names(session: Session, apiVersion: string, kind: string): Promise<readonly (string | undefined)[]> {
  const type = await session.type(apiVersion, kind)
  return (await session.cluster.list(type, { namespace: session.namespace })).items.map(({ metadata }) => metadata.name)
}
