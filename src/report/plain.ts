// Plain lines for people and log files: the time since the start, then what happened. Says again what it waits for, now and then.
import type { Output } from '../io.ts'
import type { SyncEvent } from '../sync/events.ts'
import { formatOffset } from './duration.ts'
import { createDeadWebhooks } from './dead-webhooks.ts'
import { createDoubts } from './doubts.ts'
import { giveEnding } from './end-line.ts'
import { eventLines, goingLines, goneLines, isBadHealth } from './event-lines.ts'
import type { LineContext } from './event-lines.ts'
import { createGoing } from './going.ts'
import type { GoingNews } from './going.ts'
import type { EventOf, Presenter, Ticker } from './presenter.ts'
import { sanitizeEvent } from './presenter.ts'
import { neutralizeCommands } from '../guard/escape.ts'
import type { Style } from './style.ts'
import { countEvent, createTally } from './tally.ts'
import { createWaitMemory } from './wait-memory.ts'
import type { WaitNews } from './wait-memory.ts'
import { wrapChain } from './wrap-lines.ts'

/** What the plain presenter writes to and reads the time from. */
export interface PlainOptions {
  readonly output: Pick<Output, 'write' | 'ending'>
  readonly style: Style
  readonly detail: 'normal' | 'verbose'
  readonly now: () => number
  readonly ticker: Ticker
  /** Whether waiting is told; a live view shows it elsewhere. */
  readonly waiting: 'told' | 'left out'
  /** `virtual` marks times that nobody waited for: `+2m10s`. Left out: `real`. */
  readonly time?: 'real' | 'virtual'
  /** How wide the lines may be, asked for each; left out: 80. */
  readonly columns?: () => number
  /** `broken`: what is left whole for whoever searches a log is broken at blanks, too, for a person at a terminal. Left out: `whole`. */
  readonly longLines?: 'whole' | 'broken'
  /** The flags that say which cluster, as whom, for commands that are told; left out: none were given. */
  readonly connection?: readonly string[]
}

/** A presenter that writes plain lines. */
export function createPlainPresenter(options: PlainOptions): Presenter {
  const { style, detail } = options
  const tally = createTally(options.connection)
  const awaited = new Set<string>()
  const leaving = new Set<string>()
  const going = createGoing()
  const columns = (): number => (options.columns?.() ?? 80) - TIME_COLUMNS
  const wait = createWaitMemory(columns)
  const { toldOf } = wait
  const doubts = createDoubts()
  const inShort = createDeadWebhooks()
  let lastAt = 0
  const mark = options.time === 'virtual' ? '+' : ''
  const write = (at: number, lines: readonly string[]): void => {
    const fitting = options.longLines === 'broken' ? lines.flatMap((line) => wrapChain(line, columns())) : lines
    if (lines.length > 0)
      options.output.write(withTime(`${mark}${formatOffset(at - (tally.startedAt ?? at))}`, fitting, style))
  }
  const context = (): LineContext => ({ style, tally, detail, awaited, leaving, toldOf, columns: columns() })
  const print = (event: SyncEvent): void => write(event.at, eventLines(event, context()))
  const tellWait = (news: WaitNews | undefined): void => {
    if (news !== undefined) write(news.at, news.lines)
  }
  const catchUp = (now: number): void => {
    for (const event of doubts.due(now)) print(event)
    tellWait(wait.due(now))
  }
  const stop = options.ticker(1000, () => {
    catchUp(options.now())
    tellWait(wait.repeat(options.now()))
  })
  return {
    event: (raw) => {
      const event = inShort(sanitizeEvent(raw))
      // What was due at this very moment may be what this event ends.
      catchUp(event.at - 1)
      lastAt = event.at
      countEvent(tally, event)
      giveEnding(options.output, event, tally)
      doubts.observe(event)
      if (event.type === 'health-changed' && event.status !== 'Healthy') awaited.add(event.task)
      if (event.type !== 'waiting') {
        wait.observe(event)
        write(event.at, goingNews(going.hear(event), context(), options.waiting))
        if (event.type === 'operation-completed') for (const held of doubts.due(Infinity)) print(held)
        if (event.type === 'health-changed' && isBadHealth(event) && options.waiting === 'told') doubts.hold(event)
        else print(event)
        if (event.type === 'resource-deleted' && isOfTask(event)) leaving.add(event.task)
        return
      }
      for (const blocker of event.blockers) awaited.add(blocker.task)
      // What no line tells counts nowhere as told.
      if (options.waiting === 'told') wait.hear(event)
      tellWait(wait.due(event.at))
    },
    end: () => {
      stop()
      // A run that was not seen to end still waits.
      const last = wait.due(Infinity)
      if (last !== undefined) tellWait({ ...last, at: lastAt })
    },
  }
}

/** What is gone now; at the end what is not, unless the end says why, or a live view has it. */
function goingNews(
  { gone, left }: GoingNews,
  context: LineContext,
  waiting: PlainOptions['waiting'],
): readonly string[] {
  const told = new Set(context.tally.blockers.map(({ task }) => task))
  const untold = waiting === 'told' ? left.filter(({ task }) => !told.has(task)) : []
  return [
    ...gone.flatMap((asked) => goneLines(asked, context)),
    ...untold.flatMap((asked) => goingLines(asked, context)),
  ]
}

/** Columns that stand before each line: the time, or the same room. */
const TIME_COLUMNS = 9

/** Whether a delete is all that its task does, or keeps the task from being done. */
function isOfTask({ reason, outcome }: EventOf<'resource-deleted'>): boolean {
  return reason === 'Prune' || reason === 'Delete' || reason === 'Terminated' || outcome === 'refused'
}

/** Puts the time before the first line and the same room before the others, so that a line never begins with foreign text. */
function withTime(offset: string, lines: readonly string[], style: Style): string {
  const time = offset.padStart(7)
  return lines
    .flatMap((line) => line.split('\n'))
    .map((line, index) => (index === 0 ? `${style.dim(time)}  ${line}` : `         ${line}`))
    .map((line) => `${neutralizeCommands(line.trimEnd())}\n`)
    .join('')
}
