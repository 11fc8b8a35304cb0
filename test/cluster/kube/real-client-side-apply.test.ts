// Every step of a story is applied by us in one namespace and by the real kubectl in another; the objects must be the same.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { field, isJsonObject } from '../../../src/manifest/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../../src/manifest/kube-object.ts'
import type { ApplyOptions, Cluster } from '../../../src/cluster/port.ts'
import { withControlPlane } from '../../support/control-plane.ts'
import type { ControlPlane } from '../../support/control-plane.ts'
import { connected, failure, makeNamespace, SERVER_SIDE, typeOf } from '../../support/real-cluster.ts'

const test = suite('client-side apply on the real API server')
const real = withControlPlane(test, { controllerManager: false, kwok: false })

const CLIENT_SIDE: ApplyOptions = { method: 'client-side', force: false, fieldManager: 'kubectl-hooksync' }

const container = (more: JsonObject): Json => ({ name: 'web', image: 'web:1', ...more })
const deployment = (spec: JsonObject, more: JsonObject = {}, metadata: JsonObject = {}): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', ...metadata },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec },
    ...more,
  },
})

/** A change that somebody else makes between two applies. */
type Foreign = readonly [kubectl: readonly string[]]
type Story = readonly (JsonObject | Foreign)[]

const STORIES: Readonly<Record<string, Story>> = {
  'fields come, change and go': [
    deployment({ containers: [container({ env: [{ name: 'A', value: '1' }, { name: 'B', value: '2' }], args: ['x', 'y'] })] }, { replicas: 2 }),
    deployment({ containers: [container({ env: [{ name: 'B', value: '3' }, { name: 'C', value: '$(B)' }], args: ['y'] })] }),
    deployment({ containers: [container({ image: 'web:2' })], terminationGracePeriodSeconds: 5 }, {}, { labels: { a: 'b' } }),
    deployment({ containers: [container({ image: 'web:2' })], terminationGracePeriodSeconds: 5 }, {}, { labels: { a: 'b' } }),
  ],
  'containers are reordered, added and removed': [
    deployment({ containers: [container({}), { name: 'a', image: 'a' }], initContainers: [{ name: 'i1', image: 'i' }, { name: 'i2', image: 'i' }] }),
    deployment({ containers: [{ name: 'b', image: 'b' }, container({})], initContainers: [{ name: 'i2', image: 'i' }, { name: 'i1', image: 'i' }] }),
    deployment({ containers: [container({})] }),
  ],
  'a sidecar and a label of somebody else stay': [
    deployment({ containers: [container({})] }),
    [
      [
        'patch', 'deployment/web', '--type=strategic', '-p',
        JSON.stringify({ metadata: { labels: { theirs: '1' } }, spec: { template: { spec: { containers: [{ name: 'sidecar', image: 's' }] } } } }),
      ],
    ],
    deployment({ containers: [container({ image: 'web:2' })] }),
  ],
  'one strategy, one volume source, one probe replaces another': [
    deployment(
      { containers: [container({ livenessProbe: { tcpSocket: { port: 80 } } })], volumes: [{ name: 'data', emptyDir: {} }] },
      { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
    ),
    deployment(
      { containers: [container({ livenessProbe: { httpGet: { port: 80 } } })], volumes: [{ name: 'data', configMap: { name: 'c' } }] },
      { strategy: { type: 'Recreate' } },
    ),
  ],
  'finalizers of several owners': [
    deployment({ containers: [container({})] }, {}, { finalizers: ['example.com/a', 'example.com/b'] }),
    [['patch', 'deployment/web', '--type=json', '-p', '[{"op":"add","path":"/metadata/finalizers/-","value":"example.com/theirs"}]']],
    deployment({ containers: [container({})] }, {}, { finalizers: ['example.com/b', 'example.com/c'] }),
  ],
  'a Service loses a port and gets an annotation with <html> & more': [
    {
      apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }, { name: 'admin', port: 81 }] },
    },
    {
      apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', annotations: { text: '<a href="x">&amp;\u2028é</a>' } },
      spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'web' }] },
    },
  ],
  'a null takes a field away': [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', creationTimestamp: null }, data: { a: '1', b: '2' } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', creationTimestamp: null }, data: { a: '1', b: null } },
  ],
  'a custom resource: lists are replaced': [
    { apiVersion: 'lab.example.com/v1', kind: 'Gadget', metadata: { name: 'web' }, spec: { list: [{ name: 'a' }, { name: 'b' }], map: { x: 1, y: 2 } } },
    [['patch', 'gadget/web', '--type=merge', '-p', '{"spec":{"map":{"theirs":1}},"other":true}']],
    { apiVersion: 'lab.example.com/v1', kind: 'Gadget', metadata: { name: 'web' }, spec: { list: [{ name: 'b' }], map: { y: 3 } } },
  ],
}

for (const [title, story] of Object.entries(STORIES)) {
  real(`as kubectl: ${title}`, (controlPlane) =>
    connected(controlPlane, async ({ cluster }) => {
      await makeGadgets(cluster)
      const id = Object.keys(STORIES).indexOf(title)
      const ours = await makeNamespace(cluster, `ours-${id}`)
      const theirs = await makeNamespace(cluster, `theirs-${id}`)
      for (const step of story) {
        if (isForeign(step)) {
          await kubectl(controlPlane, [...step[0], '-n', ours])
          await kubectl(controlPlane, [...step[0], '-n', theirs])
          continue
        }
        const object = asObject(step, ours)
        const result = await cluster.apply(await typeOf(cluster, object), object, CLIENT_SIDE)
        await kubectl(controlPlane, ['apply', '-n', theirs, '-f', '-'], JSON.stringify(step))
        const expected = await read(cluster, asObject(step, theirs))
        assert.equal(comparable(result.object), comparable(expected))
        const wanted = lastApplied(expected).replace(`"namespace":"${theirs}"`, `"namespace":"${ours}"`)
        assert.is(lastApplied(result.object), wanted)
      }
    }),
  )
}

