// One frame of the live view as bytes: up to the first line of the last block, what scrolls, the new block. Pure.
import { characterWidth } from '../display-width.ts'

/** Gives the cursor back; for whoever ends the program without `end()`. */
export const SHOW_CURSOR = '\u001b[?25h'

const HIDE_CURSOR = '\u001b[?25l'
const ERASE_BELOW = '\u001b[J'
const ERASE_LINE_END = '\u001b[K'
const ERASE_LINE_AND_DOWN = '\u001b[2K\u001b[B'
// Synchronized output: terminals that know it show the frame at once, the others ignore it.
const FRAME_BEGIN = '\u001b[?2026h'
const FRAME_END = '\u001b[?2026l'

/** What a frame is made of. */
export interface Frame {
  /** The block that stands on the screen now, the cursor in the line below it. */
  readonly drawn: readonly string[]
  readonly block: readonly string[]
  /** What goes above the block and stays there: whole lines, or ''. */
  readonly scrolled: string
  /** The size that the terminal has now. */
  readonly columns: number
  readonly rows: number
  readonly hidesCursor: boolean
}

/** The bytes of a frame, to be written at once; '' where it would change nothing. */
export function frameText({ drawn, block, scrolled, columns, rows, hidesCursor }: Frame): string {
  if (scrolled === '' && isSame(drawn, block)) return ''
  const wrapped = drawn.reduce((sum, line) => sum + rowsOf(line, columns), 0)
  // The cursor goes no higher than the screen.
  const up = Math.min(wrapped, rows - 1)
  const start = up === 0 ? '' : goUp(up)
  // What is written over needs its line ends erased only. Anything else is erased line by line: tmux takes one erasure
  // from the first row on for a clear screen, and keeps what was there in its scrollback.
  const isWrittenOver = scrolled === '' && wrapped === drawn.length && block.length >= drawn.length
  const erase = up === 0 || isWrittenOver ? '' : `${ERASE_LINE_AND_DOWN.repeat(up)}${goUp(up)}`
  const lines = block.map((line) => `${line}${ERASE_LINE_END}\n`).join('')
  // What somebody typed may stand below.
  const rest = scrolled === '' && block.length === 0 ? '' : ERASE_BELOW
  return `${FRAME_BEGIN}${hidesCursor ? HIDE_CURSOR : ''}${start}${erase}${scrolled}${lines}${rest}${FRAME_END}`
}

function goUp(rows: number): string {
  return `\u001b[${rows}A\r`
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
