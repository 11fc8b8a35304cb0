// The first words of a command line → the command, and what is left for it. An unknown one is told with the near one.
import { UsageError } from '../errors.ts'
import { suggest } from '../manifest/suggest.ts'
import type { Command } from './command-row.ts'
import { COMMANDS, SYNC_COMMAND } from './command.ts'

/** A command's name comes first; without one it is a sync. `help` before or behind it asks for its help. */
export function pickCommand(argv: readonly string[]): readonly [Command, readonly string[]] {
  const [first, second] = argv
  if (first === undefined || first.startsWith('-')) return [SYNC_COMMAND, argv]
  if (first === 'help') {
    return [second === undefined || second.startsWith('-') ? SYNC_COMMAND : commandNamed(second), ['--help']]
  }
  // What looks like a path is told how paths are given.
  if (/[./\\]/.test(first)) return [SYNC_COMMAND, argv]
  const command = commandNamed(first)
  return [command, second === 'help' ? ['--help'] : argv.slice(1)]
}

/** Words of other tools, and what does that here; '' is the sync itself. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['apply', ''],
  ['deploy', ''],
  ['run', ''],
  ['sync', ''],
  ['diff', 'plan'],
  ['dry-run', 'plan'],
  ['preview', 'plan'],
  ['simulate', 'rehearse'],
  ['test', 'rehearse'],
  ['why', 'explain'],
  ['settings', 'config'],
  ['force-unlock', 'unlock'],
  ['destroy', 'delete'],
  ['remove', 'delete'],
  ['uninstall', 'delete'],
  ['install', 'helm install'],
  ['upgrade', 'helm upgrade'],
])

function commandNamed(word: string): Command {
  const named = COMMANDS.find(({ name }) => name !== '' && name === word)
  if (named !== undefined) return named
  const names = COMMANDS.flatMap(({ name }) => (name === '' ? [] : [name]))
  const near = ELSEWHERE.get(word.toLowerCase()) ?? suggest(word, names)
  throw new UsageError(`there is no command "${word}"`, hintFor(word, near))
}

function hintFor(word: string, near: string | undefined): string {
  if (near === '') return 'a sync needs no name of a command: kubectl hooksync -f PATH'
  if (near !== undefined) return `did you mean kubectl hooksync ${near}?`
  return `kubectl hooksync --help lists the commands; files and directories are given with -f: kubectl hooksync -f ${word}`
}
