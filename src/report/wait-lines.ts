// What is waited for, as lines: each thing that blocks with the links of its reason. Remembers nothing.
import { durationText } from '../hook/fail-fast.ts'
import { shortKey } from '../object/resource-key.ts'
import type { Blocker } from '../sync/events.ts'
import { indented } from './task-text.ts'
import { wrapChain } from './wrap-lines.ts'

const MOST_BLOCKERS = 10

const WHAT: Readonly<Record<Blocker['what'], string>> = {
  completion: '',
  health: '',
  deletion: 'deletion of ',
  confirmation: 'confirmation of pruning ',
  admission: 'admission of ',
}

/** `waiting for Job shop/migrate (given up after 5m): 1 active`, or a line for each of several; of very many only the first. `words` stands for `waiting for`. */
export function blockerLines(blockers: readonly Blocker[], columns: number, words = 'waiting for'): readonly string[] {
  const [first] = blockers
  if (first === undefined) return []
  if (blockers.length === 1) return blockerLine(first, `  ${words} ${WHAT[first.what]}`, columns)
  const rest = blockers.length - MOST_BLOCKERS
  return [
    `  ${words} ${blockers.length} resources:`,
    ...blockers
      .slice(0, MOST_BLOCKERS)
      .flatMap((blocker) => blockerLine(blocker, `    ${WHAT[blocker.what]}`, columns)),
    ...(rest > 0 ? [`    and ${rest} more`] : []),
  ]
}

function blockerLine({ key, message, limitMs }: Blocker, before: string, columns: number): readonly string[] {
  const depth = before.length - before.trimStart().length
  const limit = limitMs === undefined ? '' : ` (given up after ${durationText(limitMs)})`
  return indented(`${before.trimStart()}${shortKey(key)}${limit}: ${unrepeated(message)}`, depth).flatMap((line) =>
    wrapChain(line, columns),
  )
}

/** A rule's own `waiting for the condition Ready`, without the words that the line begins with. */
function unrepeated(message: string): string {
  return message.replace(/^waiting (?:for (?=the condition )|(?=until ))/, '')
}
