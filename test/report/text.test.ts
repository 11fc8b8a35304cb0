import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { displayWidth, padEnd, truncate, truncateMiddle } from '../../src/report/display-width.ts'
import { formatAge, formatDuration, formatLeft, formatOffset } from '../../src/report/duration.ts'
import { createJsonLinesPresenter } from '../../src/report/json-lines.ts'
import { styleKind } from '../../src/report/style.ts'
import { defaultFormat } from '../../src/report/create-presenter.ts'
import { events, memoryOutput } from './build-events.ts'

const test = suite('text')

const DURATIONS: readonly (readonly [number, string, string])[] = [
  [0, '0ms', '0.0s'],
  [85.4, '85ms', '0.1s'],
  [999, '999ms', '1.0s'],
  [4200, '4.2s', '4.2s'],
  [59_949, '59.9s', '59.9s'],
  [59_950, '1m00s', '60.0s'],
  [65_000, '1m05s', '65.0s'],
  [99_950, '1m40s', '1m40s'],
  [3_599_600, '1h00m', '1h00m'],
  [7_380_000, '2h03m', '2h03m'],
  [-5, '0ms', '0.0s'],
]

for (const [milliseconds, duration, offset] of DURATIONS) {
  test(`${milliseconds} ms read ${duration} and ${offset}`, () => {
    assert.is(formatDuration(milliseconds), duration)
    assert.is(formatOffset(milliseconds), offset)
  })
}

for (const [milliseconds, left] of [
  [4900, '5s'],
  [4000, '4s'],
  [1, '1s'],
  [0, '0s'],
  [-900, '0s'],
  [59_100, '1m00s'],
  [3_599_001, '1h00m'],
  [3_600_000, '1h00m'],
  [3_600_001, '1h01m'],
  [7_380_000, '2h03m'],
] as const) {
  test(`${milliseconds} ms that are left read ${left}`, () => assert.is(formatLeft(milliseconds), left))
}

test('how long it lasts and how long it has left make the whole, at any moment', () => {
  for (let at = 0; at <= 600_000; at += 777) {
    const [age, left] = [formatAge(at), formatLeft(600_000 - at)].map((text) => {
      const [, minutes = '0', seconds = ''] = /^(?:(\d+)m)?(\d+)s$/.exec(text) ?? []
      return Number(minutes) * 60 + Number(seconds)
    })
    assert.is((age ?? 0) + (left ?? 0), 600, `${at}`)
  }
})

const WIDTHS: readonly (readonly [string, number])[] = [
  ['abc', 3],
  ['é', 1],
  ['e\u0301', 1],
  ['世界', 4],
  ['한', 2],
  ['ｗ', 2],
  ['👍', 2],
  ['a\u200db', 2],
  ['✓', 1],
]

for (const [text, width] of WIDTHS) {
  test(`${text} takes ${width} columns`, () => assert.is(displayWidth(text), width))
}

test('text is cut to columns, never through a wide character', () => {
  assert.is(truncate('abcdef', 6), 'abcdef')
  assert.is(truncate('abcdef', 4), 'abc…')
  assert.is(truncate('世界世界', 5), '世界…')
  assert.is(truncate('世界世界', 4), '世…')
  assert.is(truncate('abc', 0), '')
  assert.is(padEnd('世', 4), '世  ')
})

test('a name is cut in its middle, never through a wide character', () => {
  assert.is(truncateMiddle('abcdef', 6), 'abcdef')
  assert.is(truncateMiddle('settings-of-the-shop-001', 11), 'setti…p-001')
  assert.is(truncateMiddle('世界世界世', 7), '世界…世')
  for (const columns of [0, 1, 2, 3]) assert.ok(displayWidth(truncateMiddle('世界世界', columns)) <= columns)
})

test('JSON lines are the events as they are', () => {
  const output = memoryOutput()
  const presenter = createJsonLinesPresenter(output)
  const list = events({ type: 'wave-delayed', milliseconds: 5 }, { type: 'phase-started', phase: 'Sync' })
  for (const event of list) presenter.event(event)
  presenter.end()
  assert.is(
    output.text,
    '{"type":"wave-delayed","milliseconds":5,"v":1,"seq":1,"at":1700000000000}\n' +
      '{"type":"phase-started","phase":"Sync","v":1,"seq":2,"at":1700000000000}\n',
  )
})

test('colours are on when told so, or on a terminal that wants them', () => {
  const terminal = { isTTY: true }
  assert.is(styleKind('auto', terminal, {}), 'coloured')
  assert.is(styleKind('auto', terminal, { NO_COLOR: '1' }), 'plain')
  assert.is(styleKind('auto', terminal, { TERM: 'dumb' }), 'plain')
  assert.is(styleKind('auto', { isTTY: false }, {}), 'plain')
  assert.is(styleKind('always', { isTTY: false }, { NO_COLOR: '1' }), 'coloured')
  assert.is(styleKind('never', terminal, {}), 'plain')
})

test('the live view is the default only for a person at a terminal', () => {
  const terminal = memoryOutput({ isTTY: true })
  assert.is(defaultFormat(terminal, {}), 'terminal')
  assert.is(defaultFormat(terminal, { CI: 'true' }), 'plain')
  assert.is(defaultFormat(terminal, { TERM: 'dumb' }), 'plain')
  assert.is(defaultFormat(memoryOutput(), {}), 'plain')
  assert.is(defaultFormat({ isTTY: true, columns: 80, write: () => {} }, {}), 'plain')
})

test.run()
