// The live view on a terminal: plain lines scroll above, the current wave stands in a block below. Redraws, never asks.
import type { Output } from '../io.ts'
import { displayWidth } from './display-width.ts'
import type { Room } from './draw-live-view.ts'
import { SMALLEST_ROOM, drawBlock } from './draw-live-view.ts'
import { createLiveView, viewEvent } from './live-view-state.ts'
import { createPlainPresenter } from './plain.ts'
import type { PlainOptions } from './plain.ts'
import type { Presenter } from './presenter.ts'
import { sanitizeEvent } from './presenter.ts'
import type { Style } from './style.ts'

/** A terminal: its size may change at any time. */
export interface Terminal extends Output {
  readonly rows: number
}

/** Whether an output can carry a live view. */
export function isTerminal(output: Output & { readonly rows?: number }): output is Terminal {
  return output.isTTY && typeof output.rows === 'number'
}

/** Gives the cursor back; for whoever ends the program without `end()`. */
export const SHOW_CURSOR = '\u001b[?25h'

const HIDE_CURSOR = '\u001b[?25l'
const ERASE_BELOW = '\u001b[J'
const ERASE_LINE_END = '\u001b[K'
// Synchronized output: terminals that know it show the frame at once, the others ignore it.
const FRAME_BEGIN = '\u001b[?2026h'
const FRAME_END = '\u001b[?2026l'

/** Ten frames a second: a wave of 500 resources must not draw 500 blocks. */
const FRAME_MS = 100
const TICK_MS = 1000

/** A presenter with a live view. */
export function createTerminalPresenter(
  options: Omit<PlainOptions, 'output' | 'waiting'> & { readonly terminal: Terminal },
): Presenter {
  const { terminal, style, now, ticker } = options
  const view = createLiveView()
  const screen = createScreen(terminal)
  let scrolled = ''
  const plain = createPlainPresenter({
    ...options,
    waiting: 'left out',
    output: { write: (text) => (scrolled += text) },
  })
  let stale = false
  let ended = false
  const draw = (): void => {
    stale = false
    screen.show(scrolled, ended ? [] : blockLines(view, terminal, now(), style))
    scrolled = ''
  }
  const stops = [ticker(FRAME_MS, () => void (stale && draw())), ticker(TICK_MS, () => draw())]
  return {
    event: (raw) => {
      viewEvent(view, sanitizeEvent(raw))
      plain.event(raw)
      stale = true
    },
    end: () => {
      for (const stop of stops) stop()
      plain.end()
      ended = true
      draw()
      screen.close()
    },
  }
}

function blockLines(view: ReturnType<typeof createLiveView>, room: Room, now: number, style: Style): readonly string[] {
  const tooSmall = room.columns < SMALLEST_ROOM.columns || room.rows < SMALLEST_ROOM.rows
  return tooSmall ? [] : drawBlock(view, room, now, style)
}

/** Keeps the block at the bottom: goes up to its first line, writes what scrolls, writes the block again. */
function createScreen(terminal: Terminal): { show(scrolled: string, block: readonly string[]): void; close(): void } {
  let drawn: readonly string[] = []
  let hidden = false
  return {
    show: (scrolled, block) => {
      if (scrolled === '' && sameLines(drawn, block)) return
      const up = linesUp(drawn, terminal.columns)
      const start = up === 0 ? '' : `\u001b[${up}A\r`
      // Scrolled lines may be longer than a row, so what is below is erased before them; else only line ends are.
      const erase = scrolled === '' ? '' : ERASE_BELOW
      const lines = block.map((line) => `${line}${ERASE_LINE_END}\n`).join('')
      const cursor = block.length > 0 && !hidden ? HIDE_CURSOR : ''
      hidden ||= block.length > 0
      terminal.write(`${FRAME_BEGIN}${cursor}${start}${erase}${scrolled}${lines}${ERASE_BELOW}${FRAME_END}`)
      drawn = block
    },
    close: () => {
      if (hidden) terminal.write(SHOW_CURSOR)
      hidden = false
    },
  }
}

/** How many rows the drawn lines take now: a terminal that became narrower has wrapped them. */
function linesUp(lines: readonly string[], columns: number): number {
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(visibleWidth(line) / Math.max(1, columns))), 0)
}

function visibleWidth(line: string): number {
  return displayWidth(line.replace(/\u001b\[[0-9;]*m/g, ''))
}

function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index])
}
