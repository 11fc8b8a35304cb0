import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Json, JsonObject } from '../../../../src/object/kube-object.ts'
import { mergeSchemaOf } from '../../../../src/cluster/kube/open-api.ts'
import { threeWayPatch } from '../../../../src/cluster/client/apply/three-way-patch.ts'

const test = suite('three-way patch')

const KIND = { group: 'apps', version: 'v1', kind: 'Thing' }
const GVK = { group: 'apps', version: 'v1', kind: 'Thing' }
const named = (name: string): Json => ({ allOf: [{ $ref: `#/components/schemas/${name}` }], default: {} })
const list = (items: Json, mergeKey?: string, strategy = 'merge'): Json => ({
  type: 'array',
  items,
  ...(mergeKey === undefined ? {} : { 'x-kubernetes-patch-merge-key': mergeKey }),
  'x-kubernetes-patch-strategy': strategy,
})

const DOCUMENT: Json = {
  paths: {
    '/apis/apps/v1/things/{name}': {
      patch: {
        'x-kubernetes-group-version-kind': GVK,
        requestBody: { content: { 'application/strategic-merge-patch+json': {}, 'application/merge-patch+json': {} } },
      },
    },
    '/apis/apps/v1/customs/{name}': {
      patch: {
        'x-kubernetes-group-version-kind': { ...GVK, kind: 'Custom' },
        requestBody: { content: { 'application/merge-patch+json': {} } },
      },
    },
  },
  components: {
    schemas: {
      Thing: {
        'x-kubernetes-group-version-kind': [GVK],
        properties: {
          containers: list(named('Container'), 'name'),
          finalizers: list({ type: 'string' }),
          args: { type: 'array', items: { type: 'string' } },
          strategy: { ...(named('Strategy') as JsonObject), 'x-kubernetes-patch-strategy': 'retainKeys' },
          volumes: list(named('Volume'), 'name', 'merge,retainKeys'),
          labels: { type: 'object', additionalProperties: { type: 'string' } },
        },
      },
      Container: {
        properties: {
          env: list(named('Env'), 'name'),
          ports: list(named('Port'), 'containerPort'),
          resources: named('Resources'),
        },
      },
    },
  },
}

interface Case {
  readonly title: string
  readonly original?: JsonObject
  readonly modified: JsonObject
  readonly current: JsonObject
  readonly patch: JsonObject
}

