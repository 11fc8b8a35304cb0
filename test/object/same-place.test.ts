// The same place in another object: items of lists are found by what tells them apart.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { JsonPlace } from '../../src/object/json-place.ts'
import type { Json } from '../../src/object/kube-object.ts'
import { samePlace } from '../../src/object/same-place.ts'

const test = suite('same place')

const named = (...names: readonly string[]): Json => ({ list: names.map((name) => ({ name })) })

const tables: readonly [title: string, from: Json, place: JsonPlace, to: Json, found: JsonPlace | undefined][] = [
  ['a field, whether it is there or not', {}, ['a', 'b'], {}, ['a', 'b']],
  ['an item by its name', named('a', 'b'), ['list', 1, 'x'], named('b', 'c', 'a'), ['list', 0, 'x']],
  ['an item that is not there', named('a', 'b'), ['list', 1], named('a'), undefined],
  ['an item of a list that is not there', named('a'), ['list', 0], {}, undefined],
  ['by its number, where two have one name', named('a', 'a'), ['list', 1], named('b', 'a'), ['list', 1]],
  ['a text by its number', { list: ['a', 'b'] }, ['list', 1], { list: ['c', 'd'] }, ['list', 1]],
  [
    'a port by number and protocol, which is TCP where it is left out',
    { ports: [{ port: 53, protocol: 'UDP' }, { port: 53 }] },
    ['ports', 1],
    {
      ports: [
        { port: 53, protocol: 'TCP' },
        { port: 53, protocol: 'UDP' },
      ],
    },
    ['ports', 0],
  ],
]

for (const [title, from, place, to, found] of tables) {
  test(title, () => assert.equal(samePlace(from, place, to), found))
}

test.run()
