// The live view on a terminal: what is done scrolls above, what is not stands in a block below. Redraws, never asks.
import type { Output } from '../io.ts'
import { neutralizeCommands } from '../guard/escape.ts'
import { formatLeft, formatOffset } from './duration.ts'
import { drawBlock } from './live/draw.ts'
import { SHOW_CURSOR, frameText, movedByWrapping } from './live/frame.ts'
import { createLiveView, viewEvent } from './live/live-view.ts'
import type { LiveView } from './live/live-view.ts'
import { transcriptOf } from './live/transcript.ts'
import { createPlainPresenter } from './plain.ts'
import type { PlainOptions } from './plain.ts'
import type { Presenter } from './presenter.ts'
import { sanitizeEvent } from './presenter.ts'
import { wrapChain } from './wrap-lines.ts'

/** A terminal: its size may change at any time. */
export interface Terminal extends Output {
  readonly rows: number
}

/** What a live view is made from. */
export interface TerminalOptions extends Omit<PlainOptions, 'output' | 'waiting' | 'longLines'> {
  readonly terminal: Terminal
  /** When --timeout ends the run, in milliseconds since 1970; left out: not known. */
  readonly deadline?: number
  readonly interrupt?: Interrupt
}

/** What a person may do to end a run, which is to be seen at once. */
export interface Interrupt {
  /** Its reason is the name of the signal. */
  readonly signal: AbortSignal
  /** How long the run may go on then, in milliseconds. */
  readonly graceMs: number
}

/** Whether an output can carry a live view. */
export function isTerminal(output: Output & { readonly rows?: number }): output is Terminal {
  return output.isTTY && typeof output.rows === 'number'
}

/** Ten frames a second: a wave of 500 resources must not draw 500 blocks. */
const FRAME_MS = 100
const TICK_MS = 1000

/** A presenter with a live view. */
export function createTerminalPresenter(options: TerminalOptions): Presenter {
  const { terminal, style, now, ticker, deadline, interrupt } = options
  const view = createLiveView()
  const show = createScreen(terminal)
  let scrolled = ''
  let plainText = ''
  const plain = createPlainPresenter({
    ...options,
    waiting: 'left out',
    longLines: 'broken',
    columns: () => terminal.columns,
    output: { write: (text) => (plainText += text) },
  })
  let stale = false
  let isOver = false
  let interruptedAt: number | undefined
  const hearInterrupt = (): void => {
    if (interrupt?.signal.aborted !== true || view.notice !== '') return
    interruptedAt = now()
    stale = true
  }
  const draw = (): void => {
    stale = false
    // Under the summary no block is drawn any more: it would push the cause off the screen, and leave its room empty.
    const notice =
      view.notice === '' ? interruptNotice(interrupt, { since: interruptedAt, now: now(), view }) : view.notice
    show(scrolled, isOver ? [] : drawBlock({ ...view, notice }, { room: terminal, now: now(), deadline, style }))
    scrolled = ''
  }
  const size = createSizeWatch(terminal)
  const frame = (): void => {
    const seen = size()
    if (interruptedAt === undefined) hearInterrupt()
    // While somebody drags the edge no frame is under way that was made for another size.
    if (seen === 'changing') stale = true
    else if (stale || seen === 'changed') draw()
  }
  const stops = [ticker(TICK_MS, () => void (stale = true)), ticker(FRAME_MS, frame)]
  return {
    event: (raw) => {
      const event = sanitizeEvent(raw)
      const news = transcriptOf(view, event, options)
      viewEvent(view, event)
      isOver ||= event.type === 'operation-completed'
      scrolled += ourLines(news.lines, event.at - (view.startedAt ?? event.at), options)
      plain.event(raw)
      if (news.plain === 'told') scrolled += plainText
      plainText = ''
      stale = true
    },
    end: () => {
      for (const stop of stops) stop()
      plain.end()
      show(scrolled + plainText, [])
      show('', undefined)
    },
  }
}

/** What stands under the header between a signal and the event that tells of it. */
function interruptNotice(
  interrupt: Interrupt | undefined,
  { since, now, view }: { readonly since: number | undefined; readonly now: number; readonly view: LiveView },
): string {
  if (interrupt === undefined || since === undefined) return ''
  const name = String(interrupt.signal.reason)
  const ending = `${name}: ending, no further work is started`
  // As the sync has it: a terminal that is gone leaves no time for hooks.
  const hasGrace = interrupt.graceMs > 0 && name !== 'SIGHUP'
  const runs = [...view.tasks.values()].some(({ task, state }) => task.hook && state === 'running')
  if (!hasGrace || !runs) return `${ending}, a second signal leaves at once`
  const left = formatLeft(since + interrupt.graceMs - now)
  return `${ending}; hooks that run have ${left} left (--grace), a second signal leaves at once`
}

/** Columns that stand before each line. */
const TIME_COLUMNS = 9

/** As plain lines have it: the time before the first line, and the same room before the others. */
function ourLines(lines: readonly string[], offset: number, { style, time, terminal }: TerminalOptions): string {
  const head = `${time === 'virtual' ? '+' : ''}${formatOffset(offset)}`.padStart(7)
  return lines
    .flatMap((line) => wrapChain(line, terminal.columns - TIME_COLUMNS))
    .map((line, index) => (index === 0 ? `${style.dim(head)}  ${line}` : `         ${line}`))
    .map((line) => `${neutralizeCommands(line.trimEnd())}\n`)
    .join('')
}

/** Says of each look whether the size is another than at the last look, or was so before that. */
function createSizeWatch(terminal: Terminal): () => 'same' | 'changing' | 'changed' {
  let last = `${terminal.columns}x${terminal.rows}`
  let isChanging = false
  return () => {
    const current = `${terminal.columns}x${terminal.rows}`
    const was = isChanging
    isChanging = current !== last
    last = current
    if (isChanging) return 'changing'
    return was ? 'changed' : 'same'
  }
}

/** Keeps the block at the bottom, and the keys of whoever types out of it; without a block the cursor is given back. */
function createScreen(terminal: Terminal): (scrolled: string, block: readonly string[] | undefined) => void {
  let drawn: readonly string[] = []
  let size = { columns: terminal.columns, rows: terminal.rows }
  let isHidden = false
  let showKeys = (): void => undefined
  const show = (scrolled: string, block: readonly string[] | undefined): void => {
    if (block === undefined) {
      if (isHidden) terminal.write(SHOW_CURSOR)
      isHidden = false
      return showKeys()
    }
    const hidesCursor = block.length > 0 && !isHidden
    if (hidesCursor) showKeys = terminal.hideKeys?.(leave) ?? showKeys
    const { columns, rows } = terminal
    const resized = columns !== size.columns || rows !== size.rows
    const moved = terminal.movesCursor === true ? Math.min(movedByWrapping(drawn, columns), rows - 1) : 0
    size = { columns, rows }
    const text = frameText({ drawn, block, scrolled, moved, resized, hidesCursor })
    if (text === '') return
    isHidden ||= hidesCursor
    terminal.write(text)
    drawn = block
  }
  // Whoever is stopped goes on below what stands there then.
  const leave = (): void => {
    show('', [])
    show('', undefined)
  }
  return show
}
