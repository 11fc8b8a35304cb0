// `rehearse --explore`: tries the faults and writes what came of each. Decides nothing about them.
import { EXIT_CODES, exitCodeOfSignal } from '../../errors.ts'
import type { ExitCode } from '../../errors.ts'
import type { Io } from '../../io.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import { explore } from '../../rehearse/explore/explore.ts'
import type { ExplorationOptions, Explored } from '../../rehearse/explore/explore.ts'
import { explorationLine } from '../../report/explore/explore-json.ts'
import { exploredText, faultlessText } from '../../report/explore/explore-text.ts'
import { createStyle, styleKind } from '../../report/style.ts'
import type { TimedEvent } from '../../sync/events.ts'
import type { OutputFlags } from '../flags/sync-flags.ts'

/** Where and how it is told. */
export interface ExplorationOutput {
  readonly io: Io
  readonly output: OutputFlags
  readonly redact: (text: string) => string
  /** Hears what the rehearsal took for granted. */
  readonly note: (event: TimedEvent) => void
}

/** Explores; the exit code is that of the run without a fault. */
export async function runExploration(
  manifests: readonly Manifest[],
  options: ExplorationOptions,
  { io, output, redact, note }: ExplorationOutput,
): Promise<ExitCode> {
  const style = createStyle(styleKind(output.color, io.stdout, io.env))
  const text = { columns: io.stdout.columns, style, redact }
  const isJson = output.format === 'json'
  const progress = createProgress(io)
  const explored: Explored[] = []
  let exitCode: ExitCode = EXIT_CODES.succeeded
  const hear = (event: TimedEvent): void => {
    if (event.type === 'diagnostic' && event.diagnostic.severity !== 'note') note(event)
  }
  let total = 0
  for await (const step of explore(manifests, options, hear)) {
    progress.clear()
    if (isJson) io.stdout.write(explorationLine(step, redact))
    if (step.step === 'faultless') {
      exitCode = step.verdict.exitCode
      total = step.trials.length
      if (!isJson) io.stdout.write(faultlessText(step.verdict, text))
      if (exitCode !== EXIT_CODES.succeeded) {
        const [ending = ''] = faultlessText(step.verdict, { ...text, style: createStyle('plain') }).split('\n')
        io.stdout.ending?.(ending)
      }
    } else explored.push(step)
    progress.show(`rehearsing faults: ${explored.length} of ${total}`)
  }
  progress.clear()
  if (!isJson) io.stdout.write(exploredText(explored, text))
  return options.signal.aborted ? exitCodeOfSignal(options.signal.reason) : exitCode
}

/** One line on a terminal that is written over again and again. */
function createProgress({ stderr }: Io): { readonly show: (text: string) => void; readonly clear: () => void } {
  let shown = false
  return {
    show: (text) => {
      if (!stderr.isTTY) return
      stderr.write(text)
      shown = true
    },
    clear: () => {
      if (shown) stderr.write('\r\u001b[K')
      shown = false
    },
  }
}
