// Bytes as they come → whole lines of text. Survives cuts inside a UTF-8 character and lines of many megabytes. Asks nobody.

const NEWLINE = 10

/** How lines are read. */
export interface LineOptions {
  /** The last one counts without its end, too: a log's last line may lack it. */
  readonly rest: boolean
  /** Of a longer line so many bytes are given, and how many more there were; left out: all of it. */
  readonly longest?: number
}

/** Each line without its end. */
export async function* readBodyLines(
  chunks: AsyncIterable<Uint8Array>,
  { rest, longest = Infinity }: LineOptions,
): AsyncGenerator<string, void, void> {
  // Decoded once per line: a character may span chunks, a line end never lies inside one.
  let line = newLine()
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      add(line, chunk.subarray(start, end), longest)
      yield decode(line)
      line = newLine()
      start = end + 1
    }
    if (start < chunk.length) add(line, chunk.subarray(start), longest)
  }
  if (rest && line.parts.length > 0) yield decode(line)
}

interface Line {
  readonly parts: Uint8Array[]
  length: number
  leftOut: number
}

function newLine(): Line {
  return { parts: [], length: 0, leftOut: 0 }
}

function add(line: Line, part: Uint8Array, longest: number): void {
  const kept = part.length <= longest - line.length ? part : part.subarray(0, longest - line.length)
  line.leftOut += part.length - kept.length
  line.length += kept.length
  if (kept.length > 0 || line.parts.length === 0) line.parts.push(kept)
}

function decode({ parts, leftOut }: Line): string {
  const text = Buffer.concat(parts).toString('utf8')
  if (leftOut > 0) return `${text}… (${leftOut} more bytes)`
  return text.endsWith('\r') ? text.slice(0, -1) : text
}
