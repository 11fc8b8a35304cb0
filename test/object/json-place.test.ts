// Places in JSON values: what a pointer names, and values without what is there or with something else.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findPointer, parsePointer, jsonAt, withoutPlaces, withValueAt } from '../../src/object/json-place.ts'
import type { JsonPlace } from '../../src/object/json-place.ts'

const test = suite('place in JSON')

const DEPLOYMENT = {
  metadata: { labels: { 'example.com/role': 'web', 'a~b': 'c' } },
  spec: { replicas: 2, containers: [{ name: 'a', image: 'x' }, { name: 'b' }], nothing: null },
}

const pointers: readonly [text: string, found: JsonPlace | undefined][] = [
  ['/spec/replicas', ['spec', 'replicas']],
  ['/spec/containers/0/image', ['spec', 'containers', 0, 'image']],
  ['/spec/containers/-1', ['spec', 'containers', 1]],
  ['/spec/containers/2', undefined],
  ['/spec/containers/name', undefined],
  ['/spec/nothing', ['spec', 'nothing']],
  ['/spec/absent', undefined],
  ['/spec/constructor', undefined],
  ['/metadata/labels/example.com~1role', ['metadata', 'labels', 'example.com/role']],
  ['/metadata/labels/a~0b', ['metadata', 'labels', 'a~b']],
]

for (const [text, found] of pointers) {
  test(`the pointer ${text}`, () => assert.equal(findPointer(DEPLOYMENT, parsePointer(text) ?? []), found))
}

test('what is no pointer', () => {
  for (const text of ['', 'spec/replicas', '/data/~2', '/data/~']) assert.is(parsePointer(text), undefined, text)
})

test('a value without some places; what this empties goes, what was empty stays', () => {
  const value = { a: { b: 1 }, list: [1, 2, 3], empty: {}, kept: { c: 1, d: 2 } }
  const places = [
    ['a', 'b'],
    ['list', 0],
    ['list', 2],
    ['kept', 'c'],
    ['absent', 'x'],
  ]
  assert.equal(withoutPlaces(value, places), { list: [2], empty: {}, kept: { d: 2 } })
  assert.equal(
    withoutPlaces({ a: { b: { c: 1 } } }, [['a', 'b', 'c']], (place) => place.length === 1),
    { a: {} },
  )
})

test('a value with another one at a place', () => {
  assert.equal(withValueAt({ a: [{ b: 1 }] }, ['a', 0, 'b'], 2), { a: [{ b: 2 }] })
  assert.equal(withValueAt({ a: [1] }, ['a', 1], 2), { a: [1, 2] })
  assert.equal(withValueAt({}, ['a', 'b'], 2), { a: { b: 2 } })
  assert.is(jsonAt({ a: [{ b: 1 }] }, ['a', 0, 'b']), 1)
  assert.is(jsonAt({ a: 'text' }, ['a', 0]), undefined)
})

test.run()
