import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { firstOf } from '../../src/object/one-line.ts'

const test = suite('one line')

for (const [texts, line] of [
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a, b'],
  [['a', 'b', 'c', 'd'], 'a, b and 2 more'],
] as const) {
  test(`of ${texts.length} texts two are named, and the others counted`, () => {
    assert.is(firstOf(texts, 2), line)
  })
}

test.run()
