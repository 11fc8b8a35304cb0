// `kubectl hooksync replay FILE`: the events of a saved run into a presenter, at once or in time; ends as that run ended. Wiring only.
import { EXIT_CODES, exitCodeOfSignal, UsageError } from '../../errors.ts'
import type { ExitCode } from '../../errors.ts'
import type { Io } from '../../io.ts'
import { beginsRehearsal } from '../../rehearse/rehearsal-note.ts'
import { createPresenter } from '../../report/create-presenter.ts'
import { tellingCi } from '../../report/ci/ci-presenter.ts'
import type { CiTelling } from '../../report/ci/ci-presenter.ts'
import { createDrawing } from '../../report/page/drawing.ts'
import { DRAWING_FORMATS } from '../../report/output-format.ts'
import type { DrawingFormat } from '../../report/output-format.ts'
import { redacting } from '../../report/presenter.ts'
import { paceAt, paceAtOnce } from '../../report/replay-pace.ts'
import { tellPeople } from '../../guard/tell.ts'
import { createStyle, styleKind } from '../../report/style.ts'
import { count } from '../../report/task-text.ts'
import type { SyncEvent } from '../../sync/events.ts'
import { exitCodeOf } from '../../sync/summary.ts'
import { checkFiles } from '../check-files.ts'
import { ciTelling } from '../ci-telling.ts'
import type { FlagValues } from '../flags/parse-flags.ts'
import type { OutputFlags } from '../flags/sync-flags.ts'
import { readCiFlags } from '../flags/ci-flags.ts'
import { readOutputFlags } from '../flags/sync-flags.ts'
import { readRecording } from './read-recording.ts'
import { replayLines } from './replay-lines.ts'
import type { Replayed, Screen } from './replay-lines.ts'
import { formatOf, REAL_WORLD } from '../run-context.ts'
import type { CommandWorld } from '../run-context.ts'

/** Shows a recorded run again; ends as that run ended. */
export async function runReplay(values: FlagValues, io: Io, world: CommandWorld = REAL_WORLD): Promise<ExitCode> {
  const [path] = values.words
  if (path === undefined) throw new UsageError('say which recording to replay', 'kubectl hooksync replay run.jsonl')
  const speed = readSpeed(values)
  const output = readOutputFlags(values)
  const format = readDrawing(values, speed)
  const drawing = format && createDrawing()
  const name = path === '-' ? '<stdin>' : path
  await checkFiles(values, io)
  const ci = ciTelling(readCiFlags(values), io)
  const open = (first: SyncEvent): Screen => {
    if (drawing !== undefined) {
      const drawn = ci === undefined ? drawing.open() : tellingCi(drawing.open(), ci, undefined)
      return { presenter: redacting(drawn, io.guard.mask), pace: paceAtOnce() }
    }
    return openScreen({ output, ci, speed, time: beginsRehearsal(first) ? 'virtual' : 'real' }, { io, world })
  }
  const replayed = await replayLines(readRecording(path, io), { name, signal: io.signal, open })
  if (io.signal.aborted) {
    warn(io, `${String(io.signal.reason)}: the replay was ended before the end of ${name}`)
    return exitCodeOfSignal(io.signal.reason)
  }
  const exitCode = endOf(replayed, name, io)
  if (drawing === undefined || format === undefined) return exitCode
  if (drawing.runs() > 1) warn(io, `${name} holds ${count(drawing.runs(), 'run')}: the last one is drawn`)
  io.stdout.write(drawing.draw(format))
  return exitCode
}

/** As what the last run is drawn; undefined: the runs are shown. */
function readDrawing(values: FlagValues, speed: number | undefined): DrawingFormat | undefined {
  const format = DRAWING_FORMATS.find((one) => one === values.value('output'))
  if (format === undefined || speed === undefined) return format
  throw new UsageError(`--speed cannot be used with --output=${format}`, 'a drawing shows the whole run at once')
}

/** As the run was shown that was recorded: nobody waited in a rehearsal, so nothing is said of waiting. */
function openScreen(
  shown: {
    readonly output: OutputFlags
    readonly ci: CiTelling | undefined
    readonly speed: number | undefined
    readonly time: 'real' | 'virtual'
  },
  { io, world }: { readonly io: Io; readonly world: CommandWorld },
): Screen {
  const { output, ci, speed, time } = shown
  const nobodyWaits = speed === undefined && time === 'virtual'
  const format = output.format ?? (nobodyWaits ? 'plain' : formatOf(output, io))
  const pace = speed === undefined ? paceAtOnce() : paceAt(speed, world, io.signal)
  // At once nobody has time to see a live view: it would only flicker.
  const still = speed === undefined && format === 'terminal' && io.stdout.isTTY
  const presenter = createPresenter({
    format,
    output: io.stdout,
    style: createStyle(styleKind(output.color, io.stdout, io.env)),
    detail: output.detail,
    now: pace.now,
    ticker: still || nobodyWaits ? () => () => {} : pace.ticker,
    time,
    // A recording was masked when it was made.
    redact: io.guard.mask,
    ci,
  })
  return { presenter, pace }
}

/** The exit code of the last run; of one whose input was refused before it began 3, of one without an end 1. */
function endOf({ summary, started, events, missing, cutOff, unknown }: Replayed, name: string, io: Io): ExitCode {
  for (const [type, number] of unknown) {
    warn(io, `${name}: skipped ${count(number, 'event')} of the unknown type "${type}"; a newer version wrote it`)
  }
  if (missing > 0) warn(io, `${name}: ${count(missing, 'event')} missing: it is not told whole`)
  if (events === 0) {
    const hint = 'a run with -o json writes them: kubectl hooksync -f DIR -o json > run.jsonl'
    throw new UsageError(`${name} holds no events`, hint)
  }
  if (summary.phase !== 'Running') return exitCodeOf(summary)
  if (!started && summary.faults.input > 0) return EXIT_CODES.invalid
  const why = cutOff ? 'its last line is cut off' : 'there is no operation-completed'
  warn(io, `${name} is incomplete: ${why}; how the run ended is not known`)
  return EXIT_CODES.failed
}

/** What stands in a recording may be anybody's text. */
function warn(io: Io, message: string): void {
  tellPeople(io.stderr, io.guard, `warning: ${message}`.replaceAll('\n', ' '))
}

function readSpeed(values: FlagValues): number | undefined {
  const text = values.value('speed')
  if (text === undefined) return undefined
  const speed = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : 0
  if (speed > 0) return speed
  throw new UsageError(`--speed cannot be "${text}"`, 'write a number above zero, like 1, 10 or 0.5')
}
