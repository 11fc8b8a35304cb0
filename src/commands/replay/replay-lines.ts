// The lines of a recording into presenters, one for each run in it, in the recorded time. Judges no outcome.
import { UsageError } from '../../errors.ts'
import type { Presenter } from '../../report/presenter.ts'
import type { ReplayPace } from '../../report/replay-pace.ts'
import { isExplorationType } from '../../report/explore/explore-json.ts'
import { parseEvent } from '../../sync/parse-event.ts'
import type { ParsedLine } from '../../sync/parse-event.ts'
import type { SyncEvent } from '../../sync/events.ts'
import { foldEvent, NEW_SUMMARY } from '../../sync/summary.ts'
import type { Summary } from '../../sync/summary.ts'
import { untilSignal } from '../interruption.ts'
import type { Line } from './read-recording.ts'

/** Where and in whose time one run is shown. */
export interface Screen {
  readonly presenter: Presenter
  readonly pace: ReplayPace
}

/** What was read. */
export interface Replayed {
  /** Of the last run. */
  readonly summary: Summary
  /** Whether that run has begun; false: its input was refused before. */
  readonly started: boolean
  readonly events: number
  /** Events that the numbers of the others leave out. */
  readonly missing: number
  /** The last line has no end and is not an event. */
  readonly cutOff: boolean
  /** How often each type that this version does not know. */
  readonly unknown: ReadonlyMap<string, number>
}

/** Shows all lines until the signal comes; a line that is not an event is a UsageError with its place. */
export async function replayLines(
  lines: AsyncGenerator<Line>,
  options: { readonly name: string; readonly signal: AbortSignal; readonly open: (first: SyncEvent) => Screen },
): Promise<Replayed> {
  const { signal, open } = options
  const unknown = new Map<string, number>()
  let run: Run | undefined
  let events = 0
  let missing = 0
  let skipped = 0
  let cutOff = false
  try {
    for (;;) {
      const line = await untilSignal(lines.next(), signal)
      if (line.done === true) break
      const read = readEvent(line.value, options.name, events)
      cutOff = read === 'cut off'
      if (typeof read === 'string') continue
      if ('fault' in read) throw await faultError(read.fault, { line: line.value, lines, name: options.name })
      if ('unknown' in read) {
        unknown.set(read.unknown, (unknown.get(read.unknown) ?? 0) + 1)
        skipped += 1
        continue
      }
      // A recording may hold several runs, one after another: each counts its events from 1.
      if (run !== undefined && read.seq <= run.seq) {
        run.screen.presenter.end()
        run = undefined
      }
      missing += Math.max(0, read.seq - (run?.seq ?? 0) - 1 - skipped)
      skipped = 0
      run ??= { screen: open(read), summary: NEW_SUMMARY, started: false, seq: 0 }
      events += 1
      await show(run, read, signal)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    run?.screen.presenter.end()
  }
  return { summary: run?.summary ?? NEW_SUMMARY, started: run?.started ?? false, events, missing, cutOff, unknown }
}

/** One run of the recording; edited in place. */
interface Run {
  readonly screen: Screen
  summary: Summary
  started: boolean
  seq: number
}

function readEvent(
  { text, whole }: Line,
  name: string,
  events: number,
): SyncEvent | { readonly unknown: string } | { readonly fault: Fault } | 'blank' | 'cut off' {
  if (text.trim() === '') return 'blank'
  const parsed = parseEvent(text)
  if (parsed.is === 'event') return parsed.event
  if (parsed.is === 'unknown') {
    if (!isExplorationType(parsed.type)) return { unknown: parsed.type }
    const hint = 'a rehearsal of one fault has: kubectl hooksync rehearse --fail KIND/NAME -o json > run.jsonl'
    throw new UsageError(`${name} is an exploration, which has no replay`, hint)
  }
  if (!whole && events > 0) return 'cut off'
  return { fault: parsed }
}

type Fault = Extract<ParsedLine, { readonly is: 'fault' }>

/** What is not an event may be a plan, whose first line says nothing yet. */
async function faultError(
  { message, hint }: Fault,
  at: { readonly line: Line; readonly lines: AsyncGenerator<Line>; readonly name: string },
): Promise<UsageError> {
  const { line, lines, name } = at
  const next = line.number === 1 ? await lines.next() : undefined
  const head = `${line.text}${next?.done === false ? next.value.text : ''}`
  if (line.number === 1 && /^\s*\{\s*"kind"\s*:\s*"SyncPlan"/.test(head)) {
    return new UsageError(`${name} is a plan, not a run`, 'kubectl hooksync -f DIR --plan FILE runs it')
  }
  return new UsageError(`${name}:${line.number}: ${message}`, hint)
}

async function show(run: Run, event: SyncEvent, signal: AbortSignal): Promise<void> {
  await run.screen.pace.reach(event.at)
  if (signal.aborted) return
  run.screen.presenter.event(event)
  run.summary = foldEvent(run.summary, event)
  run.started ||= event.type === 'sync-started'
  run.seq = event.seq
}
