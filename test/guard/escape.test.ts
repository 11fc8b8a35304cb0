import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sanitizeEvent } from '../../src/report/presenter.ts'
import { neutralizeCommands, sanitizeJson, sanitizeText } from '../../src/guard/escape.ts'
import { events } from '../report/build-events.ts'

const test = suite('sanitize')

const TEXTS: readonly (readonly [string, string, string])[] = [
  ['plain text stays', 'héllo, 世界 👍 \u0301', 'héllo, 世界 👍 \u0301'],
  ['colours go', '\u001b[1;31mred\u001b[0m', 'red'],
  ['cursor movements and clearing go', '\u001b[2J\u001b[10;5Hx\u001b[?25l', 'x'],
  ['one-byte CSI goes', '\u009b31mred', 'red'],
  ['window titles go, ended by BEL or ST', '\u001b]0;owned\u0007a\u001b]8;;http://x\u001b\\b', 'ab'],
  ['device control strings go', '\u001bP1$r0m\u001b\\x', 'x'],
  ['short sequences go', '\u001bcx\u001b(By\u001b7', 'xy'],
  ['an unfinished sequence becomes visible', 'x\u001b[', 'x\\x1b['],
  ['other control characters become visible', 'a\u0000b\u0007c\u007fd\u0085e', 'a\\x00b\\x07c\\x7fd\\x85e'],
  ['tabs become spaces', 'a\tb', 'a    b'],
  ['line feeds stay and a return before one goes', 'a\r\nb\r', 'a\nb'],
  ['a return in a line becomes visible', 'safe\rEVIL', 'safe\\x0dEVIL'],
  ['bidi overrides and isolates become visible', 'a\u202eb\u2066c\u200fd', 'a\\u202eb\\u2066c\\u200fd'],
  ['line separators become visible', 'a\u2028b', 'a\\u2028b'],
  ['half characters are replaced', 'a\ud800b\udc00', 'a\ufffdb\ufffd'],
]

for (const [title, text, expected] of TEXTS) {
  test(title, () => assert.is(sanitizeText(text), expected))
}

const COMMANDS: readonly (readonly [string, string])[] = [
  ['::error file=x::boo', ': :error file=x::boo'],
  ['   ::set-output name=a::b', '   : :set-output name=a::b'],
  ['text ::error::', 'text ::error::'],
  ['time ##[error]boo', 'time # #[error]boo'],
  ['##vso[task.setvariable variable=x]y', '# #vso[task.setvariable variable=x]y'],
  ["##teamcity[buildStatus text='x']", "# #teamcity[buildStatus text='x']"],
  ['## heading [x]', '## heading [x]'],
]

for (const [line, expected] of COMMANDS) {
  test(`no CI system takes ${line} for a command`, () => assert.is(neutralizeCommands(line), expected))
}

test('JSON keeps its value and has no character that a terminal obeys', () => {
  const value = { text: '\u001b[31m\u009b\u202e\u2028\u007f' }
  const json = sanitizeJson(JSON.stringify(value))
  assert.is(json, '{"text":"\\u001b[31m\\u009b\\u202e\\u2028\\u007f"}')
  assert.equal(JSON.parse(json), value)
})

const ECHOED: readonly string[] = [
  'time ##[error]boo',
  '##vso[task.setvariable variable=x]y',
  "##TeamCity[buildStatus text='x']",
  '####[group]',
  'C:\\##[command]',
  '::error::boo',
]

for (const text of ECHOED) {
  test(`JSON with ${text} in it keeps its value, and no CI system takes a line of it for a command`, () => {
    const value = { [text]: [text, `a\n${text}`] }
    for (const json of [JSON.stringify(value), JSON.stringify(value, null, 2)]) {
      const safe = sanitizeJson(json)
      assert.equal(JSON.parse(safe), value)
      for (const line of safe.split('\n')) assert.is(neutralizeCommands(line), line)
    }
  })
}

test('every string of an event is sanitized but the excerpt, whose columns count', () => {
  const location = { source: 'a\u001b[1m', line: 1, column: 2, excerpt: '\tx' }
  const diagnostic = { code: 'X', severity: 'error', message: 'b\u0007', location } as const
  const [event] = events({ type: 'diagnostic', diagnostic })
  if (event === undefined) throw new Error('no event')
  const expected = { ...diagnostic, message: 'b\\x07', location: { ...location, source: 'a' } }
  assert.equal(sanitizeEvent(event), { ...event, diagnostic: expected })
})

test.run()
