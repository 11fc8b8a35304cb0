// What is being waited for and what of it was told already, so that a log says only what is new, and now and then that it goes on.
// A short wait is not told: what begins and ends at once needs no third line. Telling it again goes by the time of who reads the
// log: an event that tells the same wait again is for programs, and is no line here. None comes while the run itself is held up,
// and in a rehearsal one comes although nobody waits.
import { REPEAT_AFTER_MS } from '../sync/events.ts'
import type { Blocker, SyncEvent } from '../sync/events.ts'
import { formatDuration } from './duration.ts'
import type { EventOf } from './presenter.ts'
import { joinLines, spoken } from './task-text.ts'
import { blockerLines } from './wait-lines.ts'

/** A wait is told when it has lasted so long, in milliseconds: then it is known why, too. */
const TOLD_AFTER_MS = 3500

/** What changes in it is told not more often, in milliseconds. */
const NEWS_AFTER_MS = 2000

/** What is new in a wait is told when it has stood so long, in milliseconds: what is over at once, or fails by it, needs no line. */
const STEADY_AFTER_MS = 1000

/** Lines about a wait, and the time that they are of. */
export interface WaitNews {
  readonly at: number
  readonly lines: readonly string[]
}

/** Remembers one wait. */
export interface WaitMemory {
  /** Takes in what is waited for now. */
  hear(event: EventOf<'waiting'>): void
  /** Forgets the wait when something else began, and what has ended. */
  observe(event: SyncEvent): void
  /** What is to be told by now: the wait, what is new of it, or that it goes on. */
  due(now: number): WaitNews | undefined
  /** That it goes on, when that is due: asked by the reader's time only. */
  repeat(now: number): WaitNews | undefined
  /** What was told last of a task, now or in a wait before; undefined: nothing. */
  readonly toldOf: (task: string) => string | undefined
}

interface Wait {
  readonly event: EventOf<'waiting'>
  readonly since: number
  /** When it began to be as it is. */
  readonly steadySince: number
  /** When something of it was told last. */
  readonly toldAt: number | undefined
  /** Since when there is something to tell; undefined: there is nothing. */
  readonly newSince: number | undefined
}

/** A memory of nothing; lines are so many columns wide. */
export function createWaitMemory(columns: () => number): WaitMemory {
  let current: Wait | undefined
  // What was told of each task, and under '' what of a wait that names none.
  let told = new Map<string, string>()
  const everTold = new Map<string, string>()
  const forget = (): void => {
    current = undefined
    told = new Map()
  }
  const isNew = ({ task, message }: Pick<Blocker, 'task' | 'message'>): boolean => told.get(task) !== message
  const hasNews = ({ blockers, message }: EventOf<'waiting'>): boolean =>
    blockers.length === 0 ? isNew({ task: '', message }) : blockers.some(isNew)
  const news = ({ event }: Wait, now: number): readonly string[] => {
    if (!hasNews(event)) return []
    if (event.blockers.length === 0) return [`  ${spoken(event.message)}`]
    return blockerLines(event.blockers.filter(isNew), { columns: columns(), now })
  }
  return {
    hear: (event) => {
      const isSame = current !== undefined && reasonsOf(current.event) === reasonsOf(event)
      const steadySince = isSame ? (current?.steadySince ?? event.at) : event.at
      const newSince = hasNews(event) ? (current?.newSince ?? event.at) : undefined
      current = { event, since: current?.since ?? event.at, steadySince, toldAt: current?.toldAt, newSince }
    },
    observe: (event) => {
      if (ENDS_A_WAIT.has(event.type)) forget()
      if (current === undefined || !('task' in event) || event.type !== 'task-completed') return
      const blockers = current.event.blockers.filter(({ task }) => task !== event.task)
      if (blockers.length < current.event.blockers.length) {
        current = { ...current, event: { ...current.event, blockers } }
        if (blockers.length === 0) forget()
      }
    },
    due: (now) => {
      if (current === undefined) return undefined
      const { since, event } = current
      const at = Math.max(newsMoment(current) ?? since + TOLD_AFTER_MS, event.at)
      if (now < at) return undefined
      const lines = news(current, at)
      if (lines.length === 0) return undefined
      for (const { task, message } of event.blockers) {
        told.set(task, message)
        everTold.set(task, message)
      }
      if (event.blockers.length === 0) told.set('', event.message)
      current = { ...current, toldAt: at, newSince: undefined }
      return { at, lines }
    },
    repeat: (now) => {
      if (current?.toldAt === undefined || now - current.toldAt < REPEAT_AFTER_MS) return undefined
      current = { ...current, toldAt: now }
      return { at: now, lines: againLines(current, { columns: columns(), now }) }
    },
    toldOf: (task) => everTold.get(task),
  }
}

/** What changes all the time is told all the same; undefined: nothing was told yet. */
function newsMoment({ toldAt, steadySince, newSince = Infinity }: Wait): number | undefined {
  if (toldAt === undefined) return undefined
  return Math.max(toldAt + NEWS_AFTER_MS, Math.min(steadySince + STEADY_AFTER_MS, newSince + 2 * NEWS_AFTER_MS))
}

function reasonsOf({ message, blockers }: EventOf<'waiting'>): string {
  return JSON.stringify([message, blockers.map((one) => [one.task, one.message])])
}

/** Some words of each, since all has been told before. */
function againLines(
  { event: { message, blockers }, since }: Wait,
  room: { readonly columns: number; readonly now: number },
): readonly string[] {
  const time = formatDuration(room.now - since)
  if (blockers.length === 0) return [`  still ${spoken(message)}, for ${time}`]
  const shown = blockers.slice(0, MOST_AGAIN)
  const rest = blockers.length - shown.length
  return [
    ...blockerLines(shown.map(inShort), room, `still waiting after ${time} for`),
    ...(rest > 0 ? [`    and ${rest} more`] : []),
  ]
}

const MOST_AGAIN = 3

function inShort(blocker: Blocker): Blocker {
  return { ...blocker, message: joinLines(blocker.message.split('\n')[0] ?? '') }
}

const ENDS_A_WAIT: ReadonlySet<string> = new Set([
  'phase-started',
  'wave-started',
  'interrupted',
  'lock-lost',
  'timed-out',
  'operation-completed',
])
