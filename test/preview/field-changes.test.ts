// Which fields differ, as what they are named, whose they were.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { FieldConflict } from '../../src/errors.ts'
import { isJsonObject } from '../../src/object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { fieldChanges } from '../../src/preview/field-changes.ts'

const test = suite('field changes')

interface Case {
  readonly title: string
  readonly live: JsonObject
  readonly result: JsonObject
  /** Manager → FieldsV1. */
  readonly owners?: Readonly<Record<string, JsonObject>>
  readonly conflicts?: readonly FieldConflict[]
  readonly kind?: string
  readonly told: readonly string[]
}

const KEYED = { 'f:containers': { 'k:{"name":"a"}': { '.': {}, 'f:image': {} } } }
const PORTS = { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:name': {} } } }

const cases: readonly Case[] = [
  { title: 'nothing differs', live: { spec: { a: [1] } }, result: { spec: { a: [1] } }, told: [] },
  {
    title: 'changed, added and removed values, in the order of the live object',
    live: { spec: { b: 1, gone: 'x' } },
    result: { spec: { added: [], b: 2 } },
    told: ['spec.b: 1 → 2', 'spec.gone: "x" → undefined', 'spec.added: undefined → []'],
  },
  {
    title: 'items of lists are told apart by the keys that owners have for them',
    live: {
      ports: [
        { port: 80, protocol: 'TCP', name: 'x' },
        { port: 80, protocol: 'UDP', name: 'x' },
      ],
    },
    result: {
      ports: [
        { port: 80, protocol: 'UDP', name: 'x' },
        { port: 80, protocol: 'TCP', name: 'y' },
      ],
    },
    owners: { us: PORTS },
    told: ['ports[port=80,protocol="TCP"].name: "x" → "y"'],
  },
  {
    title: 'else by their names, else by their place',
    live: { a: [{ name: 'x', v: 1 }], b: [{ v: 1 }] },
    result: {
      a: [
        { name: 'y', v: 1 },
        { name: 'x', v: 2 },
      ],
      b: [{ v: 2 }, { v: 3 }],
    },
    told: [
      'a[name="x"].v: 1 → 2',
      'a[name="y"]: undefined → {"name":"y","v":1}',
      'b[0].v: 1 → 2',
      'b[1]: undefined → {"v":3}',
    ],
  },
  {
    title: 'an order that changes is told',
    live: { a: [{ name: 'x' }, { name: 'y' }] },
    result: { a: [{ name: 'y' }, { name: 'x' }] },
    told: ['a: ["name=\\"x\\"","name=\\"y\\""] → ["name=\\"y\\"","name=\\"x\\""]'],
  },
  {
    title: 'lists of texts are told whole',
    live: { a: ['x'] },
    result: { a: ['x', 'y'] },
    told: ['a: ["x"] → ["x","y"]'],
  },
  {
    title: 'who owns a field is told, but not we ourselves',
    live: { containers: [{ name: 'a', image: 'x' }], b: 1, atomic: { c: 1 } },
    result: { containers: [{ name: 'a', image: 'y' }], b: 2, atomic: { c: 2 } },
    owners: { us: { ...KEYED, 'f:b': {} }, other: { 'f:b': {} }, third: { ...KEYED, 'f:atomic': {} } },
    told: ['containers[name="a"].image: "x" → "y" (third)', 'b: 1 → 2 (other)', 'atomic.c: 1 → 2 (third)'],
  },
  {
    title: 'a field in conflict is taken from whom the server names',
    live: { spec: { replicas: 3 } },
    result: { spec: { replicas: 1 } },
    owners: { someone: { 'f:spec': { 'f:replicas': {} } } },
    conflicts: [{ manager: 'autoscaler', field: '.spec.replicas' }],
    told: ['spec.replicas: 3 → 1 (taken from autoscaler)'],
  },
  {
    title: 'a field that changes hands and keeps its value is told, too',
    live: { spec: { image: 'mirror/x' } },
    result: { spec: { image: 'mirror/x' } },
    conflicts: [{ manager: 'someone', field: '.spec.image' }],
    told: ['spec.image: "mirror/x" → "mirror/x" (taken from someone)'],
  },
  {
    title: 'the values of a Secret are hidden, its labels are not',
    kind: 'Secret',
    live: { data: { a: 'eA==', b: 'eA==' }, type: 'Opaque' },
    result: { data: { a: 'eQ==', b: 'eA==', c: 'eg==' }, type: 'x' },
    told: ['data.a: hidden', 'data.c: hidden', 'type: "Opaque" → "x"'],
  },
  {
    title: 'all data of a Secret that had none is hidden',
    kind: 'Secret',
    live: {},
    result: { data: { a: 'eQ==' }, stringData: { b: 'y' } },
    told: ['data: hidden', 'stringData: hidden'],
  },
  {
    title: 'a dot in a name is not a step: another label is in conflict',
    live: { labels: { app: 'old', 'app.kubernetes.io/name': 'x' } },
    result: { labels: { app: 'new', 'app.kubernetes.io/name': 'x' } },
    owners: { them: { 'f:labels': { 'f:app': {} } } },
    conflicts: [{ manager: 'helm', field: '.labels.app.kubernetes.io/name' }],
    told: ['labels.app: "old" → "new" (them)', 'labels.app.kubernetes.io/name: "x" → "x" (taken from helm)'],
  },
  {
    title: 'what is below a field in conflict, or holds it, is taken, too',
    live: { a: { 'b.c': { d: 1 } }, list: [{ name: 'x', v: 1 }] },
    result: { a: { 'b.c': { d: 2 } }, list: [] },
    conflicts: [
      { manager: 'one', field: '.a.b.c' },
      { manager: 'two', field: '.list[name="x"].v' },
    ],
    told: ['a.b.c.d: 1 → 2 (taken from one)', 'list[name="x"]: {"name":"x","v":1} → undefined (taken from two)'],
  },
  {
    title: 'annotations of a Secret are hidden, for they may hold all of it, but for those that are read here',
    kind: 'Secret',
    live: {
      metadata: {
        annotations: { 'kapp.k14s.io/original': '{"password"}', 'helm.sh/hook': 'x', 'meta.helm.sh/a': '1' },
      },
    },
    result: {
      metadata: { annotations: { 'kapp.k14s.io/original': '{"words"}', 'helm.sh/hook': 'y', 'meta.helm.sh/a': '2' } },
    },
    told: [
      'metadata.annotations.kapp.k14s.io/original: hidden',
      'metadata.annotations.helm.sh/hook: "x" → "y"',
      'metadata.annotations.meta.helm.sh/a: "1" → "2"',
    ],
  },
  {
    title: 'all of them at once, too',
    kind: 'Secret',
    live: { metadata: { annotations: { 'objectset.rio.cattle.io/applied': 'H4sI', 'helm.sh/hook': 'x' } } },
    result: {},
    told: ['metadata.annotations: hidden'],
  },
  {
    title: 'those that hold nothing secret are told',
    kind: 'Secret',
    live: {},
    result: {
      metadata: { annotations: { 'argocd.argoproj.io/sync-wave': '1', 'kubernetes.io/service-account.name': 'app' } },
    },
    told: [
      'metadata.annotations: undefined → {"argocd.argoproj.io/sync-wave":"1","kubernetes.io/service-account.name":"app"}',
    ],
  },
  { title: 'a status does not count', live: { status: { a: 1 } }, result: { status: { a: 2 } }, told: [] },
]

for (const { title, live, result, owners = {}, conflicts = [], kind = 'Thing', told } of cases) {
  test(title, () => {
    const managedFields = Object.entries(owners).map(([manager, fieldsV1]) => ({
      manager,
      operation: 'Apply',
      fieldsV1,
    }))
    const object = (fields: JsonObject, metadata: JsonObject): KubeObject => ({
      apiVersion: 'v1',
      kind,
      ...fields,
      metadata: { name: 'x', ...metadata, ...(isJsonObject(fields['metadata']) ? fields['metadata'] : {}) },
    })
    const changes = fieldChanges({
      live: object(live, { managedFields, resourceVersion: '1', generation: 1, uid: 'a', creationTimestamp: 'then' }),
      result: object(result, { resourceVersion: '2', generation: 2, uid: 'b' }),
      conflicts,
      fieldManager: 'us',
    })
    const lines = changes.map(({ field, values, managers, taken }) => {
      const text = values === 'hidden' ? 'hidden' : `${JSON.stringify(values.from)} → ${JSON.stringify(values.to)}`
      return `${field}: ${text}${managers.length === 0 ? '' : ` (${taken ? 'taken from ' : ''}${managers.join(', ')})`}`
    })
    assert.equal(lines, told)
  })
}

test("kubectl's annotation with the whole manifest in it does not count", () => {
  const object = (annotations: Readonly<Record<string, string>>): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'x', annotations },
  })
  const live = object({ 'kubectl.kubernetes.io/last-applied-configuration': '{"password"}' })
  assert.equal(fieldChanges({ live, result: object({}), conflicts: [], fieldManager: 'us' }), [])
})

test.run()
