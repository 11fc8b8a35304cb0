// Scans a `|` or `>` block.
import { SyntaxFault } from './fault.ts'
import { columnOf, END, isBlank, isBreak, nextBreak, takeBreak } from './scan-state.ts'
import type { Scanner, TokenContent } from './scan-state.ts'

interface Header {
  readonly chomping: string
  /** How much deeper than its parent the text stands, if the header says it. */
  readonly increment: number | undefined
}

/** The block whose `|` or `>` stands here. */
export function scanBlock(scanner: Scanner): TokenContent {
  const start = scanner.offset
  const isFolded = scanner.text.charAt(start) === '>'
  scanner.offset++
  const { chomping, increment } = takeHeader(scanner, start)
  const leading =
    increment === undefined
      ? takeLeadingLines(scanner, start)
      : { indent: Math.max(scanner.indent, 0) + increment, breaks: '' }
  const { indent } = leading
  let breaks = increment === undefined ? leading.breaks : takeEmptyLines(scanner, indent, start)
  let text = ''
  let lineEnd = ''
  let wasBlank = false
  while (columnOf(scanner) === indent && scanner.text.charCodeAt(scanner.offset) !== END) {
    const startsBlank = isBlank(scanner.text.charCodeAt(scanner.offset))
    const isJoined = isFolded && !wasBlank && !startsBlank && lineEnd === '\n'
    text += isJoined ? (breaks === '' ? ' ' : breaks) : lineEnd + breaks
    wasBlank = startsBlank
    const end = nextBreak(scanner.text, scanner.offset)
    text += scanner.text.slice(scanner.offset, end)
    scanner.offset = end
    lineEnd = takeBreak(scanner)
    breaks = takeEmptyLines(scanner, indent, start)
  }
  if (chomping !== '-') text += lineEnd
  if (chomping === '+') text += breaks
  return { type: 'quoted', start, end: scanner.offset, text }
}

const HEADER = /(?:([+-])([0-9])?|([0-9])([+-])?)?[ \t]*(?:#.*?)?(?=[\n\r\u0085\u2028\u2029])/y

/** The rest of the first line. */
function takeHeader(scanner: Scanner, start: number): Header {
  HEADER.lastIndex = scanner.offset
  const match = HEADER.exec(scanner.text)
  const increment = match?.[2] ?? match?.[3]
  if (match === null || increment === '0') throw new SyntaxFault('block-header', scanner.offset, start)
  scanner.offset = HEADER.lastIndex
  takeBreak(scanner)
  return { chomping: match[1] ?? match[4] ?? '', increment: increment === undefined ? undefined : Number(increment) }
}

/** Empty lines before the text; the deepest of them and of the first line with text says where the text stands. */
function takeLeadingLines(scanner: Scanner, start: number): { indent: number; breaks: string } {
  let deepest = 0
  let breaks = ''
  for (;;) {
    takeSpaces(scanner, Number.POSITIVE_INFINITY, start)
    deepest = Math.max(deepest, columnOf(scanner))
    if (!isBreak(scanner.text.charCodeAt(scanner.offset))) break
    breaks += takeBreak(scanner)
  }
  return { indent: Math.max(deepest, scanner.indent + 1, 1), breaks }
}

/** Lines without text; what sticks out of the indentation is text. */
function takeEmptyLines(scanner: Scanner, indent: number, start: number): string {
  let breaks = ''
  for (;;) {
    takeSpaces(scanner, indent, start)
    if (!isBreak(scanner.text.charCodeAt(scanner.offset))) return breaks
    breaks += takeBreak(scanner)
  }
}

function takeSpaces(scanner: Scanner, indent: number, start: number): void {
  const { text, lineStart } = scanner
  let { offset } = scanner
  while (offset - lineStart < indent && text.charCodeAt(offset) === 0x20) offset++
  scanner.offset = offset
  if (offset - lineStart < indent && text.charCodeAt(offset) === 0x09) throw new SyntaxFault('block-tab', offset, start)
}
