import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { field, listField, stringField } from '../../../../src/object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../../../src/object/kube-object.ts'
import { withControlPlane } from '../../../support/control-plane.ts'
import { connected, failure, makeNamespace, SERVER_SIDE, typeOf } from '../../../support/real-cluster.ts'
import { inPlace } from '../../../support/in-place.ts'

const test = suite('server-side apply on the real API server')
const real = withControlPlane(test, { controllerManager: false, kwok: false })

const configMap = (namespace: string, name: string, data: JsonObject): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data,
})

real('created, configured, unchanged; and who asked is in the audit log', (controlPlane) =>
  connected(controlPlane, async ({ cluster }) => {
    const namespace = await makeNamespace(cluster, 'changes')
    const first = configMap(namespace, 'a', { k: '1' })
    const type = await typeOf(cluster, first)
    const mark = await controlPlane.markAudit()
    const created = await cluster.apply(...inPlace(type, first), SERVER_SIDE)
    assert.is(created.change, 'created')
    const second = configMap(namespace, 'a', { k: '2' })
    const configured = await cluster.apply(...inPlace(type, second), { ...SERVER_SIDE, live: created.object })
    assert.is(configured.change, 'configured')
    assert.equal(configured.object['data'], { k: '2' })
    const unchanged = await cluster.apply(...inPlace(type, second), { ...SERVER_SIDE, live: configured.object })
    assert.is(unchanged.change, 'unchanged')
    assert.is(unchanged.object.metadata.resourceVersion, configured.object.metadata.resourceVersion)
    const seen = await controlPlane.auditSince(mark)
    assert.equal(
      seen.map(({ verb }) => verb),
      ['patch', 'patch', 'patch'],
    )
    assert.is(seen[0]?.userAgent, 'kubectl-hooksync/1.2.3')
  }),
)

real('a dry run tells the same and leaves no trace', (controlPlane) =>
  connected(controlPlane, async ({ cluster }) => {
    const namespace = await makeNamespace(cluster, 'dry')
    const object = configMap(namespace, 'a', { k: '1' })
    const type = await typeOf(cluster, object)
    const dry = { ...SERVER_SIDE, dryRun: true }
    assert.is((await cluster.apply(...inPlace(type, object), dry)).change, 'created')
    assert.is(await cluster.get({ type, namespace, name: 'a' }), undefined)
    const live = (await cluster.apply(...inPlace(type, object), SERVER_SIDE)).object
    assert.is((await cluster.apply(...inPlace(type, object), { ...dry, live })).change, 'unchanged')
    const changed = await cluster.apply(...inPlace(type, configMap(namespace, 'a', { k: '2' })), { ...dry, live })
    assert.is(changed.change, 'configured')
    assert.equal(changed.object['data'], { k: '2' })
    assert.equal(await cluster.get({ type, namespace, name: 'a' }), live)
  }),
)

real('a conflict names manager and field; force takes the field', (controlPlane) =>
  connected(controlPlane, async ({ cluster }) => {
    const namespace = await makeNamespace(cluster, 'conflict')
    const type = await typeOf(cluster, configMap('', '', {}))
    await cluster.apply(...inPlace(type, configMap(namespace, 'a', { k: 'theirs' })), {
      ...SERVER_SIDE,
      fieldManager: 'somebody',
    })
    const ours = configMap(namespace, 'a', { k: 'ours' })
    const error = await failure(() => cluster.apply(...inPlace(type, ours), { ...SERVER_SIDE, force: false }))
    assert.is(error.reason, 'Conflict')
    assert.is(error.message, 'Apply failed with 1 conflict: conflict with "somebody": .data.k')
    assert.equal(error.conflicts, [{ manager: 'somebody', field: '.data.k' }])
    assert.equal((await cluster.apply(...inPlace(type, ours), SERVER_SIDE)).object['data'], { k: 'ours' })
  }),
)

real('every text survives, also what YAML cannot carry as it is', (controlPlane) =>
  connected(controlPlane, async ({ cluster }) => {
    const namespace = await makeNamespace(cluster, 'text')
    const all = Array.from({ length: 0x300 }, (_, code) => String.fromCharCode(code + 1)).join('')
    const data = {
      all,
      special: '\u2028 \u2029 \ufeff \ufffe \uffff \ufffd \u0085 \u007f',
      emoji: '🚀 \u{10ffff}',
      lines: 'a\r\n\tb: [c] # d\n\n',
      yes: 'yes',
      number: '0777',
      long: 'x'.repeat(100_000),
      __proto__x: '1',
    }
    const object = configMap(namespace, 'text', data)
    const { object: stored } = await cluster.apply(...inPlace(await typeOf(cluster, object), object), SERVER_SIDE)
    assert.equal(stored['data'], data)
  }),
)

