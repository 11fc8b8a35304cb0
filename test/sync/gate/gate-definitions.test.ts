// Custom resources at the gate, when the definition that judges them comes with the very same manifests.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ARGO_POLICY } from '../../../src/policy.ts'
import type { SimulatedRequest } from '../../../src/simulator/faults.ts'
import { ClusterError } from '../../../src/errors.ts'
import type { JsonObject, KubeObject } from '../../../src/object/kube-object.ts'
import { actions, previewIn } from '../../support/preview-lab.ts'
import { createLab, told, warnings, written } from '../../support/run-sync.ts'
import type { SyncRun } from '../../support/run-sync.ts'

const test = suite('gate: definitions')

const refusals = (run: Pick<SyncRun, 'events'>): readonly string[] =>
  run.events.flatMap((event) => (event.type === 'gate-failed' ? event.failures.map(({ message }) => message) : []))

const A = { a: { type: 'string' } }
const AB = { ...A, b: { type: 'string' } }

const definition = (properties: JsonObject, more: JsonObject = {}): KubeObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'foos.lab.example.com' },
  spec: {
    group: 'lab.example.com',
    scope: 'Namespaced',
    names: { kind: 'Foo', plural: 'foos', singular: 'foo', listKind: 'FooList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties, ...more } } },
        },
      },
    ],
  },
})

const foo = (spec: JsonObject, annotations: Readonly<Record<string, string>> = {}): KubeObject => ({
  apiVersion: 'lab.example.com/v1',
  kind: 'Foo',
  metadata: { name: 'f', annotations },
  spec,
})

const options = (value: string): Readonly<Record<string, string>> => ({ 'argocd.argoproj.io/sync-options': value })
const HOOK = { 'argocd.argoproj.io/hook': 'PostSync' }

const BY = '(by the CustomResourceDefinition of the manifests)'

interface Case {
  readonly title: string
  /** In the cluster before; left out: nothing. */
  readonly before?: readonly KubeObject[]
  readonly now: readonly KubeObject[]
  /** Why the gate refuses it; none: the sync succeeds. */
  readonly refused?: readonly string[]
}

const cases: readonly Case[] = [
  {
    title: 'a definition that learns a field, together with a resource that has it',
    before: [definition(A), foo({ a: 'x' })],
    now: [definition(AB), foo({ a: 'x', b: 'y' })],
  },
  {
    title: 'the same with a new resource',
    before: [definition(A)],
    now: [definition(AB), foo({ a: 'x', b: 'y' })],
  },
  {
    title: 'the same with a resource that is replaced',
    before: [definition(A), foo({ a: 'x' })],
    now: [definition(AB), foo({ a: 'x', b: 'y' }, options('Replace=true'))],
  },
  {
    title: 'the same with a hook that is created anew',
    before: [definition(A), foo({ a: 'x' }, HOOK)],
    now: [definition(AB), foo({ a: 'x', b: 'y' }, HOOK)],
  },
  {
    title: 'a definition that allows a value',
    before: [definition({ a: { type: 'string', enum: ['x'] } }), foo({ a: 'x' })],
    now: [definition({ a: { type: 'string', enum: ['x', 'y'] } }), foo({ a: 'y' })],
  },
  {
    title: 'a field that the new definition does not know either',
    before: [definition(A), foo({ a: 'x' })],
    now: [definition(AB), foo({ a: 'x', c: 'z' })],
    refused: [`Foo.lab.example.com "f" is invalid: .spec.c: field not declared in schema ${BY}`],
  },
  {
    title: 'a value that the new definition does not allow either',
    before: [definition(A), foo({ a: 'x' })],
    now: [definition(AB), foo({ a: 1, b: 'y' })],
    refused: [
      `Foo.lab.example.com "f" is invalid: spec.a: Invalid value: "integer": spec.a in body must be of type string: "integer" ${BY}`,
    ],
  },
  {
    title: 'a value that only the new definition refuses',
    before: [definition(A), foo({ a: 'x' })],
    now: [definition({ a: { type: 'string', maxLength: 3 } }), foo({ a: 'long' })],
    refused: [`Foo.lab.example.com "f" is invalid: spec.a: Too long: may not be more than 3 bytes ${BY}`],
  },
  {
    title: 'an unchanged definition judges as it did',
    before: [definition(A), foo({ a: 'x' })],
    now: [definition(A), foo({ a: 'x', b: 'y' })],
    refused: ['.spec.b: field not declared in schema'],
  },
  {
    title: 'an unknown field of a kind that nobody serves yet',
    now: [definition(A), foo({ a: 'x', b: 'y' })],
    refused: [`Foo.lab.example.com "f" is invalid: .spec.b: field not declared in schema ${BY}`],
  },
  {
    title: 'the same in an object that is written whole',
    now: [definition(A), foo({ a: 'x', b: 'y' }, options('Replace=true'))],
    refused: [`Foo.lab.example.com "f" is invalid: unknown field "spec.b" ${BY}`],
  },
  {
    title: 'the same where fields that nobody knows are dropped',
    now: [definition(A), foo({ a: 'x', b: 'y' }, options('ServerSideApply=false'))],
  },
  {
    title: 'a null where none may stand, in an object that is written whole',
    now: [definition(A), foo({ a: null }, options('Replace=true'))],
  },
  {
    title: 'the same in one that is applied client-side',
    now: [definition(A), foo({ a: null }, options('ServerSideApply=false'))],
  },
  {
    title: 'the same in one that is applied server-side',
    now: [definition(A), foo({ a: null })],
    refused: [
      `Foo.lab.example.com "f" is invalid: spec.a: Invalid value: "null": spec.a in body must be of type string: "null" ${BY}`,
    ],
  },
]

