import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cluster, ObjectRef, WatchEvent } from '../../../src/cluster/port.ts'
import { stringField } from '../../../src/object/kube-object.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { withControlPlane } from '../../support/control-plane.ts'
import { cutOff } from '../../support/cut-off.ts'
import { connected, failure, makeNamespace, SERVER_SIDE, typeOf } from '../../support/real-cluster.ts'
import { inPlace } from '../../support/in-place.ts'

const test = suite('kube adapter on the real API server')
const real = withControlPlane(test)

const configMap = (namespace: string, name: string, value = '1'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, labels: { test: 'yes' } },
  data: { value },
})

async function apply(cluster: Cluster, object: KubeObject): Promise<{ ref: ObjectRef; object: KubeObject }> {
  const type = await typeOf(cluster, object)
  const result = await cluster.apply(...inPlace(type, object), SERVER_SIDE)
  const { name = '', namespace = '' } = object.metadata
  return { ref: { type, namespace, name }, object: result.object }
}

real('kinds of all groups are found with two requests', (controlPlane) =>
  connected(controlPlane, async ({ cluster, ...connection }) => {
    const kinds = [
      ['', 'v1', 'Pod', 'pods', true],
      ['', 'v1', 'Namespace', 'namespaces', false],
      ['apps', 'v1', 'Deployment', 'deployments', true],
      ['batch', 'v1', 'CronJob', 'cronjobs', true],
      ['networking.k8s.io', 'v1', 'NetworkPolicy', 'networkpolicies', true],
      ['rbac.authorization.k8s.io', 'v1', 'ClusterRole', 'clusterroles', false],
      ['apiextensions.k8s.io', 'v1', 'CustomResourceDefinition', 'customresourcedefinitions', false],
      ['apiregistration.k8s.io', 'v1', 'APIService', 'apiservices', false],
    ] as const
    for (const [group, version, kind, plural, namespaced] of kinds) {
      const found = { ...(await cluster.resolve({ group, version, kind })), shortNames: undefined }
      assert.equal(found, { group, version, kind, plural, namespaced, shortNames: undefined })
    }
    assert.is(await cluster.resolve({ group: 'apps', version: 'v1', kind: 'Scale' }), undefined)
    assert.is(await cluster.resolve({ group: 'extensions', version: 'v1beta1', kind: 'Ingress' }), undefined)
    assert.is(connection.requests(), 2)
  }),
)

real('a new kind is found as soon as it is served', (controlPlane) =>
  connected(controlPlane, async ({ cluster }) => {
    const kind = { group: 'fresh.example.com', version: 'v1', kind: 'Thing' }
    assert.is(await cluster.resolve(kind), undefined)
    await apply(cluster, thingDefinition())
    while ((await cluster.resolve(kind, { fresh: true })) === undefined);
    assert.equal(await cluster.resolve(kind), { ...kind, plural: 'things', namespaced: false })
  }),
)

