// Text → tokens, by the rules of YAML 1.1 as go.yaml.in/yaml/v2 keeps them, since that is what kubectl, Helm and Argo CD
// read with. The `yaml` package keeps those of 1.2 and reads some texts otherwise.
import { SyntaxFault } from './fault.ts'
import { scanBlock } from './scan-block.ts'
import { scanPlain } from './scan-plain.ts'
import { scanName, scanTag } from './scan-properties.ts'
import { scanQuoted } from './scan-quoted.ts'
import {
  columnOf,
  END,
  isBlank,
  isBlankOrEnd,
  isBreak,
  isDocumentMark,
  isInFlow,
  nextBreak,
  takeBreak,
} from './scan-state.ts'
import type { Scanner, SimpleKey, Token, TokenContent, TokenType } from './scan-state.ts'

/** The next token, which stays where it is. */
export function peekToken(scanner: Scanner): Token {
  for (;;) {
    const token = scanner.head < scanner.queue.length ? scanner.queue[scanner.head] : undefined
    if (token === undefined) {
      fetchToken(scanner)
    } else if (scanner.ready || token.key === undefined || !isStillPossible(scanner, token.key)) {
      scanner.ready = true
      return token
    } else {
      fetchToken(scanner)
    }
  }
}

/** Goes on to the token behind the next one. */
export function takeToken(scanner: Scanner): Token {
  const token = peekToken(scanner)
  scanner.head++
  scanner.taken++
  scanner.ready = false
  if (scanner.head === scanner.queue.length) {
    scanner.queue.length = 0
    scanner.head = 0
  }
  return token
}

function fetchToken(scanner: Scanner): void {
  skipToToken(scanner)
  const { text, offset } = scanner
  unrollIndent(scanner, columnOf(scanner))
  const code = text.charCodeAt(offset)
  if (code === END) return endStream(scanner)
  const char = text.charAt(offset)
  if (offset === scanner.lineStart) {
    if (char === '%') throw new SyntaxFault('directive', offset)
    if (isDocumentMark(scanner, '---')) return fetchDocumentMark(scanner, 'document-start')
    if (isDocumentMark(scanner, '...')) return fetchDocumentMark(scanner, 'document-end')
  }
  const endsHere = isBlankOrEnd(text.charCodeAt(offset + 1))
  const isSign = isInFlow(scanner) || endsHere
  if (char === '[' || char === '{') fetchOpening(scanner, char)
  else if (char === ']' || char === '}') fetchClosing(scanner, char)
  else if (char === ',') fetchComma(scanner)
  else if (char === '-' && endsHere) fetchItem(scanner)
  else if (char === '?' && isSign) fetchKey(scanner)
  else if (char === ':' && isSign) fetchValue(scanner)
  else if ((char === '|' || char === '>') && !isInFlow(scanner)) fetchBlock(scanner)
  else fetchNode(scanner, char)
}

/** A node in one token, or what stands before one; each may begin a key. */
function fetchNode(scanner: Scanner, char: string): void {
  // A `-`, `?` or `:` that is not a sign starts a text.
  if (NO_START.includes(char) || isBlankOrEnd(scanner.text.charCodeAt(scanner.offset))) {
    throw new SyntaxFault(char === '\t' ? 'tab' : 'start', scanner.offset)
  }
  saveKey(scanner)
  scanner.keyAllowed = false
  if (char === '*') push(scanner, scanName(scanner, 'alias'))
  else if (char === '&') push(scanner, scanName(scanner, 'anchor'))
  else if (char === '!') push(scanner, scanTag(scanner))
  else if (char === '"' || char === "'") push(scanner, scanQuoted(scanner, char))
  else push(scanner, scanPlain(scanner))
}

const NO_START = '#|>%@`'

/** Goes over blanks, comments and line ends. A tab is not indentation: behind it no key can start. */
function skipToToken(scanner: Scanner): void {
  const { text } = scanner
  for (;;) {
    const allowsTab = isInFlow(scanner) || !scanner.keyAllowed
    for (;;) {
      const code = text.charCodeAt(scanner.offset)
      if (code !== SPACE && !(allowsTab && isBlank(code))) break
      scanner.offset++
    }
    if (text.charCodeAt(scanner.offset) === HASH) scanner.offset = nextBreak(text, scanner.offset)
    if (!isBreak(text.charCodeAt(scanner.offset))) return
    takeBreak(scanner)
    if (!isInFlow(scanner)) scanner.keyAllowed = true
  }
}

const SPACE = 0x20
const HASH = 0x23

function push(scanner: Scanner, { type, start, end, text }: TokenContent): void {
  scanner.queue.push({ type, start, end, text, key: scanner.nextKey })
  scanner.nextKey = undefined
}

/** A token of as many characters as stand here. */
function pushSign(scanner: Scanner, type: TokenType, length: number): void {
  const start = scanner.offset
  scanner.offset += length
  push(scanner, { type, start, end: scanner.offset, text: '' })
}

// A key in one line is known as such at its `:`, when its tokens are in the queue already. Until then it is remembered.

const LONGEST_KEY = 1024

function isStillPossible(scanner: Scanner, key: SimpleKey): boolean {
  if (!key.possible) return false
  if (key.line === scanner.line && !isTooLong(scanner, key)) return true
  forgetKey(scanner, key)
  return false
}

