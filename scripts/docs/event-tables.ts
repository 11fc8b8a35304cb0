// Tables of events, and of the words in them, and their schema, from their shapes. Writes nothing.
import type { Shape } from '../../src/object/json-shape.ts'
import type { JsonObject } from '../../src/object/kube-object.ts'
import { TASK } from '../../src/plan/task-ref.ts'
import { EVENT_SHAPES } from '../../src/sync/event-shape.ts'
import { EVENT_VERSION } from '../../src/sync/events.ts'
import { mayMiss, schemaOf } from './json-schema.ts'
import { table } from './markdown.ts'

/** Every type of event with its fields. */
export function eventTable(): string {
  const rows = eventShapes().map(([type, fields]) => {
    const ofTask = isOfTask(fields)
    const own = Object.entries(fields).filter(([name]) => !ofTask || !(name in TASK))
    const names = own.map(([name, shape]) => `\`${name}${mayMiss(shape) ? '?' : ''}\``)
    return [`\`${type}\``, [...(ofTask ? ['the task'] : []), ...names].join(', ')]
  })
  return table(['type', 'carries'], rows)
}

/** Whether an event is about one task. */
function isOfTask(fields: Readonly<Record<string, Shape>>): boolean {
  return Object.keys(TASK).every((name) => name in fields)
}

function eventShapes(): readonly (readonly [type: string, fields: Readonly<Record<string, Shape>>])[] {
  return Object.entries(EVENT_SHAPES)
}

/** The schema of one event, a line of `-o json`. */
export function eventSchema(): JsonObject {
  const ofAll = { v: { oneOf: [EVENT_VERSION] }, seq: 'whole', at: 'number' } as const
  const events = eventShapes().map(([type, fields]) =>
    schemaOf({ fields: { ...ofAll, type: { oneOf: [type] }, ...fields }, others: 'allowed' }),
  )
  return { anyOf: events }
}

/** The words that a field may hold; a row for each field and list of words, with the events that have it. */
export function eventWordTable(): string {
  const rows = new Map<string, readonly string[]>()
  for (const [type, fields] of eventShapes()) {
    for (const [field, words] of wordsOf({ fields }, '')) {
      const id = `\`${field}\` | ${words.map((word) => `\`${word}\``).join(', ')}`
      const where = isOfTask(fields) && field in TASK ? 'each event about a task' : `\`${type}\``
      rows.set(id, [...new Set([...(rows.get(id) ?? []), where])])
    }
  }
  return table(
    ['field', 'words', 'of'],
    [...rows].map(([id, types]) => [...id.split(' | '), types.join(', ')]),
  )
}

function wordsOf(shape: Shape, field: string): readonly (readonly [field: string, words: readonly string[]])[] {
  if (typeof shape === 'string') return []
  if ('is' in shape) return wordsOf(shape.is, field)
  if ('oneOf' in shape) return [[field, shape.oneOf.map(String)]]
  if ('optional' in shape) return wordsOf(shape.optional, field)
  if ('listOf' in shape) return wordsOf(shape.listOf, field)
  return 'fields' in shape ? Object.entries(shape.fields).flatMap(([name, inner]) => wordsOf(inner, name)) : []
}
