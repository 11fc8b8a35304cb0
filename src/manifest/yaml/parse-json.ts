// JSON text → nodes with their places. kubectl reads a stream that starts with `{` as JSON as long as it is.
import { parseJson, readJson } from '../../object/json.ts'
import type { Json } from '../../object/kube-object.ts'
import { SyntaxFault } from './fault.ts'
import type { YamlEntry, YamlNode, YamlScalar } from './nodes.ts'
import { MOST_LEVELS } from './parse-nodes.ts'

/** A JSON value and where the text behind it starts. */
export interface JsonValue {
  readonly node: YamlNode
  readonly end: number
}

interface Reader {
  readonly text: string
  offset: number
  levels: number
}

/** The value that starts at an offset, which is not a blank; undefined where the text is not JSON. Throws when it is too deep. */
export function parseJsonValue(text: string, offset: number): JsonValue | undefined {
  const reader: Reader = { text, offset, levels: 0 }
  const node = readValue(reader)
  return node === undefined ? undefined : { node, end: reader.offset }
}

const BLANKS = /[ \t\n\r]*/y

/** Where the first character stands that is not a blank to JSON. */
export function skipJsonBlanks(text: string, from: number): number {
  BLANKS.lastIndex = from
  BLANKS.test(text)
  return BLANKS.lastIndex
}

function readValue(reader: Reader): YamlNode | undefined {
  const char = reader.text.charAt(reader.offset)
  if (char !== '{' && char !== '[') return readScalar(reader)
  if (++reader.levels > MOST_LEVELS) throw new SyntaxFault('too-deep', reader.offset)
  const node = char === '{' ? readObject(reader) : readArray(reader)
  reader.levels--
  return node
}

function readObject(reader: Reader): YamlNode | undefined {
  const { offset } = reader
  const entries: YamlEntry[] = []
  const isWhole = readParts(reader, '}', () => {
    const key = reader.text.charAt(reader.offset) === '"' ? readScalar(reader) : undefined
    if (key === undefined || !take(reader, ':')) return false
    reader.offset = skipJsonBlanks(reader.text, reader.offset)
    const value = readValue(reader)
    if (value === undefined) return false
    entries.push({ key, value })
    return true
  })
  return isWhole ? { kind: 'mapping', offset, hasAnchor: false, entries } : undefined
}

function readArray(reader: Reader): YamlNode | undefined {
  const { offset } = reader
  const items: YamlNode[] = []
  const isWhole = readParts(reader, ']', () => {
    const item = readValue(reader)
    if (item !== undefined) items.push(item)
    return item !== undefined
  })
  return isWhole ? { kind: 'sequence', offset, hasAnchor: false, items } : undefined
}

/** Everything between two brackets. */
function readParts(reader: Reader, closing: string, readPart: () => boolean): boolean {
  reader.offset++
  if (take(reader, closing)) return true
  do {
    reader.offset = skipJsonBlanks(reader.text, reader.offset)
    if (!readPart()) return false
  } while (take(reader, ','))
  return take(reader, closing)
}

function take(reader: Reader, char: string): boolean {
  reader.offset = skipJsonBlanks(reader.text, reader.offset)
  if (reader.text.charAt(reader.offset) !== char) return false
  reader.offset++
  return true
}

const NUMBER_OR_WORD = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null/y

function readScalar(reader: Reader): YamlScalar | undefined {
  const { text, offset } = reader
  const end = text.charAt(offset) === '"' ? endOfString(text, offset) : endOfWord(text, offset)
  if (end === undefined) return undefined
  reader.offset = end
  const source = text.slice(offset, end)
  if (!source.startsWith('"')) return scalar(offset, source, numberOrWord(source))
  const read = readJson(source)
  if (typeof read !== 'string') return undefined
  const value = read.replace(LONE_SURROGATE, '\uFFFD')
  return scalar(offset, value, value)
}

function scalar(offset: number, text: string, value: Json): YamlScalar {
  return { kind: 'scalar', offset, text, isPlain: typeof value !== 'string', tag: '', hasAnchor: false, value }
}

/** A number that is out of range becomes infinite, which reading it refuses. */
function numberOrWord(source: string): Json {
  try {
    return parseJson(source)
  } catch {
    return Number(source)
  }
}

// Go's decoder puts the replacement character in its place.
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

function endOfWord(text: string, offset: number): number | undefined {
  NUMBER_OR_WORD.lastIndex = offset
  return NUMBER_OR_WORD.test(text) ? NUMBER_OR_WORD.lastIndex : undefined
}

const QUOTE_OR_ESCAPE = /["\\]/g

function endOfString(text: string, offset: number): number | undefined {
  QUOTE_OR_ESCAPE.lastIndex = offset + 1
  while (QUOTE_OR_ESCAPE.test(text)) {
    const end = QUOTE_OR_ESCAPE.lastIndex
    if (text.charAt(end - 1) === '"') return end
    QUOTE_OR_ESCAPE.lastIndex = end + 1
  }
  return undefined
}
