// Reads the plain style that renderers write, some times faster than the whole reader when a process has just started.
// Answers undefined for everything else: one whole document is read here or there, never half.
import type { Json } from '../../object/kube-object.ts'
import { quickFlow } from './quick-flow.ts'
import type { HearPlace } from './quick-flow.ts'
import { isRestEmpty, mayContinue, quickFolded, quickKey, quickScalar } from './quick-lines.ts'
import { plainKeyText } from './go-scalar.ts'

/** A place in the document's lines; both count from 0. */
export interface QuickPlace {
  readonly line: number
  readonly column: number
}

/** A document that could be read. */
export interface QuickDocument {
  readonly value: Json
  readonly start: QuickPlace
  /** Where the value of each annotation stands. */
  readonly annotations: ReadonlyMap<string, QuickPlace>
}

interface Reader {
  readonly lines: readonly string[]
  line: number
  /** Indentation of the current line; -1 at the end. */
  indent: number
  /** How many blocks stand around the current line. */
  depth: number
  readonly annotations: Map<string, QuickPlace>
}

/** Which mapping is read: the places of annotations are wanted. */
type Role = 'root' | 'metadata' | 'annotations' | 'annotation' | 'other'

const CHILD_ROLES: Readonly<Record<Role, (key: string) => Role>> = {
  root: (key) => (key === 'metadata' ? 'metadata' : 'other'),
  metadata: (key) => (key === 'annotations' ? 'annotations' : 'other'),
  annotations: () => 'annotation',
  annotation: () => 'other',
  other: () => 'other',
}

/** What is a blank here and text there, such as a no-break space, ends a line to YAML alone, or is a tab. */
const OTHER_BLANKS = /[^\S \n]|\u0085/

/** The document, or undefined when only the whole reader can tell. */
export function quickRead(text: string): QuickDocument | undefined {
  if (OTHER_BLANKS.test(text)) return undefined
  const reader: Reader = { lines: text.split('\n'), line: -1, indent: 0, depth: 0, annotations: new Map() }
  nextLine(reader)
  const start = { line: reader.line, column: reader.indent }
  const value = reader.indent < 0 ? undefined : readBlock(reader, 'root')
  if (value === undefined || reader.indent >= 0) return undefined
  return { value, start, annotations: reader.annotations }
}

const CONTENT = /[^ ]/g

/** Goes to the next line that has more than blanks and a comment. */
function nextLine(reader: Reader): void {
  for (reader.line++; reader.line < reader.lines.length; reader.line++) {
    const line = reader.lines[reader.line] ?? ''
    const indent = indentOf(line)
    if (indent < line.length && line.charAt(indent) !== '#') {
      reader.indent = indent
      return
    }
  }
  reader.indent = -1
}

function indentOf(line: string): number {
  CONTENT.lastIndex = 0
  return CONTENT.exec(line)?.index ?? line.length
}

function currentLine(reader: Reader): string {
  return reader.lines[reader.line] ?? ''
}

/** The mapping or list whose first line is the current one. */
function readBlock(reader: Reader, role: Role): Json | undefined {
  // The whole reader has an end to it.
  if (reader.depth === MOST_BLOCKS) return undefined
  reader.depth++
  const value = isItem(currentLine(reader), reader.indent) ? readList(reader) : readMapping(reader, reader.indent, role)
  reader.depth--
  return value
}

const MOST_BLOCKS = 100

function isItem(line: string, indent: number): boolean {
  return line.charAt(indent) === '-' && (indent + 1 === line.length || line.charAt(indent + 1) === ' ')
}

/** The mapping whose keys stand in a column; the first may follow the dash of a list item. */
function readMapping(reader: Reader, column: number, role: Role): Json | undefined {
  const object: Record<string, Json> = {}
  do {
    const line = currentLine(reader)
    if (line.includes('\t')) return undefined
    const found = quickKey(line, column)
    if (found === undefined) return undefined
    const key = found.quoted ? found.text : plainKeyText(found.text)
    if (key === undefined || key === '__proto__' || Object.hasOwn(object, key)) return undefined
    if (role === 'annotations')
      reader.annotations.set(key, { line: reader.line, column: placeOfValue(line, found.valueColumn) })
    const value = readValue(reader, found.valueColumn, { column, isItem: false, role: CHILD_ROLES[role](key) })
    if (value === undefined) return undefined
    object[key] = value
  } while (reader.indent === column && !isItem(currentLine(reader), column))
  return reader.indent > column ? undefined : object
}

/** Nothing stands right behind the colon. */
function placeOfValue(line: string, column: number): number {
  return column < line.length ? column : line.trimEnd().length
}