for (const { title, before, now, refused = [] } of cases) {
  test(`${title}: ${refused.length === 0 ? 'passes' : 'is refused'}`, async () => {
    const lab = createLab()
    if (before !== undefined) assert.is((await lab.sync(before)).exitCode, 0)
    const planned = await previewIn(lab, now)
    assert.equal(refusals(planned), refused)
    const run = await lab.sync(now)
    assert.equal(refusals(run), refused)
    assert.is(run.exitCode, refused.length === 0 ? 0 : 3, run.summary.message)
    if (refused.length > 0) assert.equal(written(run), [])
  })
}

test('a value that was there before the new definition refused it is let stand, as the real server does', async () => {
  const lab = createLab()
  await lab.sync([definition(AB), foo({ a: 'long', b: 'x' })])
  const strict = definition({ ...AB, a: { type: 'string', maxLength: 3 } })
  assert.equal(refusals(await previewIn(lab, [strict, foo({ a: 'long', b: 'y' })])), [])
})

test('what is missing may have been set by somebody else', async () => {
  const lab = createLab()
  await lab.sync([definition(A), foo({})])
  await lab.patch('Foo', 'f', { spec: { a: 'theirs' } })
  const now = [definition(AB, { required: ['a'] }), foo({ b: 'y' })]
  assert.is((await lab.sync(now)).exitCode, 0)
})

test('the plan tells what it could not compare', async () => {
  const lab = createLab()
  await lab.sync([definition(A), foo({ a: 'x' })])
  const run = await previewIn(lab, [definition(AB), foo({ a: 'x', b: 'y' })])
  assert.equal(actions(run), [
    'Sync update CustomResourceDefinition/foos.lab.example.com [spec.versions[name="v1"].schema.openAPIV3Schema.properties.spec.properties.b]',
    'Sync update Foo/f: not compared: its definition changes with this run',
  ])
})

const OLD_SCHEMA = new ClusterError(
  'failed to create typed patch object (demo/f; lab.example.com/v1, Kind=Foo): .spec.b: field not declared in schema',
  { reason: 'ServerError', status: 500 },
)
const STRICT = new ClusterError(
  'Foo in version "v1" cannot be handled as a Foo: strict decoding error: unknown field "spec.b"',
  { reason: 'BadRequest', status: 400 },
)

/** A server that goes on judging by the old schema for so many writes. */
const late = (writes: number, error: ClusterError) => {
  let left = writes
  return {
    beforeRequest: ({ key, dryRun, verb, user }: SimulatedRequest) => {
      const isWrite = ['create', 'apply', 'update'].includes(verb) && user === 'hooksync'
      return key.kind === 'Foo' && !dryRun && isWrite && left-- > 0 ? error : undefined
    },
  }
}

async function putOld(lab: ReturnType<typeof createLab>): Promise<void> {
  await lab.put([definition(A)])
  await lab.clock.sleep(5000)
  await lab.put([foo({ a: 'x' })])
}

for (const [how, error, annotations] of [
  ['applied', OLD_SCHEMA, {}],
  ['replaced', STRICT, options('Replace=true')],
] as const) {
  test(`a resource that is ${how} waits for the server to go by the new definition`, async () => {
    const lab = createLab({ faults: late(3, error) })
    await putOld(lab)
    const run = await lab.sync([definition(AB), foo({ a: 'x', b: 'y' }, annotations)])
    assert.is(run.exitCode, 0, run.summary.message)
    assert.equal(lab.live('Foo', 'f')?.['spec'], { a: 'x', b: 'y' })
    assert.ok(run.took >= 150)
  })
}

test('it does not wait for ever', async () => {
  const lab = createLab({ faults: late(1000, OLD_SCHEMA) })
  await putOld(lab)
  const run = await lab.sync([definition(AB), foo({ a: 'x', b: 'y' })])
  assert.is(run.exitCode, 1)
  assert.is(told(run, 'apply-failed')[0]?.message, OLD_SCHEMA.message)
  assert.ok(run.took < 5000)
})

test('nor for a definition that does not take it either', async () => {
  const lab = createLab({ faults: late(1000, OLD_SCHEMA) })
  await putOld(lab)
  const run = await lab.sync([definition(AB), foo({ a: 1, b: 'y' }, options('ServerSideApply=true'))], {
    options: { policy: ARGO_POLICY, wait: false },
  })
  assert.is(told(run, 'apply-failed').length, 1)
  assert.is(run.audit.filter(({ kind, verb }) => kind === 'Foo' && verb === 'apply').length, 1)
})

test('a field that the old schema dropped is applied once more', async () => {
  const lab = createLab()
  await lab.sync([definition(A), foo({ a: 'x' }, options('ServerSideApply=false'))])
  let calls = 0
  const run = await lab.sync([definition(AB), foo({ a: 'x', b: 'y' }, options('ServerSideApply=false'))], {
    through: (cluster) => ({
      ...cluster,
      apply: async (ref, object, how) => {
        if (ref.type.kind !== 'Foo' || how.dryRun === true || (calls += 1) > 1) return cluster.apply(ref, object, how)
        const result = await cluster.apply(ref, { ...object, spec: { a: 'x' } }, how)
        return { ...result, warnings: ['unknown field "spec.b"'] }
      },
    }),
  })
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(lab.live('Foo', 'f')?.['spec'], { a: 'x', b: 'y' })
  assert.equal(warnings(run), [])
})

test.run()
