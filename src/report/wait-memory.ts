// What is being waited for and what of it was told already, so that a log says only what is new, and now and then that it goes on.
// It goes by the time of who reads the log: an event that tells the same wait again is for programs, and is no line here. None
// comes while the run itself is held up, and in a rehearsal one comes although nobody waits.
import { REPEAT_AFTER_MS } from '../sync/events.ts'
import type { SyncEvent } from '../sync/events.ts'
import { formatDuration } from './duration.ts'
import { blockerLines } from './event-lines.ts'
import type { EventOf } from './presenter.ts'
import { spoken } from './task-text.ts'

/** Remembers one wait. */
export interface WaitMemory {
  /** The lines that are new. */
  hear(event: EventOf<'waiting'>): readonly string[]
  /** Forgets the wait when something else began. */
  observe(event: SyncEvent): void
  /** The line that says that it goes on, when that is due. */
  repeat(now: number): readonly string[] | undefined
}

/** A memory of nothing. */
export function createWaitMemory(): WaitMemory {
  let current: { readonly event: EventOf<'waiting'>; readonly since: number } | undefined
  let told = new Map<string, string>()
  let toldAt = 0
  const forget = (): void => {
    current = undefined
    told = new Map()
  }
  return {
    hear: (event) => {
      const same = current?.event.message === event.message
      current = { event, since: same && current !== undefined ? current.since : event.at }
      const changed = event.blockers.filter(({ task, message }) => told.get(task) !== message)
      told = new Map(event.blockers.map(({ task, message }) => [task, message]))
      if (same && changed.length === 0) return []
      toldAt = event.at
      return same ? blockerLines(changed, 4) : [`    ${spoken(event.message)}`, ...blockerLines(changed, 6)]
    },
    observe: ({ type }) => {
      if (ENDS_A_WAIT.has(type)) forget()
    },
    repeat: (now) => {
      if (current === undefined || now - toldAt < REPEAT_AFTER_MS) return undefined
      toldAt = now
      const { message, blockers } = current.event
      const reasons = [...new Set(blockers.map((blocker) => blocker.message.split('\n')[0]))].slice(0, 3)
      const why = reasons.length === 0 ? '' : `: ${reasons.join('; ')}`
      return [`    still ${spoken(message)}, for ${formatDuration(now - current.since)}${why}`]
    },
  }
}

const ENDS_A_WAIT: ReadonlySet<string> = new Set([
  'phase-started',
  'wave-started',
  'interrupted',
  'lock-lost',
  'timed-out',
  'operation-completed',
])
