// Long lines as several that fit, broken at blanks only so that every name stays whole. Nothing is ever cut.
import { displayWidth } from './display-width.ts'
import { saysAlso } from './says-also.ts'

/** Nothing is wrapped to fewer columns: a narrow terminal breaks the lines itself. */
const FEWEST_COLUMNS = 40

const COLOUR = /\u001b\[[0-9;]*m/g

/** A line, with its colours, as lines of so many columns; what goes on stands four columns deeper. A word that is too long stays whole. */
export function wrapLine(line: string, columns: number): readonly string[] {
  const room = Math.max(columns, FEWEST_COLUMNS)
  if (visibleWidth(line) <= room) return [line]
  const indent = ' '.repeat(line.length - line.trimStart().length)
  const lines: string[] = []
  let current = indent
  let isEmpty = true
  for (const word of line.slice(indent.length).split(' ')) {
    const longer = isEmpty ? `${current}${word}` : `${current} ${word}`
    if (isEmpty || visibleWidth(longer) <= room) current = longer
    else {
      lines.push(current)
      current = `${indent}    ${word}`
    }
    isEmpty = false
  }
  return [...lines, current]
}

/** A line that says why by links: whole where it fits, else each link on a line of its own. */
export function wrapChain(line: string, columns: number): readonly string[] {
  if (visibleWidth(line) <= Math.max(columns, FEWEST_COLUMNS)) return [line]
  const indent = ' '.repeat(line.length - line.trimStart().length + 2)
  const [first = '', ...links] = line.split(LINK)
  return [first, ...links.map((link) => `${indent}← ${link}`)].flatMap((part) => wrapLine(part, columns))
}

/** The last link of a reason: what everything before it waits for. */
export function lastLink(message: string): string {
  return message.split(LINK).at(-1) ?? message
}

/** A reason without its last link, where that is the cause, which is told beside it. */
export function withoutEnd(message: string, cause: string): string {
  const end = lastLink(message)
  return end !== message && saysAlso(cause, end) ? message.slice(0, -end.length - LINK.length) : message
}

/** How many rows a line takes on a screen of so many columns. */
export function rowsOf(line: string, columns: number): number {
  return Math.max(1, Math.ceil(visibleWidth(line) / Math.max(1, columns)))
}

const LINK = ' ← '

function visibleWidth(line: string): number {
  return displayWidth(line.replace(COLOUR, ''))
}
