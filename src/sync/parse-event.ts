// A line of a recording → an event, checked whole: whoever folds it may trust its shape. Knows no files.
import { isJsonList, isJsonObject } from '../manifest/kube-object.ts'
import type { Json, JsonObject } from '../manifest/kube-object.ts'
import { EVENT_SHAPES } from './event-shape.ts'
import type { Shape } from './event-shape.ts'
import { EVENT_VERSION } from './events.ts'
import type { SyncEvent } from './events.ts'

/** What a line is: an event, one that a later version knows, or none and why. */
export type ParsedLine =
  | { readonly is: 'event'; readonly event: SyncEvent }
  | { readonly is: 'unknown'; readonly type: string }
  | { readonly is: 'fault'; readonly message: string; readonly hint?: string }

const HINT = 'a recording is what a run with -o json writes, one event a line'

/** Reads one line of `-o json`. */
export function parseEvent(line: string): ParsedLine {
  const value = parseLine(line)
  if (value === undefined) return { is: 'fault', message: 'this is not JSON', hint: HINT }
  if (!isJsonObject(value) || typeof value['type'] !== 'string' || value['v'] === undefined) {
    return { is: 'fault', message: 'this is no event: it has no "v" and "type"', hint: HINT }
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

/** Where a value is not what it has to be: `plan-built.tasks[3].phase is "Pre", not one of …`. */
function faultOf(value: Json | undefined, shape: Shape, path: string): string | undefined {
  if (shape === 'text') return typeof value === 'string' ? undefined : notA('text', value, path)
  if (shape === 'number') return Number.isFinite(value) ? undefined : notA('a number', value, path)
  if (shape === 'flag') return typeof value === 'boolean' ? undefined : notA('true or false', value, path)
  if ('optional' in shape) return value === undefined ? undefined : faultOf(value, shape.optional, path)
  if ('oneOf' in shape) {
    const known = typeof value === 'string' && shape.oneOf.includes(value)
    return known ? undefined : notA(`one of ${shape.oneOf.join(', ')}`, value, path)
  }
  if ('listOf' in shape) {
    if (!isJsonList(value)) return notA('a list', value, path)
    return firstOf(value.map((item, index) => [item, shape.listOf, `${path}[${index}]`]))
  }
  if (!isJsonObject(value)) return notA('a map', value, path)
  return firstOf(Object.entries(shape.fields).map(([name, part]) => [value[name], part, `${path}.${name}`]))
}

function firstOf(parts: readonly (readonly [Json | undefined, Shape, string])[]): string | undefined {
  for (const [value, shape, path] of parts) {
    const fault = faultOf(value, shape, path)
    if (fault !== undefined) return fault
  }
  return undefined
}

const LONGEST = 60

function notA(what: string, value: Json | undefined, path: string): string {
  if (value === undefined) return `${path} is missing`
  const text = JSON.stringify(value)
  return `${path} is ${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}, not ${what}`
}
