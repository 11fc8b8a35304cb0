// Workflow commands of GitHub Actions as lines. Nothing in a value can end the command or begin another one.
import { neutralizeCommands } from '../../guard/escape.ts'

/** What stands behind the name of a command. */
export type CommandProperties = Readonly<Record<string, string | number | undefined>>

/** One command, without a line end; a property that is undefined is left out. */
export function githubCommand(name: string, properties: CommandProperties, text: string): string {
  const said = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${escapeProperty(String(value))}`],
  )
  return `::${name}${said.length === 0 ? '' : ` ${said.join(',')}`}::${escapeData(text)}`
}

/** As the runner reads it (actions/runner:src/Runner.Common/ActionCommand.cs): the per cent sign first. `##[` is looked for anywhere. */
function escapeData(text: string): string {
  const harmless = text.split('\n').map(neutralizeCommands).join('\n')
  return harmless.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
