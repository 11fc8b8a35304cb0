// What turns events into bytes looks like, and the one place where events lose their secrets and control characters. Writes nothing.
import type { SyncEvent } from '../sync/events.ts'
import { sanitizeLine, sanitizeText } from '../guard/escape.ts'

/** Takes events, one after another, and writes them somewhere. */
export interface Presenter {
  event(event: SyncEvent): void
  /** Called once, also after an interrupt: gives the terminal back. */
  end(): void
}

/** Calls back every so many milliseconds until the function that it returns is called. */
export type Ticker = (milliseconds: number, callback: () => void) => () => void

/** All types of events. */
export type EventType = SyncEvent['type']

/** The event of a type. */
export type EventOf<T extends EventType> = Extract<SyncEvent, { readonly type: T }>

/** Names and words that identify things: they stand in the manifests for all to see, so they are never masked. */
const IDENTITY_FIELDS: ReadonlySet<string> = new Set([
  'action', 'change', 'code', 'container', 'context', 'group', 'health', 'kind', 'manager', 'name', 'namespace',
  'outcome', 'phase', 'pod', 'reason', 'resourceVersion', 'revision', 'server', 'severity', 'signal', 'source',
  'state', 'status', 'task', 'type', 'uid', 'version', 'what',
]) // prettier-ignore

/** What sanitizing could change: anything beyond the printable part of ASCII. */
const SUSPICIOUS = /[^ -~]/

/** The same in JSON, where a backslash may stand for it: one look at a whole event, which mostly has nothing of the kind. */
const SUSPICIOUS_JSON = /[^ -~]|\\/

/** The event with secrets masked in everything that is free text. */
export function redactEvent(event: SyncEvent, redact: (text: string) => string): SyncEvent {
  return mapStrings(event, (name, text) => (IDENTITY_FIELDS.has(name) ? text : redact(text)))
}

/**
 * The event with nothing in it that could drive a terminal. Messages keep their line ends, names have none. An excerpt
 * keeps its columns: renderDiagnostic escapes it.
 */
export function sanitizeEvent(event: SyncEvent): SyncEvent {
  if (!SUSPICIOUS_JSON.test(JSON.stringify(event))) return event
  return mapStrings(event, (name, text) => {
    if (name === 'excerpt' || !SUSPICIOUS.test(text)) return text
    return IDENTITY_FIELDS.has(name) ? sanitizeLine(text) : sanitizeText(text)
  })
}

/** A presenter that sees no secrets. */
export function redacting(presenter: Presenter, redact: (text: string) => string): Presenter {
  return { event: (event) => presenter.event(redactEvent(event, redact)), end: () => presenter.end() }
}

function mapStrings(event: SyncEvent, change: (name: string, text: string) => string): SyncEvent {
  if (!someString(event, '', (name, text) => change(name, text) !== text)) return event
  // A reviver visits every value, so the copy keeps its type without a walk for each event type.
  const copy: SyncEvent = JSON.parse(JSON.stringify(event), (name: string, value: unknown) =>
    typeof value === 'string' ? change(name, value) : value,
  )
  return copy
}

function someString(value: unknown, name: string, test: (name: string, text: string) => boolean): boolean {
  if (typeof value === 'string') return test(name, value)
  if (typeof value !== 'object' || value === null) return false
  // Every event of thousands comes by here, with thousands of tasks in one of them.
  for (const [key, child] of Object.entries(value)) if (someString(child, key, test)) return true
  return false
}