real('nothing to change: no write is sent', (controlPlane) =>
  connected(controlPlane, async ({ cluster }) => {
    const namespace = await makeNamespace(cluster, 'unchanged')
    const object = asObject(deployment({ containers: [container({ ports: [{ containerPort: 53, protocol: 'TCP' }, { containerPort: 53, protocol: 'UDP' }] })] }), namespace)
    const type = await typeOf(cluster, object)
    const created = await cluster.apply(type, object, CLIENT_SIDE)
    assert.is(created.change, 'created')
    assert.is(created.object.metadata.managedFields, created.object.metadata['managedFields'])
    const mark = await controlPlane.markAudit()
    assert.is((await cluster.apply(type, object, { ...CLIENT_SIDE, live: created.object })).change, 'unchanged')
    assert.equal((await controlPlane.auditSince(mark)).map(({ verb, requestURI }) => `${verb} ${requestURI}`), [
      'get /openapi/v3/apis/apps/v1',
    ])
    const ports = field(created.object, 'spec', 'template', 'spec', 'containers')
    assert.is(JSON.stringify(ports).match(/containerPort/g)?.length, 2, 'two items of one merge key are both there')
  }),
)

real('an unknown field is dropped with a warning, or refused when that is asked for', (controlPlane) =>
  connected(controlPlane, async ({ cluster }) => {
    const namespace = await makeNamespace(cluster, 'unknown')
    const object = { ...asObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }, namespace), dat: { a: '1' } }
    const type = await typeOf(cluster, object)
    assert.equal((await cluster.apply(type, object, CLIENT_SIDE)).warnings, ['unknown field "dat"'])
    const other = { ...object, metadata: { ...object.metadata, name: 'b' } }
    const error = await failure(() => cluster.apply(type, other, { ...CLIENT_SIDE, fieldValidation: 'Strict' }))
    assert.match(error.message, 'strict decoding error: unknown field "dat"')
  }),
)

real('an object over 256 KiB does not fit into its annotation, and the server says so', (controlPlane) =>
  connected(controlPlane, async ({ cluster }) => {
    const namespace = await makeNamespace(cluster, 'long')
    const object = asObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: 'x'.repeat(270_000) } }, namespace)
    const type = await typeOf(cluster, object)
    const error = await failure(() => cluster.apply(type, object, CLIENT_SIDE))
    assert.is(error.reason, 'Invalid')
    assert.match(error.message, 'metadata.annotations: Too long: may not be more than 262144 bytes')
    assert.is((await cluster.apply(type, object, SERVER_SIDE)).change, 'created')
  }),
)

real('a live object that is out of date is read again', (controlPlane) =>
  connected(controlPlane, async ({ cluster }) => {
    const namespace = await makeNamespace(cluster, 'stale')
    const object = asObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: '1' } }, namespace)
    const type = await typeOf(cluster, object)
    const { object: live } = await cluster.apply(type, object, CLIENT_SIDE)
    await cluster.delete({ type, namespace, name: 'a' }, { propagation: 'Background' })
    const again = await cluster.apply(type, asObject({ ...object, data: { a: '2' } }, namespace), { ...CLIENT_SIDE, live })
    assert.is(again.change, 'created')
  }),
)

test.run()

function isForeign(step: JsonObject | Foreign): step is Foreign {
  return Array.isArray(step)
}

function asObject(step: JsonObject, namespace: string): KubeObject {
  const metadata = isJsonObject(step['metadata']) ? step['metadata'] : {}
  const { apiVersion, kind } = step
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') throw new Error('no object')
  return { ...step, apiVersion, kind, metadata: { ...metadata, namespace } }
}

async function kubectl(controlPlane: ControlPlane, args: readonly string[], input?: string): Promise<void> {
  const { exitCode, stderr } = await controlPlane.kubectl(args, input)
  assert.is(exitCode, 0, stderr)
}

async function read(cluster: Cluster, object: KubeObject): Promise<KubeObject> {
  const { name = '', namespace = '' } = object.metadata
  const found = await cluster.get({ type: await typeOf(cluster, object), namespace, name })
  if (found === undefined) throw new Error(`${name} is not there`)
  return found
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

function lastApplied(object: KubeObject): string {
  return object.metadata.annotations?.[LAST_APPLIED] ?? ''
}

/** Without what differs between two objects of two namespaces. */
function comparable(object: KubeObject): unknown {
  const { uid, resourceVersion, creationTimestamp, namespace, managedFields, annotations, ...metadata } = object.metadata
  const { [LAST_APPLIED]: _applied, ...others } = annotations ?? {}
  const spec = field(object, 'spec')
  const { clusterIP, clusterIPs, ...rest } = isJsonObject(spec) ? spec : {}
  return { ...object, metadata: { ...metadata, annotations: others }, spec: rest }
}

async function makeGadgets(cluster: Cluster): Promise<void> {
  const kind = { group: 'lab.example.com', version: 'v1', kind: 'Gadget' }
  if ((await cluster.resolve(kind)) !== undefined) return
  const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
  const definition: KubeObject = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'gadgets.lab.example.com' },
    spec: {
      group: 'lab.example.com',
      scope: 'Namespaced',
      names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  }
  await cluster.apply(await typeOf(cluster, definition), definition, SERVER_SIDE)
  while ((await cluster.resolve(kind, { fresh: true })) === undefined);
}
