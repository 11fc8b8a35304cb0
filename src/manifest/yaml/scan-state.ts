// The state of scanning one document, and the characters that it turns on. Makes no tokens.

/** What the scanner finds. */
export type TokenType =
  | 'document-start'
  | 'document-end'
  | 'stream-end'
  | 'block-list'
  | 'block-mapping'
  | 'block-end'
  | 'item'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'plain'
  | 'quoted'

/** One token; `text` is empty where the type says all. */
export interface Token {
  readonly type: TokenType
  readonly start: number
  readonly end: number
  readonly text: string
  /** Set while it may turn out to be a key. */
  readonly key: SimpleKey | undefined
}

/** What a token is by itself. */
export type TokenContent = Omit<Token, 'key'>

/** A token that turns out to be a key if a `:` follows it in its line. */
export interface SimpleKey {
  possible: boolean
  /** It stands where a key of a block mapping must stand. */
  readonly required: boolean
  /** Its number among all tokens of the document. */
  readonly token: number
  readonly offset: number
  readonly line: number
  readonly column: number
}

/** Where the scanner stands. */
export interface Scanner {
  readonly text: string
  offset: number
  line: number
  /** Where the current line starts: columns are counted from here. */
  lineStart: number
  /** Tokens that are found and not yet taken, from `head` on. */
  readonly queue: Token[]
  head: number
  /** How many tokens were taken. */
  taken: number
  /** Whether the first of the queue can be taken. */
  ready: boolean
  /** The column of the innermost block collection; -1 outside all. */
  indent: number
  readonly indents: number[]
  /** One for the block context, and one for each bracket that is open. */
  readonly keys: (SimpleKey | undefined)[]
  /** The key that the next token may be. */
  nextKey: SimpleKey | undefined
  keyAllowed: boolean
}

/** A scanner at an offset of a text, which counts as its first column. No NUL may be in the text. */
export function startScanner(text: string, start: number): Scanner {
  return {
    // The last line has a line end, and a NUL ends the text: nothing reads beyond it.
    text: `${text}${text.endsWith('\n') ? '' : '\n'}\0\0`,
    offset: start,
    line: 0,
    lineStart: start,
    queue: [],
    head: 0,
    taken: 0,
    ready: false,
    indent: -1,
    indents: [],
    keys: [undefined],
    nextKey: undefined,
    keyAllowed: true,
  }
}

/** The column of the current character. */
export function columnOf(scanner: Scanner): number {
  return scanner.offset - scanner.lineStart
}

/** Whether a bracket is open. */
export function isInFlow(scanner: Scanner): boolean {
  return scanner.keys.length > 1
}

const TAB = 0x09
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const SPACE = 0x20

/** Space or tab. */
export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB
}

/** Line ends of YAML 1.1: also NEL, LS and PS. */
export function isBreak(code: number): boolean {
  return (
    code === LINE_FEED || code === CARRIAGE_RETURN || (code >= 0x85 && (code === 0x85 || (code >> 1) << 1 === 0x2028))
  )
}

/** The character behind the text. */
export const END = 0

/** A blank, a line end, or the text's end. */
export function isBlankOrEnd(code: number): boolean {
  return code <= SPACE ? code === END || isBlank(code) || isBreak(code) : isBreak(code)
}

const BREAKS = /[\n\r\u0085\u2028\u2029]/g

/** Where the next line end stands. */
export function nextBreak(text: string, from: number): number {
  BREAKS.lastIndex = from
  return BREAKS.test(text) ? BREAKS.lastIndex - 1 : from
}

/** Goes over the line end that stands here; what it means in a scalar: LS and PS stay, all others are a line feed. */
export function takeBreak(scanner: Scanner): string {
  const { text, offset } = scanner
  const code = text.charCodeAt(offset)
  scanner.offset += code === CARRIAGE_RETURN && text.charCodeAt(offset + 1) === LINE_FEED ? 2 : 1
  scanner.line++
  scanner.lineStart = scanner.offset
  return code > 0x2000 ? text.charAt(offset) : '\n'
}

/** Whether `---` or `...` starts here, alone at the start of a line. */
export function isDocumentMark(scanner: Scanner, mark: '---' | '...'): boolean {
  const { text, offset } = scanner
  return (
    offset === scanner.lineStart && text.startsWith(mark, offset) && isBlankOrEnd(text.charCodeAt(offset + mark.length))
  )
}
