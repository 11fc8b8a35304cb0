// Scans a scalar without quotes, over as many lines as it has. Knows nothing of its meaning.
import { SyntaxFault } from './fault.ts'
import { columnOf, isBlank, isBlankOrEnd, isBreak, isDocumentMark, isInFlow, takeBreak } from './scan-state.ts'
import type { Scanner, TokenContent } from './scan-state.ts'

const TAB = 0x09
const SPACE = 0x20
const HASH = 0x23
const COLON = 0x3a

/** The plain scalar that starts here; afterwards the scanner stands at the next token, perhaps lines further. */
export function scanPlain(scanner: Scanner): TokenContent {
  const start = scanner.offset
  const inFlow = isInFlow(scanner)
  let end = start
  let text = ''
  let gap = ''
  let crossedLine = false
  for (;;) {
    if (isDocumentMark(scanner, '---') || isDocumentMark(scanner, '...')) break
    if (scanner.text.charCodeAt(scanner.offset) === HASH) break
    const wordEnd = endOfWords(scanner.text, scanner.offset, inFlow)
    if (wordEnd > scanner.offset) {
      text += gap + scanner.text.slice(scanner.offset, wordEnd)
      scanner.offset = wordEnd
      end = wordEnd
      gap = ''
      crossedLine = false
    }
    const code = scanner.text.charCodeAt(scanner.offset)
    if (!isBlank(code) && !isBreak(code)) break
    const blanks = takeBlanks(scanner, start)
    gap = blanks.gap
    crossedLine = blanks.crossedLine
    if (!inFlow && columnOf(scanner) <= scanner.indent) break
  }
  if (crossedLine) scanner.keyAllowed = true
  return { type: 'plain', start, end, text }
}

/** Where a run of words in one line ends: before a blank that ends it, a comment, a sign, or the line's end. */
function endOfWords(text: string, from: number, inFlow: boolean): number {
  let offset = from
  for (;;) {
    while (!endsWord(text, offset, inFlow)) offset++
    let next = offset
    while (text.charCodeAt(next) === SPACE) next++
    if (next === offset || text.charCodeAt(next) === HASH || endsWord(text, next, inFlow)) return offset
    offset = next
  }
}

/** Whether a word cannot go on with this character. */
function endsWord(text: string, offset: number, inFlow: boolean): boolean {
  const code = text.charCodeAt(offset)
  // Most characters end nothing anywhere: this is the innermost loop of reading.
  if (code < ASCII && NEVER_ENDS[code] === 1) return false
  if (isBlankOrEnd(code)) return true
  if (code === COLON) return isBlankOrEnd(text.charCodeAt(offset + 1))
  return inFlow && code < ASCII
}

const ASCII = 0x80
const MAY_END = '\0 \t\n\r:,?[]{}'

const NEVER_ENDS = Uint8Array.from({ length: ASCII }, (_, code) =>
  MAY_END.includes(String.fromCharCode(code)) ? 0 : 1,
)

/** Goes over blanks and line ends, and says what they mean between two words. */
function takeBlanks(scanner: Scanner, start: number): { gap: string; crossedLine: boolean } {
  const { text } = scanner
  const from = scanner.offset
  let first = ''
  let more = ''
  for (;;) {
    const code = text.charCodeAt(scanner.offset)
    if (isBlank(code)) {
      if (first !== '' && code === TAB && columnOf(scanner) <= scanner.indent) {
        throw new SyntaxFault('tab', scanner.offset, start)
      }
      scanner.offset++
    } else if (isBreak(code)) {
      if (first === '') first = takeBreak(scanner)
      else more += takeBreak(scanner)
    } else {
      break
    }
  }
  if (first === '') return { gap: text.slice(from, scanner.offset), crossedLine: false }
  return { gap: foldBreaks(first, more), crossedLine: true }
}

/** One line end becomes a blank; of several the first goes. */
export function foldBreaks(first: string, more: string): string {
  if (first !== '\n') return first + more
  return more === '' ? ' ' : more
}
