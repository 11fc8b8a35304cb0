import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { COMMANDS, SYNC_COMMAND } from '../../src/commands/command.ts'
import { FLAGS, flagSyntax, flagText, flagsNamed } from '../../src/commands/flags/flags.ts'
import { EXIT_CODES } from '../../src/errors.ts'
import { helpText } from '../../src/commands/help.ts'
import { parseFlags } from '../../src/commands/flags/parse-flags.ts'
import { readSyncFlags } from '../../src/commands/flags/sync-flags.ts'

const test = suite('help')

test('the help names every flag, command, example and exit code', () => {
  const text = helpText(SYNC_COMMAND, 100)
  for (const flag of FLAGS) assert.match(text, flagSyntax(flag))
  for (const { name, summary } of COMMANDS.slice(1)) assert.match(text, new RegExp(`^ {2}${name} +${summary}$`, 'm'))
  for (const { command } of SYNC_COMMAND.examples) assert.match(text, `  ${command}\n`)
  for (const code of Object.values(EXIT_CODES)) assert.match(text, new RegExp(`\\b${code}\\b`))
})

test('the help fits the terminal and has no trailing spaces', () => {
  for (const columns of [60, 80, 120]) {
    const lines = helpText(SYNC_COMMAND, columns).split('\n')
    const examples = new Set(SYNC_COMMAND.examples.flatMap(({ command, what }) => [`  ${command}`, `  # ${what}`]))
    const flags = lines.filter((line) => /^ {2}.{2}/.test(line) && !examples.has(line) && columns > 60)
    assert.equal(
      flags.filter((line) => line.length > columns),
      [],
    )
    assert.equal(
      lines.filter((line) => /\s$/.test(line)),
      [],
    )
  }
})

test('the help of a command has its own flags only', () => {
  const version = COMMANDS.find(({ name }) => name === 'version')
  if (version === undefined) throw new Error('no version command')
  assert.is(
    helpText(version, 100),
    `Print the version.

Usage:
  kubectl hooksync version

Examples:
  # the version of the program
  kubectl hooksync version

Output:
  -v, --verbose  tell unchanged resources and every health change, and where a fault of ours comes
                 from
  -h, --help     this text
      --version  the version
`,
  )
})

test('every example is a right command line', () => {
  for (const { command } of SYNC_COMMAND.examples) {
    const args = command
      .replace(/^.*kubectl hooksync /, '')
      .replace(/ >.*$/, '')
      .split(' ')
    readSyncFlags(parseFlags(args, flagsNamed(SYNC_COMMAND.flags)))
  }
})

const FORMS: readonly (readonly [string, string, string])[] = [
  ['filename', '-f, --filename=PATH', 'file, directory or URL with manifests, or - for standard input; repeatable'],
  ['wait', '--[no-]wait', 'wait until the resources of the last wave are healthy, too (default: on)'],
  [
    'color',
    '--color=WHEN',
    'use colours; auto: on a terminal, unless NO_COLOR is set (one of auto, always, never; default: auto)',
  ],
  [
    'create-namespace',
    '--create-namespace[=WHICH]',
    'create the namespace when it is absent, as --sync-option CreateNamespace=true does; all: every namespace that the manifests name (one of true, false, all; default: false)',
  ],
]

for (const [name, syntax, text] of FORMS) {
  test(`--${name} is written and told as the table says`, () => {
    const flag = FLAGS.find((candidate) => candidate.name === name)
    if (flag === undefined) throw new Error('no such flag')
    assert.equal([flagSyntax(flag), flagText(flag)], [syntax, text])
  })
}

test.run()
