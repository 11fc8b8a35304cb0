// The spans of a run, gathered while it runs and sent when it has ended. No collector, no answer and no file of ours makes a run fail.
import { messageOf } from '../errors.ts'
import { tellPeople } from '../guard/tell.ts'
import type { Io } from '../io.ts'
import { redacting, sanitizeEvent } from '../report/presenter.ts'
import type { Presenter } from '../report/presenter.ts'
import { countEvent, createTally } from '../report/tally.ts'
import { addToTimeline, createTimeline, readTimeline } from '../report/timeline.ts'
import type { SyncEvent } from '../sync/events.ts'
import { runSpans } from '../report/traces/run-spans.ts'
import { traceSettings } from '../report/traces/trace-settings.ts'
import type { SpanSending } from '../report/traces/send-spans.ts'
import type { TraceSettings } from '../report/traces/trace-settings.ts'

/** The trace of a run that is being made. */
export interface Traces {
  /** Hears the events of the run. */
  readonly presenter: Presenter
  /** Sends what was heard, and warns once where that fails. Takes a second at most, and half of one where a signal ends the run. */
  send(): Promise<void>
}

const LIMIT_MS = 1000

/** Where the environment asks for traces; undefined: it does not, or not so that it could be followed, of which it warns. */
export function openTraces(io: Pick<Io, 'env' | 'guard' | 'signal' | 'stderr'>): Traces | undefined {
  const settings = traceSettings(io.env)
  if (settings === undefined) return undefined
  const warn = (problem: string, hint: string): void =>
    tellPeople(io.stderr, io.guard, `warning: ${problem}\n  ${hint}`)
  if ('problem' in settings) {
    warn(settings.problem, settings.hint)
    return undefined
  }
  const timeline = createTimeline()
  const tally = createTally()
  const hear = (raw: SyncEvent): void => {
    const event = sanitizeEvent(raw)
    addToTimeline(timeline, event)
    countEvent(tally, event)
  }
  const hearing: Presenter = { event: hear, end: () => {} }
  return {
    presenter: redacting(hearing, io.guard.mask),
    send: async () => {
      const root = runSpans(readTimeline(timeline), tally)
      const fault = await sendWithin(
        { limitMs: io.signal.aborted ? LIMIT_MS / 2 : LIMIT_MS, env: io.env },
        root,
        settings,
      )
      if (fault !== undefined) warn(`the trace was not sent to ${settings.host}: ${fault}`, HINT)
    },
  }
}

const HINT =
  'the run is what it was; see whether a collector takes OTLP over HTTP there, or unset OTEL_EXPORTER_OTLP_ENDPOINT'

async function sendWithin(
  sending: SpanSending,
  root: ReturnType<typeof runSpans>,
  settings: TraceSettings,
): Promise<string | undefined> {
  try {
    const { sendSpans } = await import('../report/traces/send-spans.ts')
    return await sendSpans(root, settings, sending)
  } catch (error) {
    return messageOf(error)
  }
}
