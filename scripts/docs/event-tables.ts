// Tables of events, and of the words in them, from the union and its shapes. Reads sources, writes nothing.
import { readFile } from 'node:fs/promises'
import type { Shape } from '../../src/object/json-shape.ts'
import { EVENT_SHAPES } from '../../src/sync/event-shape.ts'
import { table } from './markdown.ts'

/** Told from a later version on. */
const NOT_YET = 'log-line'

/** Every type of event with its fields, but for the one that is told from a later version on. */
export async function eventTable(): Promise<string> {
  const source = await readFile(new URL('../../src/sync/events.ts', import.meta.url), 'utf8')
  const union = source.slice(source.indexOf('type SyncEventBody'), source.indexOf('/** One thing that happened'))
  const rows = union
    .split('readonly type: ')
    .slice(1)
    .flatMap((member) => {
      const type = /^'([\w-]+)'/.exec(member)?.[1] ?? ''
      if (type === NOT_YET) return []
      // Fields of a nested list are not the event's own.
      const fields = [...member.replace(/\{[^{}]*\}\[\]/g, '').matchAll(/readonly (\w+\??):/g)].map(
        (match) => `\`${match[1]}\``,
      )
      const task = member.includes('& TaskRef)') ? ['the task'] : []
      return [[`\`${type}\``, [...task, ...new Set(fields)].join(', ')]]
    })
  return table(['type', 'carries'], rows)
}

/** The words that a field may hold; a row for each field and list of words, with the events that have it. */
export function eventWordTable(): string {
  const rows = new Map<string, readonly string[]>()
  for (const [type, fields] of Object.entries(EVENT_SHAPES)) {
    if (type === NOT_YET) continue
    for (const [field, words] of wordsOf({ fields }, '')) {
      const id = `\`${field}\` | ${words.map((word) => `\`${word}\``).join(', ')}`
      rows.set(id, [...new Set([...(rows.get(id) ?? []), `\`${type}\``])])
    }
  }
  return table(
    ['field', 'words', 'of'],
    [...rows].map(([id, types]) => [
      ...id.split(' | '),
      types.length > 4 ? 'everything about a task' : types.join(', '),
    ]),
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
