// What turns events into bytes looks like, and the one place where events lose their secrets and control characters. Writes nothing.
import type { TextKind } from '../object/json-shape.ts'
import { mapTexts, someText } from '../object/json-texts.ts'
import { EVENT_SHAPES } from '../sync/event-shape.ts'
import type { SyncEvent } from '../sync/events.ts'
import { sanitizeLine, sanitizeText } from '../guard/escape.ts'

/** Takes events, one after another, and writes them somewhere. */
export interface Presenter {
  event(event: SyncEvent): void
  /** What people and programs are told otherwise, for whoever keeps a record; left out: nobody does. */
  aside?(event: SyncEvent): void
  /** Called once, also after an interrupt: gives the terminal back. */
  end(): void
}

/** Calls back every so many milliseconds until the function that it returns is called. */
export type Ticker = (milliseconds: number, callback: () => void) => () => void

/** All types of events. */
export type EventType = SyncEvent['type']

/** The event of a type. */
export type EventOf<T extends EventType> = Extract<SyncEvent, { readonly type: T }>

/** What sanitizing could change: anything beyond the printable part of ASCII. */
const SUSPICIOUS = /[^ -~]/

/** The same in JSON, where a backslash may stand for it: one look at a whole event, which mostly has nothing of the kind. */
const SUSPICIOUS_JSON = /[^ -~]|\\/

/** The event with secrets masked in everything that is free text. */
export function redactEvent(event: SyncEvent, redact: (text: string) => string): SyncEvent {
  return changeTexts(event, (kind, text) => (kind === 'identity' ? text : redact(text)))
}

/**
 * The event with nothing in it that could drive a terminal. Messages keep their line ends, names have none. An excerpt
 * keeps its columns: renderDiagnostic escapes it.
 */
export function sanitizeEvent(event: SyncEvent): SyncEvent {
  if (!SUSPICIOUS_JSON.test(JSON.stringify(event))) return event
  return changeTexts(event, (kind, text) => {
    if (kind === 'excerpt' || !SUSPICIOUS.test(text)) return text
    return kind === 'identity' ? sanitizeLine(text) : sanitizeText(text)
  })
}

/** A presenter that sees no secrets. */
export function redacting(presenter: Presenter, redact: (text: string) => string): Presenter {
  return {
    event: (event) => presenter.event(redactEvent(event, redact)),
    aside: (event) => presenter.aside?.(redactEvent(event, redact)),
    end: () => presenter.end(),
  }
}

function changeTexts(event: SyncEvent, change: (kind: TextKind, text: string) => string): SyncEvent {
  const shape = { fields: { type: 'identity', ...EVENT_SHAPES[event.type] } } as const
  if (!someText(event, shape, (kind, text) => change(kind, text) !== text)) return event
  const changed = mapTexts(JSON.parse(JSON.stringify(event)), shape, change)
  // What is parsed has the type that is asked for: the shapes are those of the union.
  const copy: SyncEvent = JSON.parse(JSON.stringify(changed))
  return copy
}
