// The last lines of a log, within a bound of memory. Knows no events.

/** Characters that are kept of one log, and of one line of it. */
const MOST = { log: 64_000, line: 4_000 } as const

/** Lines as they come; edited in place. */
export interface LogTail {
  readonly lines: string[]
  characters: number
  /** Lines that were let go. */
  dropped: number
}

/** A log without lines. */
export function createLogTail(): LogTail {
  return { lines: [], characters: 0, dropped: 0 }
}

/** Adds a line; the oldest ones go where there are too many. They go many at a time: a list that loses its first costs all of it. */
export function addLine(tail: LogTail, text: string): void {
  const line = text.length > MOST.line ? `${text.slice(0, MOST.line)}…` : text
  tail.lines.push(line)
  tail.characters += line.length + 1
  if (tail.characters <= 2 * MOST.log) return
  let gone = 0
  while (tail.characters > MOST.log) tail.characters -= (tail.lines[gone++]?.length ?? 0) + 1
  tail.lines.splice(0, gone)
  tail.dropped += gone
}

/** All that is kept, with a line that says how much is not. */
export function tailLines({ lines, dropped }: LogTail): readonly string[] {
  return dropped === 0 ? lines : [`(${dropped} earlier lines left out)`, ...lines]
}
