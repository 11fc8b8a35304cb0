// One frame of the live view as bytes: what scrolls, in the place of the last block, and the new block below it. Pure.
import { characterWidth } from '../display-width.ts'

/** Gives the cursor back; for whoever ends the program without `end()`. */
export const SHOW_CURSOR = '\u001b[?25h'

const HIDE_CURSOR = '\u001b[?25l'
const SAVE_PLACE = '\u001b7'
const BACK_TO_PLACE = '\u001b8'
const NEXT_ROW = '\r\u001b[B'
const ERASE_BELOW = '\u001b[J'
const ERASE_LINE_END = '\u001b[K'
// tmux takes one erasure from the first row on for a clear screen, and keeps what was there in its scrollback.
const ERASE_FROM_HERE = `${SAVE_PLACE}\u001b[2K\u001b[B${ERASE_BELOW}${BACK_TO_PLACE}`
// Synchronized output: terminals that know it show the frame at once, the others ignore it.
const FRAME_BEGIN = '\u001b[?2026h'
const FRAME_END = '\u001b[?2026l'

/** What a frame is made of. */
export interface Frame {
  /**
   * The block that stands on the screen now, the cursor at the beginning of its first line: a terminal that is made lower
   * cuts off what stands below the cursor, and puts only what stands above it into its scrollback, where nobody can erase it.
   */
  readonly drawn: readonly string[]
  readonly block: readonly string[]
  /** What goes above the block and stays there: whole lines, or ''. */
  readonly scrolled: string
  /** So many rows the terminal has moved the cursor down since the block was drawn, and is it of another size. */
  readonly moved: number
  readonly resized: boolean
  readonly hidesCursor: boolean
}

/** The bytes of a frame, to be written at once; '' where it would change nothing. */
export function frameText({ drawn, block, scrolled, moved, resized, hidesCursor }: Frame): string {
  if (scrolled === '' && isSame(drawn, block) && !(resized && block.length > 0)) return ''
  const isWrittenOver = scrolled === '' && !resized && block.length > 0 && block.length <= drawn.length
  const body = isWrittenOver ? overwriting(drawn, block) : anew(drawn, block, { scrolled, moved })
  return `${FRAME_BEGIN}${hidesCursor ? HIDE_CURSOR : ''}${body}${FRAME_END}`
}

/** Nothing of this scrolls, not even where the terminal has become lower and nobody has heard of it yet. */
function overwriting(drawn: readonly string[], block: readonly string[]): string {
  const lines = block.map((line) => `${line}${ERASE_LINE_END}`).join(NEXT_ROW)
  const rest = block.length < drawn.length ? `${NEXT_ROW}${ERASE_BELOW}` : ''
  return `${SAVE_PLACE}${lines}${rest}${BACK_TO_PLACE}`
}

function anew(
  drawn: readonly string[],
  block: readonly string[],
  { scrolled, moved }: Pick<Frame, 'scrolled' | 'moved'>,
): string {
  const erase = drawn.length === 0 ? '' : `${goUp(moved)}${ERASE_FROM_HERE}`
  const lines = block.map((line) => `${line}${ERASE_LINE_END}\n`).join('')
  // What somebody typed may stand below.
  const rest = scrolled === '' && block.length === 0 ? '' : ERASE_BELOW
  return `${erase}${scrolled}${lines}${rest}${goUp(block.length)}`
}

function goUp(rows: number): string {
  return rows === 0 ? '' : `\u001b[${rows}A\r`
}

/**
 * How many rows down a terminal made of xterm.js has moved the cursor from the first line of the block when it became
 * narrower: it wraps from the last line up, moves the cursor on for each row that it adds, also below it, and leaves the line
 * of the cursor as it is (Buffer.ts, `_reflowSmaller`). Other terminals let the cursor stand where it was.
 */
export function movedByWrapping(drawn: readonly string[], columns: number): number {
  return drawn.reduceRight((down, line, index) => (index === down ? down : down + rowsOf(line, columns) - 1), 0)
}

/** How many rows a line takes in so many columns: a terminal that became narrower has wrapped it, and never in the middle of a wide character. */
function rowsOf(line: string, columns: number): number {
  let rows = 1
  let width = 0
  for (const character of line.replace(/\u001b\[[0-9;]*m/g, '')) {
    const wide = characterWidth(character)
    if (width + wide > columns && width > 0) {
      rows += 1
      width = 0
    }
    width += wide
  }
  return rows
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index])
}
