// Who keeps a record of a run beside what is shown of it: the page of --report, and traces. Both are loaded only where they are asked for.
import type { Io } from '../io.ts'
import { traceSettings } from '../report/traces/trace-settings.ts'
import type { TimedEvent } from '../sync/events.ts'
import { numberEvents } from '../sync/number-events.ts'
import type { Report } from './report-file.ts'
import type { Traces } from './send-traces.ts'

/** What is kept of a run. */
export interface Records {
  /** Takes the next event. */
  readonly keep: (event: TimedEvent) => void
  /**
   * Writes and sends what was kept; see `Report.save` for the word. The page is written at once, and again by a later call where
   * more was kept; the trace is sent once.
   */
  readonly close: (how: Parameters<Report['save']>[0]) => Promise<void>
}

/** What is to be kept. */
export interface RecordsAsked {
  /** The file of --report. */
  readonly report?: string | undefined
  /** Left out: no trace is sent, whatever the environment says. */
  readonly traces?: 'where asked' | undefined
}

/** Opens them; throws a UsageError where the page cannot be written. */
export async function openRecords({ report: name, traces: wanted }: RecordsAsked, io: Io): Promise<Records> {
  const report = name === undefined ? undefined : await openedReport(name, io)
  const isTraced = wanted !== undefined && traceSettings(io.env) !== undefined
  const traces = isTraced ? await openedTraces(io) : undefined
  const keepers = [report, traces].filter((keeper) => keeper !== undefined)
  let isNew = true
  let sending: Promise<void> | undefined
  return {
    keep: numberEvents((event) => {
      isNew = true
      for (const { presenter } of keepers) presenter.event(event)
    }),
    close: async (how) => {
      try {
        if (isNew) report?.save(how)
      } finally {
        isNew = false
        await (sending ??= traces?.send())
      }
    },
  }
}

async function openedReport(name: string, io: Io): Promise<Report> {
  const { openReport } = await import('./report-file.ts')
  return openReport(name, io)
}

async function openedTraces(io: Io): Promise<Traces | undefined> {
  const { openTraces } = await import('./send-traces.ts')
  return openTraces(io)
}
