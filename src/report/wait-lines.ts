// What is waited for, as lines: each thing that blocks with the links of its reason. Remembers nothing.
import { durationText } from '../object/duration.ts'
import { shortKey } from '../object/resource-key.ts'
import type { Blocker } from '../sync/events.ts'
import { formatLeft } from './duration.ts'
import { indented } from './task-text.ts'
import { wrapChain } from './wrap-lines.ts'

const MOST_BLOCKERS = 10

/** How wide a line may be, and of what time it is, in milliseconds since 1970. */
interface WaitRoom {
  readonly columns: number
  readonly now: number
}

const WHAT: Readonly<Record<Blocker['what'], string>> = {
  completion: '',
  health: '',
  deletion: 'deletion of ',
  confirmation: 'confirmation of pruning ',
  admission: 'admission of ',
}

/** `waiting for Job shop/migrate (given up after 5m): 1 active`, or a line for each of several; of very many only the first. `words` stands for `waiting for`. */
export function blockerLines(
  blockers: readonly Blocker[],
  { columns, now }: WaitRoom,
  words = 'waiting for',
): readonly string[] {
  const room = { columns, now }
  const [first] = blockers
  if (first === undefined) return []
  if (blockers.length === 1) return blockerLine(first, `  ${words} ${WHAT[first.what]}`, room)
  const rest = blockers.length - MOST_BLOCKERS
  return [
    `  ${words} ${blockers.length} resources:`,
    ...blockers.slice(0, MOST_BLOCKERS).flatMap((blocker) => blockerLine(blocker, `    ${WHAT[blocker.what]}`, room)),
    ...(rest > 0 ? [`    and ${rest} more`] : []),
  ]
}

/** When it is given up by a limit that runs: `given up in 1m57s, image-pull=2m`. */
export function limitWords({ name, at, restarts = 0 }: NonNullable<Blocker['limit']>, now: number): string {
  const when =
    at === undefined
      ? `after ${restarts} more ${restarts === 1 ? 'restart' : 'restarts'}`
      : `in ${formatLeft(at - now)}`
  return `given up ${when}, ${name}`
}

function blockerLine(
  { key, message, health, limitMs, limit }: Blocker,
  before: string,
  { columns, now }: WaitRoom,
): readonly string[] {
  const depth = before.length - before.trimStart().length
  const own = limitMs === undefined ? '' : ` (given up after ${durationText(limitMs)})`
  const until =
    limit === undefined || (limit.at === undefined && limitMs !== undefined) ? own : ` (${limitWords(limit, now)})`
  return indented(
    `${before.trimStart()}${shortKey(key)}${until}: ${health === 'Suspended' ? 'Suspended: ' : ''}${unrepeated(message)}`,
    depth,
  ).flatMap((line) => wrapChain(line, columns))
}

/** A rule's own `waiting for the condition Ready`, without the words that the line begins with. */
function unrepeated(message: string): string {
  return message.replace(/^waiting (?:for (?=the condition )|(?=until ))/, '')
}