real('integers to int64 and floats survive in a field that no model knows', (controlPlane) =>
  connected(controlPlane, async ({ cluster }) => {
    const definition = widgets('numbers.example.com')
    await cluster.apply(...inPlace(await typeOf(cluster, definition), definition), SERVER_SIDE)
    const kind = { group: 'numbers.example.com', version: 'v1', kind: 'Widget' }
    let type = await cluster.resolve(kind, { fresh: true })
    while (type === undefined) type = await cluster.resolve(kind, { fresh: true })
    const spec = {
      big: 9_223_372_036_854_775_807n,
      small: -9_223_372_036_854_775_808n,
      past: 9_007_199_254_740_993n,
      float: 0.1,
    }
    const widget = {
      apiVersion: 'numbers.example.com/v1',
      kind: 'Widget',
      metadata: { name: 'w', namespace: 'default' },
      spec,
    }
    const { object } = await cluster.apply(...inPlace(type, widget), SERVER_SIDE)
    assert.equal(object['spec'], spec)
  }),
)

real('an unknown field is refused in the words of the server; a deprecated one is a warning', (controlPlane) =>
  connected(controlPlane, async ({ cluster }) => {
    const namespace = await makeNamespace(cluster, 'unknown')
    const object = { ...configMap(namespace, 'a', {}), dat: { k: '1' } }
    const type = await typeOf(cluster, object)
    const error = await failure(() =>
      cluster.apply(...inPlace(type, object), { ...SERVER_SIDE, fieldValidation: 'Strict' }),
    )
    assert.is(error.status, 500)
    assert.match(error.message, '.dat: field not declared in schema')
    const created = await cluster.create(...inPlace(type, object), { fieldManager: 'x', fieldValidation: 'Warn' })
    assert.equal(created.warnings, ['unknown field "dat"'])
  }),
)

real('the values of a Secret are not in the error', (controlPlane) =>
  connected(controlPlane, async ({ cluster }) => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', namespace: 'default' },
      data: { pass: 'hunter2!' },
    }
    const type = await typeOf(cluster, secret)
    for (const object of [secret, { ...secret, data: { pass: 20_261_231 } }]) {
      const error = await failure(() => cluster.apply(...inPlace(type, object), SERVER_SIDE))
      assert.not.match(error.message, /hunter2|20261231/)
    }
  }),
)

for (const known of [true, false]) {
  real(
    `what kubectl applied client-side is taken over, the live object ${known ? 'known' : 'not known'}`,
    (controlPlane) =>
      connected(controlPlane, async ({ cluster }) => {
        const namespace = await makeNamespace(cluster, `take-over-${known}`)
        const before = configMap(namespace, 'a', { gone: '1', kept: '1' })
        const applied = await controlPlane.kubectl(['apply', '-f', '-'], JSON.stringify(before))
        assert.is(applied.exitCode, 0, applied.stderr)
        const type = await typeOf(cluster, before)
        const ref = { type, namespace, name: 'a' }
        const live = await cluster.get(ref)
        const after = configMap(namespace, 'a', { kept: '2' })
        const options = { ...SERVER_SIDE, force: false, ...(known && live !== undefined ? { live } : {}) }
        const dry = await cluster.apply(...inPlace(type, after), { ...options, dryRun: true })
        assert.equal(field(dry.object, 'data', 'kept'), '2')
        assert.equal(await cluster.get(ref), live)
        const { change, object } = await cluster.apply(...inPlace(type, after), options)
        assert.is(change, 'configured')
        assert.equal(object['data'], { kept: '2' }, 'what kubectl owned and the manifest lacks is gone')
        assert.equal(managers(object), ['kubectl-hooksync Apply'])
        const mark = await controlPlane.markAudit()
        const again = await cluster.apply(...inPlace(type, after), { ...options, live: object })
        assert.is(again.change, 'unchanged')
        assert.is((await controlPlane.auditSince(mark)).length, 1)
      }),
  )
}

real('no name, no apply', (controlPlane) =>
  connected(controlPlane, async ({ cluster }) => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'a-' } }
    const type = await typeOf(cluster, object)
    const error = await failure(() => cluster.apply(...inPlace(type, object), SERVER_SIDE))
    assert.is(error.message, 'from a-: cannot use generate name with apply')
    const created = await cluster.create(...inPlace(type, object), { fieldManager: 'x' })
    assert.match(String(created.object.metadata.name), /^a-[a-z0-9]{5}$/)
  }),
)

test.run()

function managers(object: KubeObject): readonly string[] {
  return listField(object, 'metadata', 'managedFields').map(
    (entry: Json) => `${stringField(entry, 'manager')} ${stringField(entry, 'operation')}`,
  )
}

function widgets(group: string): KubeObject {
  const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  }
}
