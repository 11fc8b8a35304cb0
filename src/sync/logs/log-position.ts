// How far a log has been read, so that it can be opened again where it broke off: nothing is lost, nothing comes twice. Pure.

/** A line, and when the node wrote it; '' where it did not say. */
export interface TimedLine {
  readonly time: string
  readonly text: string
}

/** How far one log is read. */
export type LogPosition = Readonly<ReturnType<typeof createLogPosition>>

/** `2026-01-01T00:00:00.123456789Z text`; the text may be empty. */
const TIMED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))(?: |$)/

/** Of a line so many characters tell it from others of the same time. */
const TELLING = 4096

/**
 * Nothing is read yet. A log is asked for from a whole second on, and streams of one container may be written a moment out of
 * order: so what was read of the last two seconds is remembered, line by line.
 */
export function createLogPosition() {
  // By second: how often a line of it was read.
  const read = new Map<number, Map<number, number>>()
  // What this opening may give again.
  let again = new Map<number, number>()
  let last = -Infinity
  let from = -Infinity
  let taken = 0

  const forget = (): void => {
    for (const second of read.keys()) if (second < last - 1) read.delete(second)
  }
  return {
    /** From when on it has to be asked for, in whole seconds; undefined: from its beginning. */
    since: (): string | undefined =>
      last === -Infinity ? undefined : `${new Date((last - 1) * 1000).toISOString().slice(0, 19)}Z`,
    /** How many lines were read. */
    taken: (): number => taken,
    /** It is opened, from what `since` says. */
    reopened(): void {
      from = last === -Infinity ? -Infinity : last - 1
      again = new Map([...read.values()].flatMap((lines) => [...lines]))
    },
    /** The next line, as it was read with its time; undefined: it was read before. */
    take(line: string): TimedLine | undefined {
      const time = TIMED.exec(line)?.[1] ?? ''
      const text = time === '' ? line : line.slice(time.length + 1)
      const id = hashOf(line)
      const times = again.get(id) ?? 0
      if (times > 0) {
        again.set(id, times - 1)
        return undefined
      }
      // What a node says itself has no time: it stays beside the newest.
      const told = Math.floor(Date.parse(time) / 1000)
      const second = Number.isNaN(told) ? last : told
      // A server that takes no time from when on gives everything again.
      if (second < from) return undefined
      if (second > last) {
        last = second
        forget()
      }
      taken += 1
      const lines = read.get(second) ?? new Map<number, number>()
      read.set(second, lines.set(id, (lines.get(id) ?? 0) + 1))
      return { time, text }
    },
  }
}

/** 53 bits of a text's beginning and its length. */
function hashOf(text: string): number {
  let high = 0xdeadbeef ^ text.length
  let low = 0x41c6ce57
  const end = Math.min(text.length, TELLING)
  for (let index = 0; index < end; index += 1) {
    const code = text.charCodeAt(index)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return 4294967296 * (2097151 & low) + (high >>> 0)
}
