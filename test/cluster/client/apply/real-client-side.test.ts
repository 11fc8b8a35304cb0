// Every step of a story is applied by us in one namespace and by the real kubectl in another; the objects must be the same.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { field, isJsonObject } from '../../../../src/object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../../../src/object/kube-object.ts'
import type { ApplyOptions, Cluster } from '../../../../src/cluster/port.ts'
import { container, deployment, STORIES } from '../../../support/apply-stories.ts'
import type { Foreign } from '../../../support/apply-stories.ts'
import { withControlPlane } from '../../../support/control-plane.ts'
import type { ControlPlane } from '../../../support/control-plane.ts'
import { connected, failure, makeNamespace, SERVER_SIDE, typeOf } from '../../../support/real-cluster.ts'
import { inPlace } from '../../../support/in-place.ts'

const test = suite('client-side apply on the real API server')
const real = withControlPlane(test, { controllerManager: false, kwok: false })

const CLIENT_SIDE: ApplyOptions = { method: 'client-side', force: false, fieldManager: 'kubectl-hooksync' }

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
        const result = await cluster.apply(...inPlace(await typeOf(cluster, object), object), CLIENT_SIDE)
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
    const object = asObject(
      deployment({
        containers: [
          container({
            ports: [
              { containerPort: 53, protocol: 'TCP' },
              { containerPort: 53, protocol: 'UDP' },
            ],
          }),
        ],
      }),
      namespace,
    )
    const type = await typeOf(cluster, object)
    const created = await cluster.apply(...inPlace(type, object), CLIENT_SIDE)
    assert.is(created.change, 'created')
    const mark = await controlPlane.markAudit()
    assert.is(
      (await cluster.apply(...inPlace(type, object), { ...CLIENT_SIDE, live: created.object })).change,
      'unchanged',
    )
    assert.equal(
      (await controlPlane.auditSince(mark)).map(({ verb, requestURI }) => `${verb} ${requestURI}`),
      ['get /openapi/v3/apis/apps/v1'],
    )
    const ports = field(created.object, 'spec', 'template', 'spec', 'containers')
    assert.is(JSON.stringify(ports).match(/containerPort/g)?.length, 2, 'two items of one merge key are both there')
  }),
)

real('an unknown field is dropped with a warning, or refused when that is asked for', (controlPlane) =>
  connected(controlPlane, async ({ cluster }) => {
    const namespace = await makeNamespace(cluster, 'unknown')
    const object = {
      ...asObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }, namespace),
      dat: { a: '1' },
    }
    const type = await typeOf(cluster, object)
    assert.equal((await cluster.apply(...inPlace(type, object), CLIENT_SIDE)).warnings, ['unknown field "dat"'])
    const other = { ...object, metadata: { ...object.metadata, name: 'b' } }
    const error = await failure(() =>
      cluster.apply(...inPlace(type, other), { ...CLIENT_SIDE, fieldValidation: 'Strict' }),
    )
    assert.match(error.message, 'strict decoding error: unknown field "dat"')
  }),
)

real('an object over 256 KiB does not fit into its annotation, and the server says so', (controlPlane) =>
  connected(controlPlane, async ({ cluster }) => {
    const namespace = await makeNamespace(cluster, 'long')
    const object = asObject(
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: 'x'.repeat(270_000) } },
      namespace,
    )
    const type = await typeOf(cluster, object)
    const error = await failure(() => cluster.apply(...inPlace(type, object), CLIENT_SIDE))
    assert.is(error.reason, 'Invalid')
    assert.match(error.message, 'metadata.annotations: Too long: may not be more than 262144 bytes')
    assert.is((await cluster.apply(...inPlace(type, object), SERVER_SIDE)).change, 'created')
  }),
)

real('a live object that is out of date is read again', (controlPlane) =>
  connected(controlPlane, async ({ cluster }) => {
    const namespace = await makeNamespace(cluster, 'stale')
    const object = asObject(
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: '1' } },
      namespace,
    )
    const type = await typeOf(cluster, object)
    const { object: live } = await cluster.apply(...inPlace(type, object), CLIENT_SIDE)
    await cluster.delete({ type, namespace, name: 'a' }, { propagation: 'Background' })
    const again = await cluster.apply(...inPlace(type, asObject({ ...object, data: { a: '2' } }, namespace)), {
      ...CLIENT_SIDE,
      live,
    })
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
  const { annotations, ...rest } = object.metadata
  const different = ['uid', 'resourceVersion', 'creationTimestamp', 'namespace', 'managedFields']
  const metadata = Object.fromEntries(Object.entries(rest).filter(([key]) => !different.includes(key)))
  const { [LAST_APPLIED]: _applied, ...others } = annotations ?? {}
  const spec = field(object, 'spec')
  const { clusterIP: _ip, clusterIPs: _ips, ...common } = isJsonObject(spec) ? spec : {}
  return { ...object, metadata: { ...metadata, annotations: others }, spec: common }
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
  await cluster.apply(...inPlace(await typeOf(cluster, definition), definition), SERVER_SIDE)
  while ((await cluster.resolve(kind, { fresh: true })) === undefined);
}
