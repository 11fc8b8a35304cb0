// Cuts a stream into documents as kubectl does: JSON values as long as there are any, then YAML by its lines. What kubectl
// refuses and we read all the same is told. The rules: kubernetes/apimachinery:pkg/util/yaml/decoder.go.
import type { YamlNode } from './nodes.ts'
import { SyntaxFault } from './fault.ts'
import { parseJsonValue, skipJsonBlanks } from './parse-json.ts'

/** A part of the text that is parsed on its own, so that a broken document spoils no other. */
export interface Chunk {
  readonly text: string
  /** Where it starts in the source. */
  readonly offset: number
  /** Whether a `---` stands before it that is part of it, as the first of several in a row is. */
  readonly isMarked?: boolean
  /** A JSON value, which has been read already. */
  readonly node?: YamlNode
}

/** What is odd between two documents. */
export interface Oddity {
  readonly kind: 'long separator' | 'glued separator' | 'marked separator' | 'behind JSON'
  readonly offset: number
}

/** The documents of a stream, and what kubectl refuses between them. */
export interface SplitStream {
  readonly chunks: readonly Chunk[]
  readonly oddities: readonly Oddity[]
}

/** Splits a text; a chunk may hold nothing but comments. */
export function splitDocuments(text: string): SplitStream {
  const chunks: Chunk[] = []
  const end = mayBeJson(text) ? splitJson(text, chunks) : 0
  // After two values kubectl is sure that it is JSON.
  if (end < text.length && (chunks.length > 1 || isTooShort(text, end, chunks.length))) {
    return { chunks, oddities: [{ kind: 'behind JSON', offset: skipJsonBlanks(text, end) }] }
  }
  const oddities: Oddity[] = []
  splitYaml(text, mayBeJson(text) ? skipLineStart(text, end) : 0, { chunks, oddities })
  return { chunks, oddities }
}

/** How far kubectl looks for a `{`. */
const LOOK_AHEAD = 4096

/** What Go's unicode.IsSpace takes for a space; JavaScript takes U+FEFF for one, too, and U+0085 for none. */
const GO_SPACE = String.raw`[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`
const GO_SPACES_AND_BRACE = new RegExp(`^${GO_SPACE}*\\{`)
const GO_SPACES_FIRST = new RegExp(`^${GO_SPACE}+`)

function mayBeJson(text: string): boolean {
  return GO_SPACES_AND_BRACE.test(text.slice(0, LOOK_AHEAD))
}

/** Adds the JSON values at the start of the text; the end of the last, or of the text where only blanks follow. */
function splitJson(text: string, chunks: Chunk[]): number {
  let end = 0
  for (;;) {
    const start = skipJsonBlanks(text, end)
    if (start === text.length) return start
    const value = jsonAt(text, start)
    if (value === undefined) return end
    // Places in the value count from the start of the text.
    chunks.push({ text, offset: 0, node: value.node })
    end = value.end
  }
}

function jsonAt(text: string, start: number): ReturnType<typeof parseJsonValue> {
  try {
    return parseJsonValue(text, start)
  } catch (error) {
    // Too deep: the YAML reader will say so.
    if (error instanceof SyntaxFault) return undefined
    throw error
  }
}

const SHORTEST = 4

/** kubectl gives up where less than four bytes are left, JSON or not. */
function isTooShort(text: string, end: number, values: number): boolean {
  return values > 0 && new TextEncoder().encode(text.slice(end, end + SHORTEST)).length < SHORTEST
}

/** Blanks up to the first line end go when kubectl turns from JSON to YAML. */
function skipLineStart(text: string, from: number): number {
  let offset = from
  while (offset < text.length && /\s/.test(text.charAt(offset))) {
    offset++
    if (text.charAt(offset - 1) === '\n') break
  }
  return offset
}

interface Found {
  readonly chunks: Chunk[]
  readonly oddities: Oddity[]
}

const SEPARATOR = /^\uFEFF?---/gm

/** One that YAML, too, takes for the start of a document and nothing else. */
const PLAIN_SEPARATOR = /^---(?:[ \t]+#.*|[ \t]*)$/

/** Splits at lines of `---`. The first of several in a row belongs to the document behind it. */
function splitYaml(text: string, from: number, { chunks, oddities }: Found): void {
  let start = from
  let isMarked = false
  const addChunk = (end: number): void => {
    if (start < end) chunks.push({ text: text.slice(start, end), offset: start, isMarked })
    isMarked = false
  }
  const isAtOnce = text.startsWith('---', from)
  for (let mark = isAtOnce ? from : nextSeparator(text, from); mark >= 0; mark = nextSeparator(text, mark + 1)) {
    const dashes = text.indexOf('---', mark)
    const lineEnd = endOfLine(text, mark)
    const line = text.slice(dashes, lineEnd)
    const kind = kindOf(line, dashes > mark)
    if (kind !== undefined) oddities.push({ kind, offset: mark })
    if (kind === undefined && start === mark) {
      if (!PLAIN_SEPARATOR.test(line)) continue
      isMarked = true
    } else {
      addChunk(mark)
    }
    start = kind === 'glued separator' ? dashes + 3 : Math.min(lineEnd + 1, text.length)
  }
  addChunk(text.length)
}

/** Line ends are line feeds here: a carriage return alone ends no line to the one who splits. */
function nextSeparator(text: string, from: number): number {
  SEPARATOR.lastIndex = from
  for (let match = SEPARATOR.exec(text); match !== null; match = SEPARATOR.exec(text)) {
    if (match.index === 0 || text.charAt(match.index - 1) === '\n') return match.index
  }
  return -1
}

function kindOf(line: string, hasMark: boolean): Oddity['kind'] | undefined {
  const rest = line.slice(3).replace(GO_SPACES_FIRST, '')
  if (rest.startsWith('-')) return 'long separator'
  if (rest !== '' && !rest.startsWith('#')) return 'glued separator'
  return hasMark ? 'marked separator' : undefined
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}