real('get and list give whole objects with their kind', (controlPlane) =>
  connected(controlPlane, async ({ cluster }) => {
    const namespace = await makeNamespace(cluster, 'reads')
    const { ref, object } = await apply(cluster, configMap(namespace, 'a'))
    await apply(cluster, { ...configMap(namespace, 'b'), metadata: { name: 'b', namespace } })
    assert.equal(await cluster.get(ref), object)
    assert.is(await cluster.get({ ...ref, name: 'nothing' }), undefined)
    const { items, resourceVersion } = await cluster.list(ref.type, { namespace, labelSelector: 'test=yes' })
    assert.equal(items, [object])
    assert.match(resourceVersion, /^\d+$/)
    const named = await cluster.list(ref.type, { fieldSelector: 'metadata.name=b' })
    assert.equal(
      named.items.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`),
      ['ConfigMap reads/b'],
    )
    const gone = { ...ref.type, plural: 'nothings' }
    assert.is((await failure(() => cluster.list(gone, {}))).reason, 'NotFound')
  }),
)

real('create, patch of every type, replace', (controlPlane) =>
  connected(controlPlane, async ({ cluster }) => {
    const namespace = await makeNamespace(cluster, 'writes')
    const options = { fieldManager: 'tester' }
    const object = configMap(namespace, 'a')
    const type = await typeOf(cluster, object)
    const ref = { type, namespace, name: 'a' }
    assert.is((await cluster.create(...inPlace(type, object), { ...options, dryRun: true })).change, 'created')
    const { object: created } = await cluster.create(...inPlace(type, object), options)
    const error = await failure(() => cluster.create(...inPlace(type, object), options))
    assert.is(error.reason, 'AlreadyExists')
    assert.is(error.message, 'configmaps "a" already exists')
    const data = async (
      type_: 'merge' | 'strategic' | 'json',
      body: Parameters<Cluster['patch']>[1]['body'],
    ): Promise<unknown> => (await cluster.patch(ref, { type: type_, body }, options)).object['data']
    assert.equal(await data('merge', { data: { b: '2' } }), { value: '1', b: '2' })
    assert.equal(await data('strategic', { data: { value: null } }), { b: '2' })
    assert.equal(await data('json', [{ op: 'add', path: '/data/c', value: '3' }]), { b: '2', c: '3' })
    const replaced = await cluster.patch(ref, { type: 'replace', body: { ...object, data: { d: '4' } } }, options)
    assert.equal(replaced.object['data'], { d: '4' })
    assert.is(replaced.change, 'configured')
    const stale = await failure(() => cluster.patch(ref, { type: 'replace', body: { ...created, data: {} } }, options))
    assert.is(stale.reason, 'Conflict')
  }),
)

real('a delete hits the object of its uid only', (controlPlane) =>
  connected(controlPlane, async ({ cluster }) => {
    const namespace = await makeNamespace(cluster, 'deletes')
    const { ref, object } = await apply(cluster, configMap(namespace, 'a'))
    const background = { propagation: 'Background' } as const
    assert.is(await cluster.delete(ref, { ...background, dryRun: true }), 'accepted')
    assert.is(await cluster.delete(ref, { ...background, uid: 'another-uid' }), 'absent')
    const older = { uid: object.metadata.uid ?? '', resourceVersion: '1' }
    assert.is(await cluster.delete(ref, { ...background, ...older }), 'absent')
    assert.equal(await cluster.get(ref), object)
    assert.is(await cluster.delete(ref, { ...background, uid: object.metadata.uid ?? '' }), 'accepted')
    assert.is(await cluster.delete(ref, background), 'absent')
    assert.is(await cluster.get(ref), undefined)
    const held = {
      ...configMap(namespace, 'held'),
      metadata: { name: 'held', namespace, finalizers: ['example.com/x'] },
    }
    const { ref: heldRef } = await apply(cluster, held)
    for (let again = 0; again < 2; again++)
      assert.is(await cluster.delete(heldRef, { propagation: 'Foreground' }), 'accepted')
    assert.type((await cluster.get(heldRef))?.metadata.deletionTimestamp, 'string')
    const space = {
      type: await typeOf(cluster, { apiVersion: 'v1', kind: 'Namespace', metadata: {} }),
      namespace: '',
      name: namespace,
    }
    for (let again = 0; again < 2; again++) assert.is(await cluster.delete(space, background), 'accepted')
    await cluster.patch(heldRef, { type: 'merge', body: { metadata: { finalizers: null } } }, { fieldManager: 'x' })
  }),
)

real('a watch sees what follows its list, over a broken connection too, each change once', async (controlPlane) => {
  const relay = await cutOff(Number(new URL(controlPlane.server).port))
  const server = `https://127.0.0.1:${relay.port}`
  await connected(controlPlane, async ({ cluster: writer }) => {
    const namespace = await makeNamespace(writer, 'watched')
    const { ref } = await apply(writer, configMap(namespace, 'before'))
    await connected(
      controlPlane,
      async ({ cluster }) => {
        const { resourceVersion } = await cluster.list(ref.type, { namespace })
        const controller = new AbortController()
        const told: string[] = []
        const steps: readonly (() => Promise<unknown>)[] = [
          () => apply(writer, configMap(namespace, 'a')),
          () => apply(writer, configMap(namespace, 'a', '2')),
          async () => {
            relay.cut()
            await apply(writer, configMap(namespace, 'during'))
          },
          () => writer.delete({ ...ref, name: 'a' }, { propagation: 'Background' }),
        ]
        await steps[0]?.()
        let next = 1
        for await (const event of cluster.watch(ref.type, {
          namespace,
          labelSelector: 'test',
          resourceVersion,
          signal: controller.signal,
        })) {
          told.push(tell(event))
          if (event.type === 'interrupted' || event.type === 'resumed') continue
          const step = steps[next++]
          if (step === undefined) controller.abort()
          else await step()
        }
        assert.equal(told, ['added a 1', 'modified a 2', 'interrupted', 'resumed', 'added during 1', 'deleted a 2'])
      },
      { server },
    )
  })
  await relay.close()
})

real('the log of a pod, followed to its end and by its tail', (controlPlane) =>
  connected(controlPlane, async ({ cluster }) => {
    const namespace = await makeNamespace(cluster, 'logs')
    const pod: KubeObject = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', namespace, annotations: { 'lab/log': 'one\ntwo\nthree', 'lab/run-for': '1s' } },
      spec: { restartPolicy: 'Never', containers: [{ name: 'app', image: 'x' }] },
    }
    const { ref } = await apply(cluster, pod)
    const { resourceVersion } = await cluster.list(ref.type, { namespace })
    const controller = new AbortController()
    const live = await cluster.get(ref)
    if (phase(live) === 'Pending') {
      for await (const event of cluster.watch(ref.type, { namespace, resourceVersion, signal: controller.signal })) {
        if ('object' in event && phase(event.object) !== 'Pending') controller.abort()
      }
    }
    assert.equal(await lines(cluster, ref, { follow: true }), ['one', 'two', 'three'])
    assert.equal(await lines(cluster, ref, { tailLines: 1 }), ['three'])
  }),
)

real(
  'what a user may not do is told in the words of the server, and who the server does not know too',
  async (controlPlane) => {
    const kubeconfig = await controlPlane.kubeconfigFor('limited')
    await connected(
      controlPlane,
      async ({ cluster }) => {
        const object = configMap('default', 'a')
        const type = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true }
        const error = await failure(() => cluster.apply(...inPlace(type, object), SERVER_SIDE))
        assert.is(error.reason, 'Forbidden')
        assert.is(
          error.message,
          'configmaps "a" is forbidden: User "limited" cannot patch resource "configmaps" in API group "" in the namespace "default"',
        )
        const watched = cluster.watch(type, { resourceVersion: '1', signal: new AbortController().signal })
        assert.is((await failure(() => watched[Symbol.asyncIterator]().next())).reason, 'Forbidden')
      },
      { kubeconfig },
    )
    await connected(
      controlPlane,
      async ({ cluster }) => {
        const error = await failure(() => cluster.resolve({ group: '', version: 'v1', kind: 'Pod' }))
        assert.is(error.reason, 'Unauthorized')
        assert.is(error.message, 'Unauthorized')
      },
      { token: 'wrong' },
    )
  },
)

