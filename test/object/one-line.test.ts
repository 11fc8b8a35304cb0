import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { firstOf, shortLine } from '../../src/object/one-line.ts'

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

test('of a very long line the beginning is told, and no half of a character', () => {
  assert.is(shortLine('x'.repeat(2000)), 'x'.repeat(2000))
  assert.is(shortLine('x'.repeat(1_000_000)), `${'x'.repeat(2000)}… (998000 more characters)`)
  assert.is(shortLine(`${'y'.repeat(1999)}😀`), `${'y'.repeat(1999)}… (2 more characters)`)
})

test.run()
