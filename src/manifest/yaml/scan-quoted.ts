// Scans a scalar in quotes, over as many lines as it has.
import { SyntaxFault } from './fault.ts'
import { foldBreaks } from './scan-plain.ts'
import { END, isBlank, isBreak, isDocumentMark, takeBreak } from './scan-state.ts'
import type { Scanner, TokenContent } from './scan-state.ts'

/** Where something else than text may begin: a quote, a `\`, a blank, a line end, the text's end. */
const SPECIAL = { '"': /["\\ \t\n\r\u0085\u2028\u2029\0]/g, "'": /[' \t\n\r\u0085\u2028\u2029\0]/g } as const
const SPECIAL_IN_LINE = { '"': /["\\\n\r\u0085\u2028\u2029]/g, "'": /['\n\r\u0085\u2028\u2029]/g } as const

/** The quoted scalar that starts here. */
export function scanQuoted(scanner: Scanner, quote: '"' | "'"): TokenContent {
  const start = scanner.offset
  scanner.offset++
  const text = scanSimple(scanner, quote) ?? scanFolded(scanner, quote, start)
  return { type: 'quoted', start, end: scanner.offset, text }
}

/** What ends in its line and holds nothing special is itself. */
function scanSimple(scanner: Scanner, quote: '"' | "'"): string | undefined {
  const from = scanner.offset
  const end = nextMatch(SPECIAL_IN_LINE[quote], scanner.text, from)
  if (scanner.text.charAt(end) !== quote || scanner.text.charAt(end + 1) === "'") return undefined
  scanner.offset = end + 1
  return scanner.text.slice(from, end)
}

function scanFolded(scanner: Scanner, quote: '"' | "'", start: number): string {
  let text = ''
  for (;;) {
    if (isDocumentMark(scanner, '---') || isDocumentMark(scanner, '...')) {
      throw new SyntaxFault('document-mark-in-quotes', scanner.offset, start)
    }
    const run = takeText(scanner, quote, start)
    text += run.text
    if (scanner.text.charAt(scanner.offset) === quote) break
    if (scanner.text.charCodeAt(scanner.offset) === END) throw new SyntaxFault('open-quotes', scanner.offset, start)
    text += takeBlanks(scanner, run.isJoined)
  }
  scanner.offset++
  return text
}

/** Text up to the closing quote or a blank; `isJoined` when a `\` hid the line end before it. */
function takeText(scanner: Scanner, quote: '"' | "'", start: number): { text: string; isJoined: boolean } {
  let text = ''
  for (;;) {
    const end = nextMatch(SPECIAL[quote], scanner.text, scanner.offset)
    text += scanner.text.slice(scanner.offset, end)
    scanner.offset = end
    const char = scanner.text.charAt(end)
    if (char === "'" && quote === "'" && scanner.text.charAt(end + 1) === "'") {
      text += "'"
      scanner.offset += 2
    } else if (char === '\\') {
      scanner.offset++
      if (isBreak(scanner.text.charCodeAt(scanner.offset))) {
        takeBreak(scanner)
        return { text, isJoined: true }
      }
      text += takeEscape(scanner, start)
    } else {
      return { text, isJoined: false }
    }
  }
}

/** Blanks within a line stay; with a line end among them they are folded. */
function takeBlanks(scanner: Scanner, isJoined: boolean): string {
  const { text } = scanner
  let blanks = ''
  let first: string | undefined = isJoined ? '' : undefined
  let more = ''
  for (;;) {
    const code = text.charCodeAt(scanner.offset)
    if (isBlank(code)) {
      if (first === undefined) blanks += text.charAt(scanner.offset)
      scanner.offset++
    } else if (isBreak(code)) {
      if (first === undefined) first = takeBreak(scanner)
      else more += takeBreak(scanner)
    } else {
      break
    }
  }
  return first === undefined ? blanks : foldBreaks(first, more)
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\u0007',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\u001b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
}

const HEX_ESCAPES: Readonly<Record<string, RegExp>> = {
  x: /[0-9a-fA-F]{2}/y,
  u: /[0-9a-fA-F]{4}/y,
  U: /[0-9a-fA-F]{8}/y,
}

/** What stands behind a `\`; not all escapes of JSON are known to YAML 1.1. */
function takeEscape(scanner: Scanner, start: number): string {
  const at = scanner.offset - 1
  const char = scanner.text.charAt(scanner.offset)
  scanner.offset++
  const plain = ESCAPES[char]
  if (plain !== undefined) return plain
  const digits = HEX_ESCAPES[char]
  if (digits === undefined) throw new SyntaxFault('escape', at, start)
  digits.lastIndex = scanner.offset
  const code = Number.parseInt(digits.exec(scanner.text)?.[0] ?? '', 16)
  const isCharacter = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  if (!isCharacter) throw new SyntaxFault('escape', at, start)
  scanner.offset = digits.lastIndex
  return String.fromCodePoint(code)
}

function nextMatch(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex - 1 : from
}
