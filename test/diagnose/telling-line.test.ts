// The line of a log that tells most: a table of logs as programs end them, and that no text is ever made up.
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { tellingLine } from '../../src/diagnose/telling-line.ts'
import { SEED } from '../support/seed.ts'

const test = suite('the telling line')

/** What is said last, a line each, and which of them tells. */
const LOGS: readonly (readonly [string, readonly string[], string | undefined])[] = [
  ['nothing', [], undefined],
  ['blanks', ['', '  ', '\t'], undefined],
  ['one line', ['starting'], 'starting'],
  ['no error at all', ['connecting', 'loading 12 rows'], 'loading 12 rows'],
  ['a bye', ['ERROR: column "x" does not exist', 'bye'], 'ERROR: column "x" does not exist'],
  ['blanks behind it', ['no such table', '', ''], 'no such table'],
  ['only noise', ['bye', '}'], '}'],
  [
    'psql',
    ['psql:m.sql:3: ERROR:  relation "a" exists', 'LINE 1: create table a', '             ^'],
    'psql:m.sql:3: ERROR:  relation "a" exists',
  ],
  ['a shell', ['/bin/sh: 1: psql: not found', '+ exit 127'], '/bin/sh: 1: psql: not found'],
  [
    'a shell that tells its exit',
    ['curl: (7) Failed to connect to db port 80', 'exit 1'],
    'curl: (7) Failed to connect to db port 80',
  ],
  [
    'a wrapper',
    ['FATAL: password authentication failed', 'command terminated with exit code 2', 'migration failed'],
    'FATAL: password authentication failed',
  ],
  ['make', ['no rule for x: cannot build', 'make: *** [Makefile:3: migrate] Error 1'], 'no rule for x: cannot build'],
  [
    'npm',
    [
      'Error: P1001: cannot reach db',
      'npm notice New major version of npm',
      'npm error code ELIFECYCLE',
      'npm error errno 1',
      'npm error A complete log of this run can be found in: /x',
    ],
    'Error: P1001: cannot reach db',
  ],
  [
    'Node',
    [
      'Error: connect ECONNREFUSED 10.0.0.1:5432',
      '    at TCP.after [as oncomplete] (node:net:1:2) {',
      '  errno: -111,',
      "  code: 'ECONNREFUSED',",
      '  port: 5432',
      '}',
      '',
      'Node.js v22.1.0',
    ],
    'Error: connect ECONNREFUSED 10.0.0.1:5432',
  ],
  [
    'Python',
    [
      'Traceback (most recent call last):',
      '  File "/app/m.py", line 3, in <module>',
      '    main()',
      'psycopg2.OperationalError: connection refused',
    ],
    'psycopg2.OperationalError: connection refused',
  ],
  [
    'Java',
    [
      'Exception in thread "main" java.lang.RuntimeException: boot',
      '\tat a.B.c(B.java:3)',
      'Caused by: java.io.IOException: disk full',
      '\tat a.D.e(D.java:9)',
      '\t... 12 more',
    ],
    'Caused by: java.io.IOException: disk full',
  ],
  [
    'Go',
    [
      'panic: runtime error: index out of range [3]',
      '',
      'goroutine 1 [running]:',
      'main.main()',
      '\t/app/main.go:10 +0x1d',
      'exit status 2',
    ],
    'panic: runtime error: index out of range [3]',
  ],
  ['an end without fault', ['cannot open /data/a', 'Done.', '0 errors, 12 warnings'], 'cannot open /data/a'],
  [
    'levels',
    ['level=error msg="no space left"', 'level=info msg="last error was told"'],
    'level=error msg="no space left"',
  ],
  [
    'JSON',
    ['{"level":"error","msg":"no \\"x\\" here"}', '{"level":"info","msg":"shutting down after error"}'],
    'no "x" here',
  ],
  [
    'JSON with its error',
    ['{"level":"error","msg":"Reconciler error","error":"dial tcp: refused"}'],
    'Reconciler error: dial tcp: refused',
  ],
  ['pino', ['{"level":60,"err":{"message":"bad key"},"msg":"died"}', '{"level":30,"msg":"bye"}'], 'died: bad key'],
  ['half of JSON', ['{"level":"error","msg":"cut o'], '{"level":"error","msg":"cut o'],
  ['JSON without a text', ['{"a":1}'], '{"a":1}'],
  ['colours', ['\u001b[31merror: no disk\u001b[0m', '\u001b[2mbye\u001b[0m'], '\u001b[31merror: no disk\u001b[0m'],
  ['a termination message of many lines', ['error: one\r\nbye\r\n'], 'error: one'],
  ['what only begins as a bye', ['byebug: stopped at line 3'], 'byebug: stopped at line 3'],
]

