// The keys of hooksync.yaml as a table, each with its flag. From the shape by which the file is read.
import { KEYED_FLAGS, SETTINGS_FILE } from '../../src/commands/settings/settings-shape.ts'
import type { Shape } from '../../src/object/json-shape.ts'
import { table } from './markdown.ts'

/** Every key, what its value is, and its flag. */
export function settingsTable(): string {
  const rows = Object.entries(SETTINGS_FILE.fields).map(([key, shape]) => {
    const name = KEYED_FLAGS.find((flag) => flag.key === key)?.name ?? OTHERS[key]
    return [`\`${key}\``, valueOf(shape), `\`--${name ?? key}\``]
  })
  return table(['key', 'value', 'flag'], rows)
}

/** Keys that say what a flag may be, not what it is. */
const OTHERS: Readonly<Record<string, string>> = { contexts: 'context', health: 'health-from', profiles: 'profile' }

function valueOf(shape: Shape): string {
  if (typeof shape === 'string') return WORDS[shape]
  if ('is' in shape) return valueOf(shape.is)
  if ('optional' in shape) return valueOf(shape.optional)
  if ('either' in shape) return shape.either.map(valueOf).join(' or ')
  if ('oneOf' in shape) {
    const words = shape.oneOf.filter((word) => word !== false || !shape.oneOf.includes('off'))
    return words.map((word) => `\`${word}\``).join(', ')
  }
  if ('listOf' in shape)
    return typeof shape.listOf === 'string' ? 'a list of texts' : `a list of ${valueOf(shape.listOf)}`
  return 'a map'
}

const WORDS: Readonly<Record<Extract<Shape, string>, string>> = {
  identity: 'a text',
  text: 'a text',
  excerpt: 'a text',
  name: 'a text',
  duration: 'a duration, like `90s`',
  number: 'a number',
  whole: 'a whole number',
  flag: '`true`, `false`',
  json: 'anything',
}
