// The commands and their flags as tables, from the same data as the help.
import type { Command } from '../../src/commands/command-row.ts'
import { COMMANDS, flagsOf, SYNC_COMMAND } from '../../src/commands/command.ts'
import type { Flag } from '../../src/commands/flags/flag.ts'
import { FLAG_GROUPS } from '../../src/commands/flags/flag.ts'
import { flagSyntax, flagText } from '../../src/commands/flags/flags.ts'
import { table } from './markdown.ts'

/** Where each command is told about, as the README links to it. */
const PLACES: Readonly<Record<string, string>> = {
  '': '#use',
  plan: 'docs/plan-and-rehearse.md#plan',
  delete: 'docs/apps.md#delete',
  rehearse: 'docs/plan-and-rehearse.md#rehearse',
  explain: 'docs/plan-and-rehearse.md#explain',
  health: 'docs/health.md#ask-for-it',
  config: 'docs/settings.md#what-holds',
  replay: 'docs/plan-and-rehearse.md#replay',
  unlock: '#two-runs-at-once',
  helm: 'docs/helm.md#the-wrapper',
  'post-render': 'docs/helm.md#the-post-renderer',
}

/** All commands in their order. */
export function commandTable(): string {
  const rows = COMMANDS.map(({ name, summary }) => {
    const place = PLACES[name]
    const code = `\`kubectl hooksync${name === '' ? '' : ` ${name}`}\``
    return [place === undefined ? code : `[${code}](${place})`, summary]
  })
  return table(['command', 'what it does'], rows)
}

/** The flags of a sync, all of them, a table for each group. */
export function syncFlagTables(): string {
  const flags = flagsOf(SYNC_COMMAND)
  return FLAG_GROUPS.flatMap((group) => {
    const rows = flags.filter((flag) => flag.group === group).map(rowOf)
    return rows.length === 0 ? [] : table([group, ''], rows)
  }).join('\n\n')
}

/** The flags of another command: those of its own in a table, and the names of those that it shares with a sync. */
export function commandFlags(name: string): string {
  const command = commandNamed(name)
  const common = new Map(flagsOf(SYNC_COMMAND).map((flag) => [flag.name, flagText(flag)]))
  const flags = flagsOf(command)
  const own = flags.filter((flag) => common.get(flag.name) !== flagText(flag))
  const shared = flags.filter((flag) => !own.includes(flag))
  const names = shared.map((flag) => `\`${shortest(flag)}\``).join(', ')
  if (own.length === 0) return `\`${name}\` has no flags of its own but ${names}.`
  return [
    table(['flag', 'meaning'], own.map(rowOf)),
    ...(shared.length === 0 ? [] : [`As in [a sync](../README.md#flags): ${names}.`]),
  ].join('\n\n')
}

function commandNamed(name: string): Command {
  const command = COMMANDS.find((candidate) => candidate.name === name)
  if (command === undefined) throw new Error(`there is no command ${name}`)
  return command
}

function rowOf(flag: Flag): readonly string[] {
  return [`\`${flagSyntax(flag)}\``, flagText(flag)]
}

function shortest({ alias, name }: Flag): string {
  return alias === undefined ? `--${name}` : `-${alias}`
}