function readList(reader: Reader): Json | undefined {
  const list: Json[] = []
  const column = reader.indent
  do {
    const line = currentLine(reader)
    if (line.includes('\t')) return undefined
    const start = startOfItem(line, column)
    const isMapping = quickKey(line, start) !== undefined
    const value = isMapping
      ? readMapping(reader, start, 'other')
      : readValue(reader, start, { column, isItem: true, role: 'other' })
    if (value === undefined) return undefined
    list.push(value)
  } while (reader.indent === column && isItem(currentLine(reader), column))
  return reader.indent > column ? undefined : list
}

function startOfItem(line: string, column: number): number {
  let start = column + 1
  while (line.charAt(start) === ' ') start++
  return start
}

/** The mapping entry or list item that a value belongs to. */
interface Parent {
  readonly column: number
  readonly isItem: boolean
  readonly role: Role
}

/** The value that starts in the current line; afterwards the reader stands at the line behind it. */
function readValue(reader: Reader, column: number, parent: Parent): Json | undefined {
  const line = currentLine(reader)
  const first = line.charAt(column)
  // The place of an annotation without a value depends on what follows; the whole reader knows.
  if (parent.role === 'annotation' && first === '#') return undefined
  if (isRestEmpty(line, column)) return readNested(reader, parent)
  if (first === '|') return readLiteral(reader, line.slice(column).trimEnd(), parent.column)
  const more = mayContinue(line, column) ? countContinuation(reader, parent.column) : 0
  const value =
    more === 0
      ? first === '{'
        ? quickFlow(line, column, placesIn(reader, parent.role))
        : quickScalar(line, column)
      : quickFolded(reader.lines.slice(reader.line, reader.line + 1 + more), column)
  reader.line += more
  nextLine(reader)
  // A deeper line behind a comment, or behind closing quotes, is an error.
  return reader.indent > parent.column ? undefined : value
}

/** Keeps the places of annotations in braces. */
function placesIn(reader: Reader, role: Role): HearPlace | undefined {
  const { line } = reader
  const keep = (key: string, column: number): void => void reader.annotations.set(key, { line, column })
  if (role === 'annotations')
    return ([key = '', ...deeper], column) => (deeper.length === 0 ? keep(key, column) : undefined)
  if (role !== 'metadata') return undefined
  return ([outer, key, ...deeper], column) =>
    outer === 'annotations' && key !== undefined && deeper.length === 0 ? keep(key, column) : undefined
}

/** How many of the next lines, with blank ones between, are deeper than the column. */
function countContinuation(reader: Reader, column: number): number {
  let count = 0
  for (let ahead = 1; reader.line + ahead < reader.lines.length; ahead++) {
    const line = reader.lines[reader.line + ahead] ?? ''
    const indent = indentOf(line)
    if (indent === line.length) continue
    if (indent <= column || line.charAt(indent) === '#') break
    count = ahead
  }
  return count
}

function readNested(reader: Reader, parent: Parent): Json | undefined {
  nextLine(reader)
  const isNested = reader.indent > parent.column
  const isListOfKey = reader.indent === parent.column && !parent.isItem && isItem(currentLine(reader), reader.indent)
  if (!isNested && !isListOfKey) return null
  if (parent.role === 'annotation') return undefined
  const line = currentLine(reader)
  const isScalar = !isItem(line, reader.indent) && quickKey(line, reader.indent) === undefined
  return isScalar ? readLoneScalar(reader, parent) : readBlock(reader, parent.role)
}

/** `key:` and its scalar in the next line. */
function readLoneScalar(reader: Reader, parent: Parent): Json | undefined {
  const line = currentLine(reader)
  return line.includes('\t') || '|#'.includes(line.charAt(reader.indent))
    ? undefined
    : readValue(reader, reader.indent, parent)
}

/** A `|` block without an indentation of its own. */
function readLiteral(reader: Reader, header: string, column: number): Json | undefined {
  if (header !== '|' && header !== '|-') return undefined
  const first = reader.line + 1
  let end = first
  let last = -1
  let indent = -1
  for (; end < reader.lines.length; end++) {
    const line = reader.lines[end] ?? ''
    const own = indentOf(line)
    if (own === line.length) {
      // Blank lines that stick out before the first text are an error.
      if (indent < 0 && own > column + 1) return undefined
      continue
    }
    if (own <= column) break
    if (indent < 0) indent = own
    if (own < indent) return undefined
    last = end
  }
  if (last < 0) return undefined
  // The last line of the text has no line end: only a chunk's end can be so, and the whole reader decides.
  if (last === reader.lines.length - 1) return undefined
  // What sticks out of trailing blank lines belongs to the text.
  for (let line = last + 1; line < end; line++) if ((reader.lines[line] ?? '').length > indent) return undefined
  const text = reader.lines
    .slice(first, last + 1)
    .map((line) => line.slice(indent))
    .join('\n')
  reader.line = end - 1
  nextLine(reader)
  return reader.indent > column ? undefined : header === '|' ? `${text}\n` : text
}
