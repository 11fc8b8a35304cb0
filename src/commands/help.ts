// The help text of a command, made from the tables. Needs neither yargs nor the command's code, so that it is quick.
import type { Command } from './command-row.ts'
import { COMMANDS, flagsOf } from './command.ts'
import type { Flag } from './flags/flag.ts'
import { FLAG_GROUPS } from './flags/flag.ts'
import { flagSyntax, flagText } from './flags/flags.ts'
import { wrap } from '../report/display-width.ts'

/** The whole help, ending in a line end. */
export function helpText(command: Command, columns: number): string {
  const width = Math.min(Math.max(columns, 60), 120)
  const flags = flagsOf(command)
  const syntaxWidth = Math.max(...flags.map((flag) => syntax(flag).length))
  const sections = [
    `${command.summary}.`,
    `Usage:\n  ${command.usage}`,
    `Examples:\n${command.examples.map(({ command: line, what }) => `  # ${what}\n  ${line}`).join('\n')}`,
    ...(command.name === '' ? [commandSection()] : []),
    ...FLAG_GROUPS.flatMap((group) => {
      const members = flags.filter((flag) => flag.group === group)
      return members.length === 0
        ? []
        : [`${group}:\n${members.map((flag) => flagLines(flag, syntaxWidth, width)).join('\n')}`]
    }),
    ...(command.name === '' ? [EXIT_CODE_TEXT] : []),
  ]
  return `${sections.join('\n\n')}\n`
}

const EXIT_CODE_TEXT = `Exit codes:
  0 succeeded   1 sync failed   2 wrong usage   3 invalid manifests
  4 cluster or credentials   5 locked by another run   6 out of time
  64 wrong usage of plan --detailed-exitcode   70 a fault of this program
  74 the output could not be written   129, 130, 143 ended by a signal`

function commandSection(): string {
  const named = COMMANDS.filter(({ name }) => name !== '')
  const width = Math.max(...named.map(({ name }) => name.length))
  return `Commands:\n${named.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join('\n')}`
}

/** Long forms stand in one column, whether or not there is a short one. */
function syntax(flag: Flag): string {
  return flag.alias === undefined ? `    ${flagSyntax(flag)}` : flagSyntax(flag)
}

function flagLines(flag: Flag, syntaxWidth: number, width: number): string {
  const indent = syntaxWidth + 4
  return wrap(flagText(flag), width - indent)
    .map((line, index) =>
      index === 0 ? `  ${syntax(flag).padEnd(syntaxWidth)}  ${line}` : `${' '.repeat(indent)}${line}`,
    )
    .join('\n')
}
