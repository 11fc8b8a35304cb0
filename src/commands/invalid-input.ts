// Tells what is wrong with the input, all at once, and that nothing was touched.
import { EXIT_CODES } from '../errors.ts'
import type { ExitCode } from '../errors.ts'
import type { Io } from '../io.ts'
import type { Diagnostic } from '../manifest/diagnostic.ts'
import { renderDiagnostic } from '../manifest/render-diagnostic.ts'
import { neutralizeCommands } from '../guard/escape.ts'
import { createStyle, styleKind } from '../report/style.ts'
import { count } from '../report/task-text.ts'
import type { End } from '../sync/end.ts'
import type { Input } from './read-input.ts'
import { isError } from './read-input.ts'
import type { CommandWorld, Teller } from './run-context.ts'
import { formatOf, telling } from './run-context.ts'
import type { ToldOutput } from './flags/ci-flags.ts'

/** Writes every finding to standard error, or as events where JSON was asked for. */
export async function tellInvalid(
  { diagnostics }: Pick<Input, 'diagnostics'>,
  shown: ToldOutput,
  io: Io,
  world: CommandWorld,
): Promise<ExitCode> {
  const ended = endOf(diagnostics)
  // Only the run has a report, and is told to a CI system.
  const { report: _, ci: __, ...output } = shown
  if (formatOf(output, io) === 'json') {
    await telling({ output, io, world }, async ({ tell, end }) => {
      for (const diagnostic of diagnostics) tell({ type: 'diagnostic', diagnostic })
      end(ended)
    })
  }
  const style = createStyle(styleKind(output.color, io.stderr, io.env))
  const paint = (diagnostic: Diagnostic): ((text: string) => string) => (isError(diagnostic) ? style.red : style.yellow)
  const lines = diagnostics.flatMap((diagnostic) => {
    const [first = '', ...more] = renderDiagnostic(diagnostic).split('\n').map(io.guard.mask)
    return [paint(diagnostic)(first), ...more]
  })
  for (const line of [...lines, ended.message]) {
    io.stderr.write(`${neutralizeCommands(line)}\n`)
  }
  return EXIT_CODES.invalid
}

/** The same for a report and a CI system. */
export function noteInvalid({ diagnostics }: Pick<Input, 'diagnostics'>, { note }: Pick<Teller, 'note'>): void {
  for (const diagnostic of diagnostics) note({ type: 'diagnostic', diagnostic })
  note({ type: 'operation-completed', ...endOf(diagnostics), durationMs: 0, phases: [] })
}

function endOf(diagnostics: readonly Diagnostic[]): End {
  const message = `${count(diagnostics.filter(isError).length, 'error')}; nothing was touched`
  return { phase: 'Failed', message, reason: 'invalid' }
}