real('300 applies with 32 in flight on one connection', (controlPlane) =>
  connected(controlPlane, async ({ cluster, ...connection }) => {
    const namespace = await makeNamespace(cluster, 'many')
    const type = await typeOf(cluster, configMap(namespace, 'x'))
    const before = connection.requests()
    const names = Array.from({ length: 300 }, (_, index) => `cm-${index}`)
    const signal = new AbortController().signal
    const work = names.values()
    const worker = async (): Promise<void> => {
      for (const name of work)
        await cluster.apply(...inPlace(type, configMap(namespace, name)), { ...SERVER_SIDE, signal })
    }
    await Promise.all(Array.from({ length: 32 }, worker))
    assert.is((await cluster.list(type, { namespace, labelSelector: 'test' })).items.length, 300)
    assert.is(connection.requests() - before, 301)
  }),
)

test.run()

async function lines(
  cluster: Cluster,
  ref: ObjectRef,
  options: { follow?: boolean; tailLines?: number },
): Promise<string[]> {
  const found: string[] = []
  for await (const line of cluster.logs(ref, { container: 'app', ...options })) found.push(line)
  return found
}

function phase(pod: KubeObject | undefined): unknown {
  return stringField(pod, 'status', 'phase')
}

function tell(event: WatchEvent): string {
  if (!('object' in event)) return event.type
  return `${event.type} ${event.object.metadata.name} ${stringField(event.object, 'data', 'value') ?? ''}`
}

function thingDefinition(): KubeObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.fresh.example.com' },
    spec: {
      group: 'fresh.example.com',
      scope: 'Cluster',
      names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  }
}
