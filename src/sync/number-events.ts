// Counts what is told. The only place where events get their numbers: whoever tells somebody outside uses it once.
import { EVENT_VERSION } from './events.ts'
import type { SyncEvent, TimedEvent } from './events.ts'

/** Hears events, and tells them on with their version and their number, from 1 on. */
export function numberEvents(tell: (event: SyncEvent) => void): (event: TimedEvent) => void {
  let seq = 0
  return (event) => tell({ v: EVENT_VERSION, seq: (seq += 1), ...event })
}
