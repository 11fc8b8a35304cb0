// Durations as Go writes them.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseDuration } from '../../src/object/duration.ts'

const test = suite('duration')

const durations: readonly [string, number | undefined][] = [
  ['90s', 90_000],
  ['5m', 300_000],
  ['1h30m', 5_400_000],
  ['1.5s', 1500],
  ['100ms', 100],
  ['0', 0],
  ['30', undefined],
  ['', undefined],
  ['-5s', undefined],
  ['5 m', undefined],
  ['5d', undefined],
]

for (const [text, expected] of durations) {
  test(`duration "${text}"`, () => assert.is(parseDuration(text), expected))
}

test.run()
