// Fields that a definition does not declare; each answer is one that kube-apiserver 1.37.2 gave to an apply and to a create.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Json, JsonObject } from '../../src/object/kube-object.ts'
import { undeclaredFields } from '../../src/object/undeclared-fields.ts'

const test = suite('undeclared fields')

const X: JsonObject = { type: 'object', properties: { x: { type: 'string' } } }
const NAMED: JsonObject = { type: 'object', properties: { name: { type: 'string' } } }
const SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        a: { type: 'string' },
        bare: { type: 'object' },
        keep: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { in: X } },
        map: { type: 'object', additionalProperties: X },
        list: { type: 'array', items: NAMED },
        keyed: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: NAMED,
        },
        resource: { type: 'object', 'x-kubernetes-embedded-resource': true, properties: { spec: X } },
        any: { 'x-kubernetes-preserve-unknown-fields': true },
      },
    },
  },
}

const POD: JsonObject = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' } }

const rows: readonly (readonly [spec: Json, applied: readonly string[], decoded: readonly string[]])[] = [
  [{ a: 'x' }, [], []],
  [{ b: 1, c: 2 }, ['.spec.b', '.spec.c'], ['spec.b', 'spec.c']],
  [{ a: null, b: null }, ['.spec.b'], ['spec.b']],
  [{ bare: { x: 1 } }, [], ['spec.bare.x']],
  [{ keep: { y: 1, in: { x: '1' } } }, [], []],
  [{ keep: { in: { y: 1 } } }, [], ['spec.keep.in.y']],
  [{ map: { k: { y: 1 } } }, ['.spec.map.k.y'], ['spec.map.k.y']],
  [{ list: [{ name: 'a' }, { name: 'b', z: 1 }] }, ['.spec.list[1].z'], ['spec.list[1].z']],
  [{ keyed: [{ name: 'a', z: 1 }] }, ['.spec.keyed[name="a"].z'], ['spec.keyed[0].z']],
  [{ resource: { ...POD, spec: { x: '1' } } }, [], []],
  [{ resource: { ...POD, spec: { y: '1' } } }, ['.spec.resource.spec.y'], ['spec.resource.spec.y']],
  [{ resource: { ...POD, more: 1 } }, ['.spec.resource.more'], ['spec.resource.more']],
  [{ any: { q: 1 } }, [], []],
]

for (const [spec, applied, decoded] of rows) {
  test(JSON.stringify(spec), () => {
    const value = { ...POD, spec }
    assert.equal(undeclaredFields(value, SCHEMA, 'applied'), applied)
    assert.equal(undeclaredFields(value, SCHEMA, 'decoded'), decoded)
  })
}

test('beside what every object has', () => {
  assert.equal(undeclaredFields({ ...POD, status: {}, stray: 1 }, SCHEMA, 'applied'), ['.status', '.stray'])
  assert.equal(undeclaredFields({ ...POD, stray: 1 }, SCHEMA, 'decoded'), ['stray'])
})

test('a schema that says nothing declares everything', () => {
  assert.equal(undeclaredFields({ ...POD, spec: 1 }, {}, 'decoded'), [])
  assert.equal(undeclaredFields({ ...POD, spec: 1 }, null, 'applied'), [])
})

test.run()