/** The limit is one of characters, and those outside the basic plane have two units here. */
function isTooLong(scanner: Scanner, key: SimpleKey): boolean {
  if (scanner.offset - key.offset <= LONGEST_KEY) return false
  const pairs = scanner.text.slice(key.offset, scanner.offset).match(/[\ud800-\udbff]/g)?.length ?? 0
  return scanner.offset - key.offset - pairs > LONGEST_KEY
}

function forgetKey(scanner: Scanner, key: SimpleKey): void {
  if (key.required) throw new SyntaxFault('key-without-colon', scanner.offset, key.offset)
  key.possible = false
}

function saveKey(scanner: Scanner): void {
  if (!scanner.keyAllowed) return
  removeKey(scanner)
  const column = columnOf(scanner)
  const key: SimpleKey = {
    possible: true,
    required: !isInFlow(scanner) && scanner.indent === column,
    token: scanner.taken + scanner.queue.length - scanner.head,
    offset: scanner.offset,
    line: scanner.line,
    column,
  }
  scanner.keys[scanner.keys.length - 1] = key
  scanner.nextKey = key
}

function removeKey(scanner: Scanner): void {
  const key = scanner.keys.at(-1)
  if (key?.possible === true) forgetKey(scanner, key)
}

/** Begins a block collection where the column is deeper than that of the innermost one. */
function rollIndent(scanner: Scanner, start: SimpleKey | undefined, type: 'block-list' | 'block-mapping'): void {
  if (isInFlow(scanner)) return
  const column = start?.column ?? columnOf(scanner)
  if (scanner.indent >= column) return
  scanner.indents.push(scanner.indent)
  scanner.indent = column
  if (start === undefined) pushSign(scanner, type, 0)
  else insert(scanner, start, type)
}

/** Puts a token before the one that turned out to be a key. */
function insert(scanner: Scanner, { token, offset }: SimpleKey, type: TokenType): void {
  const { queue } = scanner
  const index = scanner.head + token - scanner.taken
  for (let last = queue.length; last > index; last--) {
    const moved = queue[last - 1]
    if (moved !== undefined) queue[last] = moved
  }
  queue[index] = { type, start: offset, end: offset, text: '', key: undefined }
}

/** Ends the block collections that stand deeper than a column. */
function unrollIndent(scanner: Scanner, column: number): void {
  if (isInFlow(scanner)) return
  while (scanner.indent > column) {
    pushSign(scanner, 'block-end', 0)
    scanner.indent = scanner.indents.pop() ?? -1
  }
}

function endStream(scanner: Scanner): void {
  unrollIndent(scanner, -1)
  removeKey(scanner)
  scanner.keyAllowed = false
  pushSign(scanner, 'stream-end', 0)
}

function fetchDocumentMark(scanner: Scanner, type: 'document-start' | 'document-end'): void {
  unrollIndent(scanner, -1)
  removeKey(scanner)
  scanner.keyAllowed = false
  pushSign(scanner, type, 3)
}

function fetchOpening(scanner: Scanner, type: '[' | '{'): void {
  saveKey(scanner)
  scanner.keys.push(undefined)
  scanner.keyAllowed = true
  pushSign(scanner, type, 1)
}

function fetchClosing(scanner: Scanner, type: ']' | '}'): void {
  removeKey(scanner)
  if (isInFlow(scanner)) scanner.keys.pop()
  scanner.keyAllowed = false
  pushSign(scanner, type, 1)
}

function fetchComma(scanner: Scanner): void {
  removeKey(scanner)
  scanner.keyAllowed = true
  pushSign(scanner, ',', 1)
}

function fetchItem(scanner: Scanner): void {
  if (!isInFlow(scanner) && !scanner.keyAllowed) throw new SyntaxFault('list-here', scanner.offset)
  rollIndent(scanner, undefined, 'block-list')
  removeKey(scanner)
  scanner.keyAllowed = true
  pushSign(scanner, 'item', 1)
}

function fetchKey(scanner: Scanner): void {
  if (!isInFlow(scanner) && !scanner.keyAllowed) throw new SyntaxFault('key-here', scanner.offset)
  rollIndent(scanner, undefined, 'block-mapping')
  removeKey(scanner)
  scanner.keyAllowed = !isInFlow(scanner)
  pushSign(scanner, 'key', 1)
}

function fetchValue(scanner: Scanner): void {
  const key = scanner.keys.at(-1)
  if (key !== undefined && isStillPossible(scanner, key)) {
    insert(scanner, key, 'key')
    rollIndent(scanner, key, 'block-mapping')
    key.possible = false
    scanner.keyAllowed = false
  } else {
    if (!isInFlow(scanner) && !scanner.keyAllowed) {
      throw new SyntaxFault('two-colons', scanner.offset, key?.line === scanner.line ? scanner.offset : key?.offset)
    }
    rollIndent(scanner, undefined, 'block-mapping')
    scanner.keyAllowed = !isInFlow(scanner)
  }
  pushSign(scanner, 'value', 1)
}

function fetchBlock(scanner: Scanner): void {
  removeKey(scanner)
  scanner.keyAllowed = true
  push(scanner, scanBlock(scanner))
}
