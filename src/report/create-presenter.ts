// Chooses the presenter for an output format. Knows no flags.
import type { Output } from '../io.ts'
import { tellingCi } from './ci/ci-presenter.ts'
import type { CiTelling } from './ci/ci-presenter.ts'
import { createJsonLinesPresenter } from './json-lines.ts'
import type { OutputFormat } from './output-format.ts'
import { createPlainPresenter } from './plain.ts'
import type { PlainOptions } from './plain.ts'
import type { Presenter } from './presenter.ts'
import { redacting } from './presenter.ts'
import { createTerminalPresenter, isTerminal } from './terminal.ts'
import type { TerminalOptions } from './terminal.ts'

/** What a presenter is made from. */
export interface PresenterOptions
  extends Omit<PlainOptions, 'output' | 'waiting' | 'longLines'>, Pick<TerminalOptions, 'deadline' | 'interrupt'> {
  readonly format: OutputFormat
  readonly output: Output
  readonly redact: (text: string) => string
  /** What a CI system is told beside that; left out: nothing. */
  readonly ci?: CiTelling | undefined
}

/** The presenter for a format; a live view that the output cannot carry becomes plain lines. */
export function createPresenter(options: PresenterOptions): Presenter {
  const { ci, output, redact } = options
  const shown = choose(options)
  return redacting(ci === undefined ? shown : tellingCi(shown, ci, isPlain(options) ? output : undefined), redact)
}

/** The format that fits where nothing was asked for: a live view for a person at a terminal, plain lines otherwise. */
export function defaultFormat(output: Output, env: Readonly<Record<string, string | undefined>>): OutputFormat {
  const watched = isTerminal(output) && env['TERM'] !== 'dumb' && (env['CI'] ?? '') === ''
  return watched ? 'terminal' : 'plain'
}

/** Whether plain lines are written; a live view redraws, and JSON is for programs. */
function isPlain({ format, output }: PresenterOptions): boolean {
  return format === 'plain' || (format === 'terminal' && !isTerminal(output))
}

function choose(options: PresenterOptions): Presenter {
  const { format, output } = options
  if (format === 'json') return createJsonLinesPresenter(output)
  if (format === 'terminal' && isTerminal(output)) return createTerminalPresenter({ ...options, terminal: output })
  const columns = (): number => output.columns
  return createPlainPresenter({ ...options, waiting: 'told', columns })
}
