// The words of a short health rule as a table, from the shape by which a file is read. Writes nothing.
import { TEST_SHAPES } from '../../src/health/declared/rule-shape.ts'
import { mayMiss } from './json-schema.ts'
import { table } from './markdown.ts'

/** Each test by the word that it begins with, and all that it can say. */
export function ruleWordTable(): string {
  const rows = Object.entries(TEST_SHAPES).map(([head, { fields }]) => [
    `\`${head}\``,
    Object.entries(fields)
      .map(([word, part]) => `\`${word}\`${mayMiss(part) ? '' : '\\*'}: ${uncapital(part.about)}`)
      .join('<br>'),
  ])
  return `${table(['test', 'what it says'], rows)}\n\n\\* has to be there.`
}

function uncapital(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '')
}
