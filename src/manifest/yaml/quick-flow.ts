// Reads a `[…]` or `{…}` of simple scalars in one line, without tokens; undefined for all else.
import type { Json } from '../../object/kube-object.ts'
import { plainKeyText, resolvePlain } from './go-scalar.ts'

/** Hears of each value in a `{…}`: the keys that lead to it, and its column. */
export type HearPlace = (keys: readonly string[], column: number) => void

interface FlowReader {
  readonly line: string
  column: number
  /** The keys that lead to what is being read. */
  readonly keys: string[]
  readonly hear: HearPlace | undefined
}

/** The collection that starts in a column and is the rest of the line. */
export function quickFlow(line: string, column: number, hear?: HearPlace): Json | undefined {
  const reader: FlowReader = { line, column, keys: [], hear }
  const value = readCollection(reader, MAX_DEPTH)
  return /^ *$/.test(line.slice(reader.column)) ? value : undefined
}

const MAX_DEPTH = 20

function readCollection(reader: FlowReader, depth: number): Json | undefined {
  if (depth === 0) return undefined
  return take(reader, '[') ? readItems(reader, depth) : readEntries(reader, depth)
}

function readItems(reader: FlowReader, depth: number): Json | undefined {
  const items: Json[] = []
  if (take(reader, ']')) return items
  do {
    const value = readFlowValue(reader, depth)
    if (value === undefined) return undefined
    items.push(value)
  } while (take(reader, ','))
  return take(reader, ']') ? items : undefined
}

function readEntries(reader: FlowReader, depth: number): Json | undefined {
  const object: Record<string, Json> = {}
  if (!take(reader, '{')) return undefined
  if (take(reader, '}')) return object
  do {
    const key = readToken(reader)
    const name = key === undefined || key.quoted ? key?.text : plainKeyText(key.text)
    if (name === undefined || name === '__proto__' || Object.hasOwn(object, name)) return undefined
    if (!reader.line.startsWith(': ', reader.column)) return undefined
    reader.column += 1
    skipBlanks(reader)
    reader.keys.push(name)
    reader.hear?.(reader.keys, reader.column)
    const value = readFlowValue(reader, depth)
    reader.keys.pop()
    if (value === undefined) return undefined
    object[name] = value
  } while (take(reader, ','))
  return take(reader, '}') ? object : undefined
}

function readFlowValue(reader: FlowReader, depth: number): Json | undefined {
  skipBlanks(reader)
  const first = reader.line.charAt(reader.column)
  if (first === '[' || first === '{') return readCollection(reader, depth - 1)
  const token = readToken(reader)
  if (token === undefined || token.quoted) return token?.text
  const value = resolvePlain(token.text)
  return typeof value === 'number' && !Number.isFinite(value) ? undefined : value
}

// A plain word in here holds only what YAML cannot take for a sign; blanks and colons stand between such characters.
const TOKEN = /"([^"\\]*)"|'([^']*)'|(-{0,2}[\w./~+$=@%-]*[\w./~+$=@%*-](?:[ :][\w./~+$=@%*-]+)*)/y
const PLAIN_START = /^-{0,2}[A-Za-z0-9_./~+$]/

function readToken(reader: FlowReader): { text: string; quoted: boolean } | undefined {
  skipBlanks(reader)
  TOKEN.lastIndex = reader.column
  const match = TOKEN.exec(reader.line)
  if (match === null) return undefined
  reader.column = TOKEN.lastIndex
  const quoted = match[1] ?? match[2]
  if (quoted !== undefined) return { text: quoted, quoted: true }
  const text = match[3] ?? ''
  return PLAIN_START.test(text) ? { text, quoted: false } : undefined
}

function take(reader: FlowReader, char: string): boolean {
  skipBlanks(reader)
  if (reader.line.charAt(reader.column) !== char) return false
  reader.column++
  return true
}

function skipBlanks(reader: FlowReader): void {
  while (reader.line.charAt(reader.column) === ' ') reader.column++
}