const CASES: readonly Case[] = [
  { title: 'nothing to do', modified: { a: 1 }, current: { a: 1, status: 'x' }, patch: {} },
  {
    title: 'a changed and a new field',
    modified: { a: 2, b: { c: 1 } },
    current: { a: 1 },
    patch: { a: 2, b: { c: 1 } },
  },
  {
    title: 'a field that only the last apply wanted goes',
    original: { a: 1, m: { x: 1, y: 2 } },
    modified: { m: { y: 2 } },
    current: { a: 1, m: { x: 1, y: 2, z: 3 } },
    patch: { a: null, m: { x: null } },
  },
  { title: 'a field that is gone already is not removed', original: { a: 1 }, modified: {}, current: {}, patch: {} },
  { title: 'a null asks for absence', modified: { a: null, b: null }, current: { a: 1 }, patch: { a: null } },
  { title: 'a value of another type', modified: { a: [1] }, current: { a: { b: 1 } }, patch: { a: [1] } },
  {
    title: 'a list without strategy is replaced',
    modified: { args: ['b'] },
    current: { args: ['a', 'b'] },
    patch: { args: ['b'] },
  },
  {
    title: 'a map is merged key by key',
    original: { labels: { old: '1' } },
    modified: { labels: { a: '1' } },
    current: { labels: { old: '1', others: '2' } },
    patch: { labels: { a: '1', old: null } },
  },
  {
    title: 'an item changes, one is new, one goes, one of others stays',
    original: { containers: [{ name: 'web' }, { name: 'gone' }] },
    modified: {
      containers: [
        { name: 'web', image: 'b' },
        { name: 'new', image: 'n' },
      ],
    },
    current: { containers: [{ name: 'web', image: 'a', tty: false }, { name: 'gone' }, { name: 'sidecar' }] },
    patch: {
      '$setElementOrder/containers': [{ name: 'web' }, { name: 'new' }],
      containers: [
        { image: 'b', name: 'web' },
        { name: 'new', image: 'n' },
        { $patch: 'delete', name: 'gone' },
      ],
    },
  },
  {
    title: 'lists inside items',
    original: {
      containers: [
        {
          name: 'web',
          env: [
            { name: 'A', value: '1' },
            { name: 'B', value: '1' },
          ],
        },
      ],
    },
    modified: { containers: [{ name: 'web', env: [{ name: 'A', value: '2' }] }] },
    current: {
      containers: [
        {
          name: 'web',
          env: [
            { name: 'A', value: '1' },
            { name: 'B', value: '1' },
          ],
        },
      ],
    },
    patch: {
      '$setElementOrder/containers': [{ name: 'web' }],
      containers: [
        {
          '$setElementOrder/env': [{ name: 'A' }],
          env: [
            { value: '2', name: 'A' },
            { $patch: 'delete', name: 'B' },
          ],
          name: 'web',
        },
      ],
    },
  },
  {
    title: 'only the order changes',
    modified: { containers: [{ name: 'b' }, { name: 'a' }] },
    current: { containers: [{ name: 'a' }, { name: 'x' }, { name: 'b' }] },
    patch: { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] },
  },
  {
    title: 'an injected item alone is not a reason for a patch',
    modified: { containers: [{ name: 'a' }, { name: 'b' }] },
    current: { containers: [{ name: 'x' }, { name: 'a' }, { name: 'b' }] },
    patch: {},
  },
  {
    title: 'an empty list takes all',
    modified: { containers: [{ name: 'a' }] },
    current: { containers: [] },
    patch: { containers: [{ name: 'a' }] },
  },
  {
    title: 'two items of one key replace the list',
    modified: {
      containers: [
        {
          name: 'dns',
          ports: [
            { containerPort: 53, protocol: 'TCP' },
            { containerPort: 53, protocol: 'UDP' },
          ],
        },
      ],
    },
    current: { containers: [{ name: 'dns', ports: [{ containerPort: 53, protocol: 'TCP' }] }] },
    patch: {
      '$setElementOrder/containers': [{ name: 'dns' }],
      containers: [
        {
          '$setElementOrder/ports': undefined,
          ports: [
            { $patch: 'replace' },
            { containerPort: 53, protocol: 'TCP' },
            { containerPort: 53, protocol: 'UDP' },
          ],
          name: 'dns',
        },
      ],
    },
  },
  {
    title: 'two items of one key that are there are left alone, defaults and order included',
    modified: { containers: [{ name: 'dns', ports: [{ containerPort: 53, protocol: 'UDP' }, { containerPort: 53 }] }] },
    current: {
      containers: [
        {
          name: 'dns',
          ports: [
            { containerPort: 53, protocol: 'TCP' },
            { containerPort: 53, protocol: 'UDP', hostPort: 0 },
          ],
        },
      ],
    },
    patch: {},
  },
  {
    title: 'finalizers: ours come and go, those of others stay',
    original: { finalizers: ['ours/a', 'ours/b'] },
    modified: { finalizers: ['ours/b', 'ours/c'] },
    current: { finalizers: ['theirs', 'ours/a', 'ours/b'] },
    patch: {
      '$setElementOrder/finalizers': ['ours/b', 'ours/c'],
      finalizers: ['ours/c'],
      '$deleteFromPrimitiveList/finalizers': ['ours/a'],
    },
  },
  {
    title: 'one variant replaces the other',
    original: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } },
    modified: { strategy: { type: 'Recreate' } },
    current: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } } },
    patch: { strategy: { type: 'Recreate', rollingUpdate: null, $retainKeys: ['type'] } },
  },
  {
    title: 'a volume of another source replaces it',
    modified: { volumes: [{ name: 'data', configMap: { name: 'c' } }] },
    current: {
      volumes: [
        { name: 'data', emptyDir: {} },
        { name: 'token', secret: {} },
      ],
    },
    patch: {
      '$setElementOrder/volumes': [{ name: 'data' }],
      volumes: [{ configMap: { name: 'c' }, $retainKeys: ['configMap', 'name'], name: 'data' }],
    },
  },
]

const schema = mergeSchemaOf(DOCUMENT, KIND)

for (const { title, original, modified, current, patch } of CASES) {
  test(`strategic: ${title}`, () => {
    const before = JSON.stringify([original, modified, current])
    assert.equal(clean(threeWayPatch({ original, modified, current }, schema)), clean(patch))
    assert.is(JSON.stringify([original, modified, current]), before, 'nothing that was given is edited')
  })
}

test('a kind takes a strategic patch when the server says so, else a merge patch that replaces lists', () => {
  assert.ok(schema)
  assert.is(mergeSchemaOf(DOCUMENT, { ...KIND, kind: 'Custom' }), undefined)
  const patch = threeWayPatch(
    {
      original: { spec: { old: 1 } },
      modified: { spec: { containers: [{ name: 'a' }] } },
      current: { spec: { old: 1, containers: [{ name: 'b' }] } },
    },
    undefined,
  )
  assert.equal(patch, { spec: { containers: [{ name: 'a' }], old: null } })
})

test('a key named __proto__ stays a key', () => {
  const patch = threeWayPatch(
    { original: undefined, modified: JSON.parse('{"data":{"__proto__":"x"}}'), current: { data: {} } },
    undefined,
  )
  assert.is(JSON.stringify(patch), '{"data":{"__proto__":"x"}}')
})

test.run()

function clean(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}
