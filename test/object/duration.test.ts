// Durations as Go writes them.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { durationText, parseDuration } from '../../src/object/duration.ts'

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

for (const [milliseconds, text] of [
  [0, '0s'],
  [8000, '8s'],
  [1500, '1.5s'],
  [90_000, '1m30s'],
  [1_800_000, '30m'],
  [5_400_000, '1h30m'],
] as const) {
  test(`${milliseconds} ms are written ${text}`, () => {
    assert.is(durationText(milliseconds), text)
    assert.is(parseDuration(text), milliseconds)
  })
}

test.run()
