// All that a page tells of a run, gathered event by event within bounds: its timeline, its summary, its events and log lines.
import { endSummary } from '../end-summary.ts'
import { sanitizeEvent } from '../presenter.ts'
import type { Presenter } from '../presenter.ts'
import { createStyle } from '../style.ts'
import { countEvent, createTally } from '../tally.ts'
import type { Tally } from '../tally.ts'
import { addToTimeline, createTimeline } from '../timeline.ts'
import type { TimelineDraft } from '../timeline.ts'
import type { KnownDifferences } from './changes-table.ts'
import { eventRow } from './event-row.ts'
import type { EventRow } from './event-row.ts'
import { createKeptRows, keepRow } from './kept-rows.ts'
import type { KeptRows } from './kept-rows.ts'

/** As wide as a page is read. */
const PAGE_COLUMNS = 100

/** What is known of a run; edited in place by the presenter that gathers it. */
export interface RunRecord {
  readonly timeline: TimelineDraft
  readonly tally: Tally
  readonly events: KeptRows<EventRow>
  readonly logLines: KeptRows<EventRow>
  /** The lines of the end, as plain output has them. */
  summary: readonly string[]
  /** What differed before the first write; undefined: it was not told. */
  differences: KnownDifferences
  /** Whether it was a rehearsal, as its first event says. */
  rehearsal: boolean
}

/** A page of more would open slowly. */
const EVENT_LIMITS = { first: 3000, last: 7000, characters: 2_000_000 }
const LOG_LIMITS = { first: 2000, last: 8000, characters: 2_000_000 }

/** A record of nothing. */
export function createRunRecord(): RunRecord {
  return {
    timeline: createTimeline(),
    tally: createTally(),
    events: createKeptRows(EVENT_LIMITS),
    logLines: createKeptRows(LOG_LIMITS),
    summary: [],
    differences: undefined,
    rehearsal: false,
  }
}

/** A presenter that gathers a record; its events are masked before. */
export function recording(record: RunRecord): Presenter {
  const style = createStyle('plain')
  return {
    event: (raw) => {
      const event = sanitizeEvent(raw)
      addToTimeline(record.timeline, event)
      countEvent(record.tally, event)
      keepRow(event.type === 'log-line' ? record.logLines : record.events, eventRow(event))
      if (event.type === 'differences-found') record.differences = event
      if (event.type === 'diagnostic' && event.diagnostic.code === 'REHEARSAL') record.rehearsal = true
      if (event.type === 'operation-completed') record.summary = endSummary(event, record.tally, style, PAGE_COLUMNS)
    },
    end: () => {},
  }
}
