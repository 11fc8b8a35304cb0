// One value in one line, read without tokens. Answers undefined wherever YAML could mean more.
import type { Json } from '../../object/kube-object.ts'
import { quickFlow } from './quick-flow.ts'
import { resolvePlain } from './go-scalar.ts'

/** A key at the start of a line's content, and where the text after its colon starts. */
export interface QuickKey {
  readonly text: string
  readonly quoted: boolean
  readonly valueColumn: number
}

const KEY = /(?:([A-Za-z_][\w./-]*)|"([^"\\]*)"|'([^']*)'):(?: +|$)/y

/** The key that stands at a column, or undefined. */
export function quickKey(line: string, column: number): QuickKey | undefined {
  KEY.lastIndex = column
  const match = KEY.exec(line)
  if (match === null) return undefined
  const text = match[1] ?? match[2] ?? match[3] ?? ''
  return { text, quoted: match[1] === undefined, valueColumn: KEY.lastIndex }
}

/** The scalar or the `[…]` or `{…}` that is the rest of a line. */
export function quickScalar(line: string, column: number): Json | undefined {
  const first = line.charAt(column)
  if (first === '"') return doubleQuoted(line, column)
  if (first === "'") return singleQuoted(line, column)
  if (first === '{' || first === '[') return quickFlow(line, column)
  return isPlainStart(line, column) ? plain(line.slice(column)) : undefined
}

/** Whether nothing but a comment follows; a `#` needs a blank before it, which the caller has skipped. */
export function isRestEmpty(line: string, column: number): boolean {
  return column >= line.length || line.charAt(column) === '#'
}

const REST = /(?: +(?:#.*)?)?$/y

/** Of the escapes that JSON and YAML 1.1 share, and `\\ `; a `\\` alone stands for any other. */
const SHARED_ESCAPE = /\\(?:["\\bfnrt ]|u(?![dD][89a-fA-F])[0-9a-fA-F]{4})?/g

function doubleQuoted(line: string, column: number): string | undefined {
  const text = upToQuote(line, column, QUOTE_OR_ESCAPE)
  if (text === undefined || !text.includes('\\')) return text
  if (text.match(SHARED_ESCAPE)?.includes('\\') === true) return undefined
  return parseString(`"${text.replaceAll(ESCAPE, (escape) => (escape === '\\ ' ? ' ' : escape))}"`)
}

function parseString(text: string): string {
  return JSON.parse(text)
}

function singleQuoted(line: string, column: number): string | undefined {
  return upToQuote(line, column, QUOTE_OR_PAIR)?.replaceAll("''", "'")
}

const QUOTE_OR_ESCAPE = /"|\\./g
const QUOTE_OR_PAIR = /''|'/g

/** What stands between the quote in a column and the one that closes it, if that ends the line. */
function upToQuote(line: string, column: number, signs: RegExp): string | undefined {
  signs.lastIndex = column + 1
  for (let match = signs.exec(line); match !== null; match = signs.exec(line)) {
    if (match[0].length > 1) continue
    REST.lastIndex = signs.lastIndex
    return REST.test(line) ? line.slice(column + 1, match.index) : undefined
  }
  return undefined
}

const PLAIN_START = /[A-Za-z0-9_./~+$^(;=<\\]/

function isPlainStart(line: string, column: number): boolean {
  const first = line.charAt(column)
  if (first === '-') return column + 1 < line.length && line.charAt(column + 1) !== ' '
  return PLAIN_START.test(first)
}

function plain(rest: string): Json | undefined {
  const comment = rest.indexOf(' #')
  const text = (comment < 0 ? rest : rest.slice(0, comment)).trimEnd()
  if (!isPlainText(text)) return undefined
  const value = resolvePlain(text)
  return typeof value === 'number' && !Number.isFinite(value) ? undefined : value
}

function isPlainText(text: string): boolean {
  return !text.includes(': ') && !text.endsWith(':')
}

/** Whether a scalar that starts in this column goes on in deeper lines, if there are any. */
export function mayContinue(line: string, column: number): boolean {
  const first = line.charAt(column)
  if (first === "'")
    return !line
      .slice(column + 1)
      .replaceAll("''", '')
      .includes("'")
  if (first === '"')
    return !line
      .slice(column + 1)
      .replaceAll(ESCAPE, '')
      .includes('"')
  return isPlainStart(line, column) && !line.includes(' #', column)
}

const ESCAPE = /\\./g

/** A scalar over several lines, the first from its column on; blank lines stand for line ends. */
export function quickFolded(lines: readonly string[], column: number): string | undefined {
  const [first = '', ...rest] = lines
  const start = first.slice(column).trimEnd()
  if (start.startsWith('"')) return doubleFolded(start, first, rest)
  const isQuoted = start.startsWith("'")
  if (!isQuoted && !isPlainText(start)) return undefined
  let text = start
  let separator = ' '
  for (const line of rest) {
    const part = line.trim()
    if (part === '') {
      separator = separator === ' ' ? '\n' : `${separator}\n`
      continue
    }
    if (line.includes('\t') || (!isQuoted && (part.includes(' #') || !isPlainText(part)))) return undefined
    text += separator + part
    separator = ' '
  }
  if (!isQuoted) return text
  // Joined, what stands in the lines behind the comment of a closing line would belong to the comment.
  return text.includes(' #') ? undefined : singleQuoted(text, 0)
}

/** In double quotes a line may end with a backslash: then what follows is joined to it, without the blanks that lead it. */
function doubleFolded(start: string, first: string, rest: readonly string[]): string | undefined {
  let text = start
  let last = first
  let breaks = 0
  for (const line of rest) {
    const part = line.trim()
    const isJoined = endsOpen(text)
    // A backslash before blanks at the end of a line makes one of them text.
    if (isJoined && (part === '' || last !== last.trimEnd())) return undefined
    if (line.includes('\t')) return undefined
    if (part === '') {
      breaks += 1
      continue
    }
    text = isJoined ? text.slice(0, -1) + part : text + (breaks === 0 ? ' ' : '\\n'.repeat(breaks)) + part
    last = line
    breaks = 0
  }
  return text.includes(' #') ? undefined : doubleQuoted(text, 0)
}

/** Whether a text ends with a backslash that no other one escapes. */
function endsOpen(text: string): boolean {
  return (/\\+$/.exec(text)?.[0].length ?? 0) % 2 === 1
}
