// What a person reads of a diagnostic.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Diagnostic } from '../../src/manifest/diagnostic.ts'
import { renderDiagnostic } from '../../src/manifest/render-diagnostic.ts'

const test = suite('render-diagnostic')

const base: Diagnostic = { code: 'UNKNOWN_HOOK_TYPE', severity: 'error', message: '"PreSinc" is not a hook type' }

const at = (excerpt: string, column: number): Diagnostic => ({
  ...base,
  location: { source: 'manifests/migrate.yaml', line: 12, column, excerpt },
})

const ROWS: readonly (readonly [title: string, diagnostic: Diagnostic, text: readonly string[]])[] = [
  ['without a place there is one line', base, ['UNKNOWN_HOOK_TYPE "PreSinc" is not a hook type']],
  [
    'place, line, caret and remedy',
    { ...at('hook: PreSinc', 7), hint: 'did you mean PreSync?' },
    [
      'manifests/migrate.yaml:12:7 UNKNOWN_HOOK_TYPE "PreSinc" is not a hook type',
      '  hook: PreSinc',
      '        ^',
      '  did you mean PreSync?',
    ],
  ],
  [
    'a warning says so',
    { ...at('hook: PreSinc', 7), severity: 'warning' },
    [
      'manifests/migrate.yaml:12:7 warning UNKNOWN_HOOK_TYPE "PreSinc" is not a hook type',
      '  hook: PreSinc',
      '        ^',
    ],
  ],
  [
    'a tab is one blank wide',
    at('\thook:\tx', 7),
    ['manifests/migrate.yaml:12:7 UNKNOWN_HOOK_TYPE "PreSinc" is not a hook type', '   hook: x', '        ^'],
  ],
  [
    'control characters cannot reach a terminal, and the caret stays right',
    at('a\u001b[2Jb: x\u202e', 9),
    [
      'manifests/migrate.yaml:12:9 UNKNOWN_HOOK_TYPE "PreSinc" is not a hook type',
      String.raw`  a\u001b[2Jb: x\u202e`,
      '               ^',
    ],
  ],
  [
    'a long line is cut around the caret',
    at(`${'a'.repeat(150)}x${'b'.repeat(49)}`, 151),
    [
      'manifests/migrate.yaml:12:151 UNKNOWN_HOOK_TYPE "PreSinc" is not a hook type',
      `  …${'a'.repeat(37)}x${'b'.repeat(36)}…`,
      `  ${' '.repeat(38)}^`,
    ],
  ],
  [
    'a long line is cut behind the caret, and shown to its end where that is near',
    at(`${'a'.repeat(150)}x`, 151),
    [
      'manifests/migrate.yaml:12:151 UNKNOWN_HOOK_TYPE "PreSinc" is not a hook type',
      `  …${'a'.repeat(74)}x`,
      `  ${' '.repeat(75)}^`,
    ],
  ],
  [
    'what fits 80 columns is whole',
    at('a'.repeat(76), 1),
    ['manifests/migrate.yaml:12:1 UNKNOWN_HOOK_TYPE "PreSinc" is not a hook type', `  ${'a'.repeat(76)}`, '  ^'],
  ],
  [
    'a column beyond the excerpt shows no line',
    at('a'.repeat(200), 900),
    ['manifests/migrate.yaml:12:900 UNKNOWN_HOOK_TYPE "PreSinc" is not a hook type'],
  ],
  [
    'a blank line is not shown',
    at('  ', 3),
    ['manifests/migrate.yaml:12:3 UNKNOWN_HOOK_TYPE "PreSinc" is not a hook type'],
  ],
  [
    'a message cannot steer the terminal either',
    { ...base, message: '"\u001b]0;x\u0007\n" is not a hook type' },
    [String.raw`UNKNOWN_HOOK_TYPE "\u001b]0;x\u0007\u000a" is not a hook type`],
  ],
]

for (const [title, diagnostic, text] of ROWS) {
  test(title, () => {
    assert.equal(renderDiagnostic(diagnostic).split('\n'), text)
  })
}

test.run()
