// JSON without loss.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseJson, toJson } from '../../src/object/json.ts'
import type { Json } from '../../src/object/kube-object.ts'

const test = suite('json')

const TEXTS: readonly (readonly [text: string, value: Json])[] = [
  ['null', null],
  ['[true,"a",1.5]', [true, 'a', 1.5]],
  ['9007199254740991', 9007199254740991],
  ['9007199254740993', 9007199254740993n],
  ['[-9223372036854775808,9223372036854775807]', [-9223372036854775808n, 9223372036854775807n]],
  ['{"a":{"b":9007199254740993}}', { a: { b: 9007199254740993n } }],
  ['"9007199254740993"', '9007199254740993'],
  ['1e+21', 1e21],
  ['0.1', 0.1],
]

for (const [text, value] of TEXTS) {
  test(`${text} is read and written without loss`, () => {
    assert.equal(parseJson(text), value)
    assert.is(toJson(value), text)
  })
}

test('an integer beyond int64 is a float, as in kubectl', () => {
  assert.is(parseJson('9223372036854775808'), 9223372036854776000)
})

test('a number beyond a double is refused, not made Infinity', () => {
  assert.throws(() => parseJson('{"a":1e400}'), 'the number 1e400 is out of range')
})

for (const text of ['{"__proto__":{"a":1},"toJSON":1}', '{"__proto__":{"a":9007199254740993},"toJSON":1}']) {
  test(`${text} keeps its keys and harms nothing`, () => {
    const value = parseJson(text)
    assert.is(toJson(value), text)
    assert.is(Object.getPrototypeOf(value), Object.prototype)
  })
}

test('the last of two equal keys counts', () => {
  assert.equal(parseJson('{"a":9007199254740993,"a":1}'), { a: 1 })
})

test('an absent value is not written', () => {
  assert.is(toJson({ a: undefined, b: 9007199254740993n }), '{"b":9007199254740993}')
})

test('a text that is not JSON is a SyntaxError', () => {
  assert.throws(
    () => parseJson('{a: 9007199254740993}'),
    (error: unknown) => error instanceof SyntaxError,
  )
})

test.run()
