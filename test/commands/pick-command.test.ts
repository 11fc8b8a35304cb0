import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { COMMANDS } from '../../src/commands/command.ts'
import { COMMAND_WORDS } from '../../src/commands/flags/parse-flags.ts'
import { pickCommand } from '../../src/commands/pick-command.ts'
import { UsageError } from '../../src/errors.ts'
import { runMain } from '../support/run-main.ts'

const test = suite('pick command')

const picked: readonly (readonly [line: string, name: string, rest: readonly string[]])[] = [
  ['', '', []],
  ['-f plan', '', ['-f', 'plan']],
  ['plan -f x', 'plan', ['-f', 'x']],
  ['help', '', ['--help']],
  ['help plan', 'plan', ['--help']],
  ['help --color=never', '', ['--help']],
  ['plan help', 'plan', ['--help']],
  ['explain help', 'explain', ['--help']],
  ['helm help', 'helm', ['--help']],
  ['helm upgrade help', 'helm', ['upgrade', 'help']],
  ['./plan', '', ['./plan']],
  ['deploy/', '', ['deploy/']],
]

for (const [line, name, rest] of picked) {
  test(`kubectl hooksync ${line}`, () => {
    const [command, args] = pickCommand(line.split(' ').filter((word) => word !== ''))
    assert.equal([command.name, args], [name, rest])
  })
}

const SYNC = 'a sync needs no name of a command: kubectl hooksync -f PATH'
const LISTS = 'kubectl hooksync --help lists the commands; files and directories are given with -f: kubectl hooksync -f'

const unknown: readonly (readonly [words: readonly string[], word: string, hint: string])[] = [
  [['reherse'], 'reherse', 'did you mean kubectl hooksync rehearse?'],
  [['Plan'], 'Plan', 'did you mean kubectl hooksync plan?'],
  [['plans', '-f', 'x'], 'plans', 'did you mean kubectl hooksync plan?'],
  [['postrender'], 'postrender', 'did you mean kubectl hooksync post-render?'],
  [['diff', '-f', 'x'], 'diff', 'did you mean kubectl hooksync plan?'],
  [['upgrade', 'shop'], 'upgrade', 'did you mean kubectl hooksync helm upgrade?'],
  [['help', 'reherse'], 'reherse', 'did you mean kubectl hooksync rehearse?'],
  [['apply', '-f', 'x'], 'apply', SYNC],
  [['sync'], 'sync', SYNC],
  [['deploy'], 'deploy', SYNC],
  [['status'], 'status', `${LISTS} status`],
  [['prod'], 'prod', `${LISTS} prod`],
]

for (const [words, word, hint] of unknown) {
  test(`kubectl hooksync ${words.join(' ')} is told: ${hint}`, async () => {
    assert.throws(
      () => pickCommand(words),
      (error: unknown) =>
        error instanceof UsageError && error.message === `there is no command "${word}"` && error.hint === hint,
    )
    const stderr = `error: there is no command "${word}"\n  ${hint}\n`
    assert.equal(await runMain(words), { exitCode: 2, stdout: '', stderr })
  })
}

test('the words that a flag parser knows as commands are the commands', () => {
  assert.equal(
    COMMANDS.flatMap(({ name }) => (name === '' ? [] : [name])),
    COMMAND_WORDS,
  )
})

test.run()
