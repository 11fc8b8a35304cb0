// Conformance: who owns which field, conflicts, takeovers, and what becomes of fields that are applied no longer.
import * as assert from 'uvu/assert'
import { field, isJsonObject, listField, stringField } from '../../src/object/kube-object.ts'
import type { Json, KubeObject } from '../../src/object/kube-object.ts'
import { assertRefused, configMap, MANAGER, template, workload } from './conformance-session.ts'
import type { Check } from './conformance-session.ts'

/** Field ownership. */
export const FIELD_CHECKS: readonly Check[] = [
  {
    title: 'a changed field of another manager is a conflict, with its manager and field',
    run: async (session) => {
      await session.apply(configMap('c', { a: '1', b: '1' }))
      await session.patch(configMap('c', {}), { type: 'merge', body: { data: { a: '2' } } }, { fieldManager: 'other' })
      const error = await assertRefused(session.apply(configMap('c', { a: '3', b: '1' }), { force: false }), {
        reason: 'Conflict',
        status: 409,
        message: 'Apply failed with 1 conflict: conflict with "other" using v1: .data.a',
      })
      assert.equal(error.conflicts, [{ manager: 'other', field: '.data.a' }])
      const same = await session.apply(configMap('c', { a: '2', b: '1' }), { force: false })
      assert.equal(same.object['data'], { a: '2', b: '1' })
    },
  },
  {
    title: 'conflicts with several managers are told together',
    run: async (session) => {
      await session.apply(configMap('c', { a: '1', b: '1', c: '1' }))
      await session.patch(
        configMap('c', {}),
        { type: 'merge', body: { data: { a: '2', b: '2' } } },
        { fieldManager: 'one' },
      )
      await session.apply(configMap('c', { c: '2' }), { fieldManager: 'two' })
      const error = await assertRefused(session.apply(configMap('c', { a: '3', b: '3', c: '3' }), { force: false }), {
        reason: 'Conflict',
        status: 409,
        message:
          'Apply failed with 3 conflicts: conflicts with "one" using v1:\n- .data.a\n- .data.b\nconflicts with "two":\n- .data.c',
      })
      assert.is(error.conflicts.length, 3)
    },
  },
  {
    title: 'a forced apply takes the field, and its former manager loses it',
    run: async (session) => {
      await session.apply(configMap('c', { a: '1' }))
      await session.patch(configMap('c', {}), { type: 'merge', body: { data: { a: '2' } } }, { fieldManager: 'other' })
      const { object } = await session.apply(configMap('c', { a: '3' }))
      assert.equal(object['data'], { a: '3' })
      assert.equal(managers(object), [`${MANAGER} Apply`])
    },
  },
  {
    title: 'a field applied no longer is removed, unless another manager owns it too',
    run: async (session) => {
      await session.apply(configMap('c', { a: '1', b: '1', shared: '1' }))
      await session.apply(configMap('c', { shared: '1' }), { fieldManager: 'other', force: false })
      const { object } = await session.apply(configMap('c', { a: '1' }))
      assert.equal(object['data'], { a: '1', shared: '1' })
    },
  },
  {
    title: 'labels applied no longer are removed with their map',
    run: async (session) => {
      await session.apply(configMap('c', {}, { labels: { a: '1' } }))
      const { object } = await session.apply(configMap('c', {}))
      assert.is(object.metadata.labels, undefined)
    },
  },
  {
    title: 'items of keyed lists are owned one by one',
    run: async (session) => {
      const withEnv = (...env: readonly Json[]): KubeObject =>
        workload(
          'web',
          {},
          {
            template: template(
              { 'lab/never-ready': 'true' },
              { containers: [{ name: 'main', image: 'lab/any:1', env }] },
            ),
          },
        )
      const container = (env: readonly Json[], more: Json = {}): KubeObject =>
        workload(
          'web',
          {},
          { template: { spec: { containers: [{ name: 'main', env, ...(isJsonObject(more) ? more : {}) }] } } },
        )
      await session.apply(withEnv({ name: 'A', value: '1' }, { name: 'B', value: '1' }))
      await session.apply(container([{ name: 'C', value: '1' }]), { fieldManager: 'other' })
      const { object } = await session.apply(withEnv({ name: 'B', value: '2' }))
      const [main] = listField(object, 'spec', 'template', 'spec', 'containers')
      assert.equal(listField(main, 'env'), [
        { name: 'B', value: '2' },
        { name: 'C', value: '1' },
      ])
    },
  },
  {
    title: 'a container applied no longer goes with all its defaults',
    run: async (session) => {
      const main = { name: 'main', image: 'lab/any:1' }
      const pods = (containers: readonly Json[]): KubeObject =>
        workload('web', {}, { template: template({ 'lab/never-ready': 'true' }, { containers }) })
      await session.apply(pods([main, { name: 'sidecar', image: 'lab/any:1', ports: [{ containerPort: 80 }] }]))
      const { object } = await session.apply(pods([main]))
      const containers = listField(object, 'spec', 'template', 'spec', 'containers')
      assert.equal(
        containers.map((container) => stringField(container, 'name')),
        ['main'],
      )
    },
  },
  {
    title: 'the same numbers of ports with other protocols are other items',
    run: async (session) => {
      const ports = [
        { name: 'dns', port: 53, protocol: 'UDP' },
        { name: 'dns-tcp', port: 53 },
      ]
      const service = {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'dns' },
        spec: { selector: { app: 'x' }, ports },
      }
      const { object } = await session.apply(service)
      const stored = listField(object, 'spec', 'ports').map(
        (port) => `${stringField(port, 'name')} ${stringField(port, 'protocol')}`,
      )
      assert.equal(stored, ['dns UDP', 'dns-tcp TCP'])
      assert.is((await session.apply(service, { live: object })).change, 'unchanged')
    },
  },
  {
    title: 'a map whose last applied field goes is removed whole, with its defaults, and filled again',
    run: async (session) => {
      const rolling = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 2 } }
      await session.apply(workload('web', { 'lab/never-ready': 'true' }, { strategy: rolling }))
      const plain = workload('web', { 'lab/never-ready': 'true' }, { strategy: { type: 'RollingUpdate' } })
      const { object } = await session.apply(plain, { dryRun: true })
      assert.equal(field(object, 'spec', 'strategy', 'rollingUpdate'), { maxUnavailable: '25%', maxSurge: '25%' })
      const anew = workload('web', { 'lab/never-ready': 'true' }, { strategy: { type: 'Recreate' } })
      assert.equal(field((await session.apply(anew)).object, 'spec', 'strategy'), { type: 'Recreate' })
    },
  },
  {
    title: 'managedFields of an apply hold exactly what was applied',
    run: async (session) => {
      const ports = [{ containerPort: 80 }]
      const web = workload(
        'web',
        {},
        {
          replicas: 1,
          template: template(
            { 'lab/never-ready': 'true' },
            { containers: [{ name: 'main', image: 'lab/any:1', ports, args: ['x'] }] },
          ),
        },
      )
      const { object } = await session.apply({
        ...web,
        metadata: { ...web.metadata, labels: { a: 'b' }, finalizers: ['lab.example.com/keep'] },
      })
      assert.equal(fieldsOf(object, MANAGER), {
        'f:metadata': { 'f:finalizers': { 'v:"lab.example.com/keep"': {} }, 'f:labels': { 'f:a': {} } },
        'f:spec': {
          'f:replicas': {},
          'f:selector': {},
          'f:template': {
            'f:metadata': { 'f:annotations': { 'f:lab/never-ready': {} }, 'f:labels': { 'f:app': {} } },
            'f:spec': {
              'f:containers': {
                'k:{"name":"main"}': {
                  '.': {},
                  'f:args': {},
                  'f:image': {},
                  'f:name': {},
                  'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } },
                },
              },
            },
          },
        },
      })
    },
  },
  {
    title: 'managedFields of a patch hold what it changed, with the maps that it made',
    run: async (session) => {
      await session.apply(configMap('c', { a: '1' }))
      const body = { data: { b: '1' }, metadata: { annotations: { x: 'y' } } }
      const { object } = await session.patch(configMap('c', {}), { type: 'merge', body }, { fieldManager: 'other' })
      assert.equal(managers(object), [`${MANAGER} Apply`, 'other Update'])
      assert.equal(fieldsOf(object, 'other'), {
        'f:data': { 'f:b': {} },
        'f:metadata': { 'f:annotations': { '.': {}, 'f:x': {} } },
      })
    },
  },
  {
    title: 'what kubectl applied from the client becomes ours, and is removed when we apply it no longer',
    run: async (session) => {
      const how = { method: 'client-side', fieldManager: 'kubectl-client-side-apply' } as const
      const old = await session.apply(configMap('c', { a: '1', b: '1' }), how)
      const { object } = await session.apply(configMap('c', { a: '2' }), { force: false, live: old.object })
      assert.equal(object['data'], { a: '2' })
    },
  },
  {
    title: 'replicas that others set stay when they are not applied',
    run: async (session) => {
      await session.apply(workload('web', { 'lab/never-ready': 'true' }))
      await session.patch(
        workload('web'),
        { type: 'merge', body: { spec: { replicas: 3 } } },
        { fieldManager: 'scaler' },
      )
      const { object } = await session.apply(workload('web', { 'lab/never-ready': 'true', more: 'x' }))
      assert.is(field(object, 'spec', 'replicas'), 3)
    },
  },
]

function managers(object: KubeObject): readonly string[] {
  return listField(object.metadata, 'managedFields')
    .map((entry) => `${stringField(entry, 'manager')} ${stringField(entry, 'operation')}`)
    .toSorted()
}

function fieldsOf(object: KubeObject, manager: string): Json | undefined {
  const entry = listField(object.metadata, 'managedFields').find((one) => stringField(one, 'manager') === manager)
  return field(entry, 'fieldsV1')
}
