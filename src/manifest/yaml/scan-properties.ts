// Scans what stands before a node: `&anchor` and `!tag`; and `*alias`, which is spelt alike.
import { SyntaxFault } from './fault.ts'
import { isBlankOrEnd } from './scan-state.ts'
import type { Scanner, TokenContent } from './scan-state.ts'

const NAME = /[0-9A-Za-z_-]+/y
const BEHIND_NAME = '?:,]}%@`'

/** `&name` or `*name`. */
export function scanName(scanner: Scanner, type: 'anchor' | 'alias'): TokenContent {
  const start = scanner.offset
  const name = take(scanner, NAME, start + 1)
  const isEnd = isBlankOrEnd(scanner.text.charCodeAt(scanner.offset))
  if (name === '' || !(isEnd || BEHIND_NAME.includes(scanner.text.charAt(scanner.offset)))) {
    throw new SyntaxFault('alias-name', start)
  }
  return { type, start, end: scanner.offset, text: name }
}

const HANDLE = /![0-9A-Za-z_-]*!/y
const VERBATIM = /!<([0-9A-Za-z_;/?:@&=+$,.!~*'()[\]%-]+)>/y
const URI = /[0-9A-Za-z_;/?:@&=+$,.!~*'()[\]%-]*/y

/** `!tag`, `!!tag` or `!<tag>`; its text is the whole tag. */
export function scanTag(scanner: Scanner): TokenContent {
  const start = scanner.offset
  const text = takeTag(scanner, start)
  if (!isBlankOrEnd(scanner.text.charCodeAt(scanner.offset))) throw new SyntaxFault('tag', start)
  return { type: 'tag', start, end: scanner.offset, text }
}

function takeTag(scanner: Scanner, start: number): string {
  if (scanner.text.charAt(start + 1) === '<') {
    const verbatim = take(scanner, VERBATIM, start)
    if (verbatim === '') throw new SyntaxFault('tag', start)
    return unescapeUri(verbatim.slice(2, -1), start)
  }
  const handle = take(scanner, HANDLE, start)
  if (handle === '') return `!${unescapeUri(take(scanner, URI, start + 1), start)}`
  const suffix = unescapeUri(take(scanner, URI, scanner.offset), start)
  if (suffix === '') throw new SyntaxFault('tag', start)
  if (handle !== '!!') throw new SyntaxFault('tag-handle', start)
  return `tag:yaml.org,2002:${suffix}`
}

function unescapeUri(text: string, start: number): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    throw new SyntaxFault('tag', start)
  }
}

/** What a sticky pattern finds; the scanner stands behind it. */
function take(scanner: Scanner, pattern: RegExp, from: number): string {
  pattern.lastIndex = from
  const found = pattern.exec(scanner.text)?.[0] ?? ''
  scanner.offset = from + found.length
  return found
}
