// Cuts a stream into documents, as kubectl does: by lines, before anything is parsed. Knows nothing of their content.

/** A part of the text that is parsed on its own, so that a broken document spoils no other. */
export interface Chunk {
  readonly text: string
  /** Where it starts in the source. */
  readonly offset: number
}

/** The documents of a stream and the offsets of lines that look like separators but are none. */
export interface SplitStream {
  readonly chunks: readonly Chunk[]
  readonly badSeparators: readonly number[]
}

/** Splits at lines that start with `---`; what is glued to the dashes belongs to the document, as in Helm. */
export function splitDocuments(text: string): SplitStream {
  const chunks: Chunk[] = []
  const badSeparators: number[] = []
  let start = 0
  for (let mark = nextSeparator(text, 0); mark >= 0; mark = nextSeparator(text, mark + 1)) {
    addChunk(chunks, text, start, mark)
    start = mark + 3
    if (text.charAt(start) === '-') {
      badSeparators.push(mark)
      start = endOfLine(text, start)
    }
  }
  addChunk(chunks, text, start, text.length)
  return { chunks: chunks.flatMap(splitJsonStream), badSeparators }
}

function nextSeparator(text: string, from: number): number {
  if (from === 0 && text.startsWith('---')) return 0
  const found = text.indexOf('\n---', Math.max(0, from - 1))
  return found < 0 ? -1 : found + 1
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}

// Blank lines, comments and directives; a directive's `---` has been cut off, and 1.1 is what we read anyway.
const NOTHING = /^(?:[ \t\uFEFF]*(?:#.*)?\n|%.*\n)*(?:[ \t\uFEFF]*(?:#.*)?|%.*)$/

function addChunk(chunks: Chunk[], text: string, start: number, end: number): void {
  const part = text.slice(start, end)
  if (!NOTHING.test(part)) chunks.push({ text: part, offset: start })
}

/** `{…}{…}` is a stream of JSON values to kubectl; each becomes a chunk. Anything else stays whole. */
function splitJsonStream(chunk: Chunk): readonly Chunk[] {
  if (!chunk.text.trimStart().startsWith('{')) return [chunk]
  const parts: Chunk[] = []
  let start = 0
  for (let end = endOfValue(chunk.text, 0); end > 0; end = endOfValue(chunk.text, start)) {
    parts.push({ text: chunk.text.slice(start, end), offset: chunk.offset + start })
    start = end
  }
  const closed = chunk.text.slice(start).trim() === ''
  return closed && parts.length > 1 && parts.every((part) => isJson(part.text)) ? parts : [chunk]
}

/** The offset after the bracket that closes the value, or -1. */
function endOfValue(text: string, from: number): number {
  const token = /"(?:[^"\\]|\\.)*"|[{}[\]]/g
  token.lastIndex = from
  let depth = 0
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    if (match[0] === '{' || match[0] === '[') depth++
    else if (match[0] === '}' || match[0] === ']') depth--
    if (depth === 0 && !match[0].startsWith('"')) return token.lastIndex
  }
  return -1
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