for (const [name, lines, told] of LOGS) {
  test(name, () => assert.is(tellingLine(lines), told))
}

test('what stands further up is not looked for, and nothing that is said is an error of then', () => {
  const later = Array.from({ length: 40 }, (_, index) => `row ${index}`)
  assert.is(tellingLine(['error: long ago', ...later]), 'row 39')
  assert.is(tellingLine(['error: just so', ...later.slice(1)]), 'error: just so')
})

test('a long line is cut, and not in the middle of a character', () => {
  const told = tellingLine([`${'x'.repeat(398)}${'\u{1f600}'.repeat(600_000)}`]) ?? ''
  assert.equal([told.length, told.at(-1), told.charCodeAt(397)], [399, '…', 120])
})

// What a pattern could take in more than one way: each alone, each beside each, many times, and then what it does not end with.
const PIECES = ['- ', '-: ', 'a: ', 'a', '1', '-', '.', '/', ' ', '\t', '_', ':', '=', '"', "'", '(', '{', '[', '0x', '0', '+', 'T', 'no '] // prettier-ignore
const BEFORE = [
  '',
  'npm error ',
  'level ',
  'error ',
  'exit code ',
  'File "',
  'from ',
  '1: ',
  'goroutine 1 ',
  'f(',
  '[a]: ',
]
const BEHIND = ['x', 'error x', 'info', 'exit x', '!']

test('no line takes long', () => {
  const pairs = PIECES.flatMap((one) => PIECES.map((other) => one + other))
  const slow: string[] = []
  for (const [index, pair] of pairs.entries()) {
    const middle = pair.repeat(Math.ceil(1900 / pair.length))
    const behind = BEHIND[index % BEHIND.length] ?? ''
    const before = BEFORE.map((text) => `${text}${middle}${behind}`)
    const begun = performance.now()
    tellingLine([...before, ...BEHIND.map((text) => `${middle}${text}`)])
    if (performance.now() - begun > 500) slow.push(pair)
  }
  assert.equal(slow, [])
})

test('what stands before an exit code or a level is looked through', () => {
  for (const last of [
    '-: -: exit status 1',
    '... command exited  with code 2',
    '-> sh: ./run.sh: exit code 3',
    '2026-12-01T01:02:03Z INFO no error',
    '[2026-12-01 01:02:03,123] [debug] error 3',
  ])
    assert.is(tellingLine(['cannot open /data/a', last]), 'cannot open /data/a', last)
})

test('never a text that is not there', () => {
  const part = fc.constantFrom(
    'error',
    'bye',
    '{',
    '}',
    '"msg":',
    '"level":"error"',
    'x',
    ' ',
    '\u001b[1m',
    '\\',
    '"',
    ',',
    'at ',
    'é',
  )
  const anyLine = fc.oneof(
    fc.string(),
    fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')),
    fc.json(),
  )
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 6 }), (lines) => {
      const told = tellingLine(lines)
      if (told === undefined) return lines.every((line) => line.trim() === '')
      const whole = told.replace(/…$/, '')
      return lines.some((line) => line.includes(whole) || holds(line, whole))
    }),
    { numRuns: 2000, seed: SEED },
  )
})

function holds(line: string, text: string): boolean {
  try {
    const values = Object.values(JSON.parse(line) as Record<string, unknown>).map(String)
    return text.split(': ').every((part) => values.some((value) => value.replaceAll(/\s+/g, ' ').includes(part)))
  } catch {
    return false
  }
}

test.run()
