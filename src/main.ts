// The program as a function: picks the command, runs it, turns what was thrown into a message and an exit code.
import { flagsOf } from './commands/command.ts'
import { BARE_RENDER_COMMAND } from './commands/helm/helm-commands.ts'
import { RENDER_FLAG_TABLE } from './commands/flags/tables/render.ts'
import { TOLD_FLAGS } from './commands/flags/tables/told.ts'
import { helpText } from './commands/help.ts'
import { pickCommand } from './commands/pick-command.ts'
import { EXIT_CODES, HooksyncError, UsageError, explainError, messageOf } from './errors.ts'
import type { Io } from './io.ts'
import { tellPeople } from './guard/tell.ts'
import { VERSION } from './version.ts'

/** Runs the program with the arguments behind its name. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(argv, io)
  } catch (error) {
    if (!(error instanceof HooksyncError)) {
      tellPeople(io.stderr, io.guard, bugReport(error, argv))
      return EXIT_CODES.bug
    }
    tellPeople(io.stderr, io.guard, `error: ${explainError(error).join('\n  ')}`)
    return error instanceof UsageError && tellsChanges(argv) ? EXIT_CODES.usageOfPlan : error.exitCode
  }
}

/** Whether the exit code is to say that a sync would change something: then 2 says nothing else. */
export function tellsChanges(argv: readonly string[]): boolean {
  return argv.some((arg) => arg === '--detailed-exitcode' || arg === '--detailed-exitcode=true')
}

async function dispatch(argv: readonly string[], io: Io): Promise<number> {
  const [command, args] = isBareRender(argv, io) ? ([BARE_RENDER_COMMAND, argv] as const) : pickCommand(argv)
  if (command.runWords !== undefined && !isAboutUs(args)) return command.runWords(args, io)
  // Both are answered before anything is loaded, whatever else stands on the line.
  const flags = args.slice(0, args.includes('--') ? args.indexOf('--') : args.length)
  if (flags.includes('--help') || flags.includes('-h')) {
    io.stdout.write(helpText(command, io.stdout.columns))
    return EXIT_CODES.succeeded
  }
  if (flags.includes('--version')) {
    io.stdout.write(`kubectl-hooksync ${VERSION}\n`)
    return EXIT_CODES.succeeded
  }
  const { parseFlags } = await import('./commands/flags/parse-flags.ts')
  return command.run(parseFlags(args, flagsOf(command), command.positionals), io)
}

/** Of a command that hands its words on: whether they are for us, for Helm has nothing to say to none of them either. */
function isAboutUs([first]: readonly string[]): boolean {
  return first === undefined || ['--help', '-h', '--version'].includes(first)
}

/** Flags of a sync that a renderer may have without any other. */
const SHARED = ['--wait', '--no-wait', ...TOLD_FLAGS.map((name) => `--${name}`)]

/** Helm 3 calls us by our bare name, with manifests on standard input; what else it passes on are flags that only a renderer has, or shared ones alone. */
function isBareRender(argv: readonly string[], io: Io): boolean {
  const [first] = argv
  if (first === undefined) return io.stdin.isTTY !== true
  if (!first.startsWith('-')) return false
  if (io.stdin.isTTY !== true && argv.every((arg) => SHARED.includes(arg.replace(/=.*/s, '')))) return true
  return argv.some((arg) => RENDER_FLAG_TABLE.some(({ name }) => arg === `--${name}` || arg.startsWith(`--${name}=`)))
}

function bugReport(error: unknown, argv: readonly string[]): string {
  const verbose = argv.includes('-v') || argv.includes('--verbose')
  const machine = `kubectl-hooksync ${VERSION}, Node ${process.versions.node}, ${process.platform} ${process.arch}`
  const details = verbose
    ? causes(error).join('\ncaused by: ')
    : 'the same command with --verbose shows where it comes from'
  const where = 'please report it, with this message, to those who gave you the program'
  return `bug: ${messageOf(error)}\n  this is a fault of ours, not of your manifests: ${machine}\n  ${where}\n${details.replace(/^/gm, '  ')}`
}

function causes(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [String(error)]
  return [error.stack ?? error.message, ...(error.cause === undefined ? [] : causes(error.cause))]
}
