// Which fields differ between two states: as when all fields of both are looked at, only faster.
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SEED } from '../support/seed.ts'
import { changedFields } from '../../src/simulator/fields/field-changes.ts'
import { leavesOf, pathsOf, valueAt } from '../../src/simulator/fields/field-paths.ts'
import type { FieldSchema } from '../../src/simulator/fields/list-shape.ts'
import { jsonEqual } from '../../src/object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'

const test = suite('field changes')

/** An empty list would be no field, and is left out. */
const value = fc.constantFrom('a', 'b', 1, true, null, {}, { m: 'a' }, { m: 'b', n: 1 })
const named = (more: fc.Arbitrary<JsonObject>): fc.Arbitrary<readonly JsonObject[]> =>
  fc.uniqueArray(
    fc.tuple(fc.constantFrom('x', 'y', 'z'), more).map(([name, rest]) => ({ name, ...rest })),
    { selector: (item) => item.name, minLength: 1 },
  )
const typed = fc
  .uniqueArray(fc.constantFrom('A', 'B', 'C'), { minLength: 1 })
  .chain((types) => fc.tuple(...types.map((type) => value.map((status) => ({ type, status })))))
const parts = fc.dictionary(fc.constantFrom('p', 'q', 'r'), value)
const env = named(fc.record({ value }, { requiredKeys: [] }))
const containers = named(
  fc.record({ image: value, env, args: fc.constantFrom(['-v'], ['-q', '-v']) }, { requiredKeys: [] }),
)

const state: fc.Arbitrary<KubeObject> = fc.record({
  apiVersion: fc.constant('apps/v1'),
  kind: fc.constant('Deployment'),
  metadata: fc.record(
    {
      name: fc.constant('web'),
      resourceVersion: fc.constantFrom('1', '2'),
      labels: fc.dictionary(fc.constantFrom('k', 'l'), fc.constantFrom('1', '2')),
      finalizers: fc.uniqueArray(fc.constantFrom('f', 'g'), { minLength: 1 }),
    },
    { requiredKeys: ['name'] },
  ),
  spec: fc.record({ selector: parts, template: fc.record({ spec: fc.record({ containers }) }) }, { requiredKeys: [] }),
  status: fc.record({ conditions: typed, replicas: value, parts }, { requiredKeys: [] }),
})

const CUSTOM: FieldSchema = {
  kind: 'Widget',
  builtIn: false,
  openApi: {
    properties: {
      spec: { properties: { selector: { 'x-kubernetes-map-type': 'atomic' } } },
      status: {
        properties: { conditions: { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] } },
      },
    },
  },
}

const schema = fc.constantFrom<FieldSchema>(
  { kind: 'Deployment', builtIn: true },
  { kind: 'Job', builtIn: true },
  CUSTOM,
)

function byAllFields(before: KubeObject | undefined, after: KubeObject, known: FieldSchema): ReturnType<typeof sorted> {
  const old = before === undefined ? new Set<string>() : pathsOf(before, known, 'with-parents')
  const now = pathsOf(after, known, 'with-parents')
  const leaves = leavesOf(now)
  const isChanged = (path: string): boolean =>
    !old.has(path) || (leaves.has(path) && !jsonEqual(valueAt(before ?? {}, path), valueAt(after, path)))
  return sorted(
    [...now].filter(isChanged),
    [...old].filter((path) => !now.has(path)),
  )
}

function sorted(changed: Iterable<string>, lost: Iterable<string>): readonly (readonly string[])[] {
  return [[...changed].toSorted(), [...lost].toSorted()]
}

test('the changed and the lost fields are those that a look at all fields finds', () => {
  fc.assert(
    fc.property(fc.option(state, { nil: undefined }), state, schema, (before, after, known) => {
      const { changed, lost } = changedFields(before, after, known)
      assert.equal(sorted(changed, lost), byAllFields(before, after, known))
    }),
    { seed: SEED, numRuns: 1000 },
  )
})

test('what both states share is not a change', () => {
  fc.assert(
    fc.property(state, schema, (object, known) => {
      const { changed, lost } = changedFields(object, structuredClone(object), known)
      assert.equal([changed.size, lost.size], [0, 0])
    }),
    { seed: SEED, numRuns: 200 },
  )
})

test.run()
