// Bytes as they come → lines of text. Survives cuts inside a UTF-8 character and lines of many megabytes. Asks nobody.
import { MOST_BYTES, TooMuch } from './read-all.ts'

const NEWLINE = 10

/** A line without its end; `whole` is false for one that had none: it is the last, and may have been cut off. */
export interface ReadLine {
  readonly text: string
  readonly whole: boolean
}

/** Each line; of one that is longer than `longest` bytes only so much, and how much more there was. Without `longest` TooMuch is thrown then. */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  longest?: number,
): AsyncGenerator<ReadLine, void, void> {
  // Decoded once per line: a character may span chunks, a line end never lies inside one.
  let line = newLine()
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      add(line, chunk.subarray(start, end), longest)
      yield { text: decode(line), whole: true }
      line = newLine()
      start = end + 1
    }
    if (start < chunk.length) add(line, chunk.subarray(start), longest)
  }
  if (line.parts.length > 0) yield { text: decode(line), whole: false }
}

interface Line {
  readonly parts: Uint8Array[]
  length: number
  leftOut: number
}

function newLine(): Line {
  return { parts: [], length: 0, leftOut: 0 }
}

function add(line: Line, part: Uint8Array, longest: number | undefined): void {
  const room = (longest ?? MOST_BYTES) - line.length
  if (longest === undefined && part.length > room) throw new TooMuch()
  const kept = part.length <= room ? part : part.subarray(0, room)
  line.leftOut += part.length - kept.length
  line.length += kept.length
  if (kept.length > 0 || line.parts.length === 0) line.parts.push(kept)
}

function decode({ parts, leftOut }: Line): string {
  const text = Buffer.concat(parts).toString('utf8')
  if (leftOut > 0) return `${text}… (${leftOut} more bytes)`
  return text.endsWith('\r') ? text.slice(0, -1) : text
}
