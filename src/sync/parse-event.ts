// A line of a recording → an event, checked whole: whoever folds it may trust its shape. Knows no files.
import { faultOf } from '../object/json-shape.ts'
import { isJsonObject } from '../object/kube-object.ts'
import type { Json, JsonObject } from '../object/kube-object.ts'
import { EVENT_SHAPES } from './event-shape.ts'
import { EVENT_VERSION } from './events.ts'
import type { SyncEvent } from './events.ts'

/** What a line is: an event, one that a later version knows, or none and why. */
export type ParsedLine =
  | { readonly is: 'event'; readonly event: SyncEvent }
  | { readonly is: 'unknown'; readonly type: string }
  | { readonly is: 'fault'; readonly message: string; readonly hint?: string }

/** What a recording is, for who has another file. */
export const RECORDING_HINT = 'a recording is what a run with -o json writes, one event a line'

/** Reads one line of `-o json`. */
export function parseEvent(line: string): ParsedLine {
  const value = parseLine(line)
  if (value === undefined) return { is: 'fault', message: 'this is not JSON', hint: RECORDING_HINT }
  if (!isJsonObject(value) || typeof value['type'] !== 'string' || value['v'] === undefined) {
    return { is: 'fault', message: 'this is not an event: it has no "v" and "type"', hint: RECORDING_HINT }
  }
  const { v, type } = value
  if (v !== EVENT_VERSION) {
    const message = `the event has version ${JSON.stringify(v)}, and this program knows version ${EVENT_VERSION}`
    return { is: 'fault', message, hint: 'replay it with the version of kubectl-hooksync that recorded it' }
  }
  const shape = Object.hasOwn(EVENT_SHAPES, type)
    ? Object.entries(EVENT_SHAPES).find(([name]) => name === type)
    : undefined
  if (shape === undefined) return { is: 'unknown', type }
  const fields = { seq: 'number', at: 'number', ...shape[1] } as const
  const wrong = faultOf(value, { fields }, type)
  return wrong === undefined ? { is: 'event', event: parseChecked(value) } : { is: 'fault', message: wrong }
}

/** The value has every field of its type by EVENT_SHAPES. */
function parseChecked(value: JsonObject): SyncEvent {
  return value as unknown as SyncEvent
}

function parseLine(line: string): Json | undefined {
  try {
    return JSON.parse(line) as Json
  } catch {
    return undefined
  }
}
