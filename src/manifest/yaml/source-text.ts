// A source's text with its lines: offsets become places. Knows nothing about YAML.
import type { Location, Source } from '../manifest.ts'

/** The text as it is parsed: no byte order mark at its start, and Windows' line ends are `\n`. */
export interface SourceText {
  readonly name: string
  readonly text: string
  /** The offset at which each line starts. */
  readonly lineStarts: readonly number[]
}

const EXCERPT_LENGTH = 200

/** Prepares a source: kubectl too reads CRLF as LF and takes one byte order mark away. */
export function sourceText(source: Source): SourceText {
  const text = normalise(source.text)
  return { name: source.name, text, lineStarts: startsOfLines(text) }
}

/** The place of an offset, with the text of its line. */
export function locationAt(source: SourceText, offset: number): Location {
  const line = lineOf(source.lineStarts, Math.min(offset, source.text.length))
  const start = source.lineStarts[line - 1] ?? 0
  const next = source.lineStarts[line]
  const end = Math.min(next === undefined ? source.text.length : next - 1, start + EXCERPT_LENGTH)
  return { source: source.name, line, column: offset - start + 1, excerpt: source.text.slice(start, end) }
}

function normalise(text: string): string {
  const lines = text.includes('\r') ? text.replaceAll('\r\n', '\n') : text
  return lines.startsWith('\uFEFF') ? lines.slice(1) : lines
}

/** Where lines start, as an editor counts them: behind a carriage return, too. */
function startsOfLines(text: string): readonly number[] {
  const starts = [0]
  if (!text.includes('\r')) {
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1)
    return starts
  }
  for (const { index, 0: end } of text.matchAll(/\r\n?|\n/g)) starts.push(index + end.length)
  return starts
}

/** Of ascending starts the number, from 1, of the last one at or before a place. */
export function lineOf(starts: readonly number[], place: number): number {
  let low = 0
  let high = starts.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= place) low = middle
    else high = middle
  }
  return low + 1
}
