// Custom resources against the schema of their definition; each answer is one that kube-apiserver 1.37.2 gave.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Json, JsonObject } from '../../src/object/kube-object.ts'
import { schemaFaults, withoutNulls, withSchemaDefaults } from '../../src/object/structural-schema.ts'

const test = suite('structural schema')

const EITHER: JsonObject = { type: 'object', properties: { x: { type: 'string' }, y: { type: 'string' } } }
const BOTH = [{ required: ['x'] }, { required: ['y'] }]
const SCHEMA: JsonObject = {
  type: 'object',
  required: ['spec'],
  properties: {
    spec: {
      type: 'object',
      required: ['size'],
      properties: {
        size: { type: 'integer', minimum: 1, maximum: 5 },
        mode: { type: 'string', enum: ['a', 'b'], default: 'a' },
        num: { type: 'integer', enum: [1, 2] },
        name: { type: 'string', pattern: '^[a-z]+$', maxLength: 5, minLength: 2 },
        ratio: { type: 'number', exclusiveMinimum: true, minimum: 0, multipleOf: 0.5 },
        list: {
          type: 'array',
          minItems: 1,
          maxItems: 2,
          items: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
        },
        map: { type: 'object', maxProperties: 1, minProperties: 1, additionalProperties: { type: 'string' } },
        port: { 'x-kubernetes-int-or-string': true },
        when: { type: 'string', format: 'date-time' },
        flag: { type: 'boolean' },
        one: { ...EITHER, oneOf: BOTH },
        any: { ...EITHER, anyOf: BOTH },
        all: { ...EITHER, allOf: BOTH },
        not: { ...EITHER, not: { required: ['x'] } },
        tenth: { type: 'number', multipleOf: 0.1 },
        plain: { type: 'string' },
        maybe: { type: 'string', nullable: true },
      },
    },
  },
}

const FAULTS: readonly (readonly [Json, ...string[]])[] = [
  [{ size: 3, port: 80, maybe: null, ratio: 1, when: '2026-01-01T00:00:00Z', unknown: 'is pruned' }],
  [{ size: 3, port: 'http', list: [{ name: 'a' }], map: { a: 'b' } }],
  [{}, 'spec.size: Required value'],
  [{ size: '3' }, 'spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"'],
  [{ size: null }, 'spec.size: Invalid value: "null": spec.size in body must be of type integer: "null"'],
  [{ size: 0 }, 'spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1'],
  [{ size: 9 }, 'spec.size: Invalid value: 9: spec.size in body should be less than or equal to 5'],
  [
    { size: 1.5 },
    'spec.size: Invalid value: "number": spec.size in body must be of type integer: "number"',
    '<nil>: Invalid value: "": Checked value must be of type integer (default format) in spec.size',
  ],
  [{ size: 1, mode: 'c' }, 'spec.mode: Unsupported value: "c": supported values: "a", "b"'],
  [{ size: 1, num: 5 }, 'spec.num: Unsupported value: 5: supported values: "1", "2"'],
  [{ size: 1, name: 'ABCDEF' }, 'spec.name: Too long: may not be more than 5 bytes'],
  [{ size: 1, name: 'A' }, 'spec.name: Invalid value: "A": spec.name in body should be at least 2 chars long'],
  [{ size: 1, name: 'AB' }, `spec.name: Invalid value: "AB": spec.name in body should match '^[a-z]+$'`],
  [{ size: 1, ratio: -1 }, 'spec.ratio: Invalid value: -1: spec.ratio in body should be greater than 0'],
  [{ size: 1, ratio: 0.7 }, 'spec.ratio: Invalid value: 0.7: spec.ratio in body should be a multiple of 0.5'],
  [{ size: 1, tenth: 0.3 }],
  [{ size: 1, tenth: 1234567.3 }],
  [{ size: 1, tenth: 0.35 }, 'spec.tenth: Invalid value: 0.35: spec.tenth in body should be a multiple of 0.1'],
  [{ size: 1, list: [] }, 'spec.list: Invalid value: 0: spec.list in body should have at least 1 items'],
  [
    { size: 1, list: [{ name: 'a' }, {}, { name: 3 }] },
    'spec.list[1].name: Required value',
    'spec.list[2].name: Invalid value: "integer": spec.list[2].name in body must be of type string: "integer"',
    'spec.list: Too many: 3: must have at most 2 items',
  ],
  [{ size: 1, map: {} }, 'spec.map: Invalid value: 0: spec.map in body should have at least 1 properties'],
  [{ size: 1, map: { a: '1', b: '2' } }, 'spec.map: Too many: 2: must have at most 1 item'],
  [
    { size: 1, map: { a: 1 } },
    'spec.map.a: Invalid value: "integer": spec.map.a in body must be of type string: "integer"',
  ],
  [
    { size: 1, port: true },
    'spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"',
  ],
  [
    { size: 1, when: 'yesterday' },
    'spec.when: Invalid value: "yesterday": spec.when in body must be of type date-time: "yesterday"',
  ],
  [{ size: 1, flag: 'yes' }, 'spec.flag: Invalid value: "string": spec.flag in body must be of type boolean: "string"'],
  [
    { size: 1, one: {} },
    '<nil>: Invalid value: "": "spec.one" must validate one and only one schema (oneOf). Found none valid',
    'spec.one.x: Required value',
  ],
  [
    { size: 1, one: { x: '1', y: '2' } },
    '<nil>: Invalid value: "": "spec.one" must validate one and only one schema (oneOf). Found 2 valid alternatives',
  ],
  [
    { size: 1, any: {} },
    '<nil>: Invalid value: "": "spec.any" must validate at least one schema (anyOf)',
    'spec.any.x: Required value',
  ],
  [
    { size: 1, all: { x: '1' } },
    'spec.all.y: Required value',
    '<nil>: Invalid value: "": "spec.all" must validate all the schemas (allOf)',
  ],
  [
    { size: 1, all: {} },
    'spec.all.x: Required value',
    'spec.all.y: Required value',
    '<nil>: Invalid value: "": "spec.all" must validate all the schemas (allOf). None validated',
  ],
  [{ size: 1, not: { x: '1' } }, '<nil>: Invalid value: "": "spec.not" must not validate the schema (not)'],
  [[], 'spec: Invalid value: "array": spec in body must be of type object: "array"'],
]

for (const [spec, ...expected] of FAULTS) {
  test(`${JSON.stringify(spec)} is ${expected.length === 0 ? 'sound' : 'refused as the server refuses it'}`, () => {
    const value = { apiVersion: 'lab.example.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec }
    assert.equal(
      schemaFaults(value, SCHEMA).map(({ path, message }) => `${path}: ${message}`),
      expected,
    )
  })
}

test('a missing required field of the object itself is named', () => {
  assert.equal(schemaFaults({}, SCHEMA), [{ path: 'spec', message: 'Required value' }])
})

test('defaults fill what is absent, and nulls that cannot be are dropped', () => {
  const spec = { size: 1, plain: null, maybe: null }
  assert.equal(withSchemaDefaults(withoutNulls({ spec }, SCHEMA), SCHEMA), {
    spec: { size: 1, maybe: null, mode: 'a' },
  })
})

test.run()
