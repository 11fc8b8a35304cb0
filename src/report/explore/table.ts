// A table that fits its width: the first column gives way, and a text that is too long for it stands on a line of its own.
import { displayWidth, padEnd, wrap } from '../display-width.ts'

/** A row: its first cell, the others, and lines that belong below it. */
export interface TableRow {
  readonly mark: string
  readonly head: string
  readonly cells: readonly string[]
  readonly below: readonly string[]
}

/** What a table is made from. */
export interface TableOptions {
  readonly columns: number
  readonly titles: readonly string[]
}

const GAP = '  '
const INDENT = '    '

/** Lays out rows under titles; the first title is that of the heads. */
export function layOut(rows: readonly TableRow[], { columns, titles }: TableOptions): readonly TableLine[] {
  const [title = '', ...others] = titles
  const widths = others.map((name, index) =>
    Math.max(...[name, ...rows.map(({ cells }) => cells[index] ?? '')].map(displayWidth)),
  )
  const taken = widths.reduce((sum, width) => sum + GAP.length + width, 2)
  const longest = Math.max(...[title, ...rows.map(({ head }) => head)].map(displayWidth))
  const room = Math.max(Math.min(longest, columns - taken), 8)
  const cellsText = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => padEnd(cell, widths[index] ?? 0))
      .join(GAP)
      .trimEnd()
  const line = (mark: string, head: string, cells: readonly string[]): readonly TableLine[] => {
    const text = `${padEnd(head, room)}${GAP}${cellsText(cells)}`
    if (displayWidth(head) <= room) return [{ kind: 'row', mark, text }]
    return [
      { kind: 'row', mark, text: head },
      { kind: 'row', mark: ' ', text: `${' '.repeat(room)}${GAP}${cellsText(cells)}` },
    ]
  }
  return [
    ...line(' ', title, others).map(({ mark, text }) => ({ kind: 'title', mark, text }) as const),
    ...rows.flatMap(({ mark, head, cells, below }) => [
      ...line(mark, head, cells),
      ...below
        .flatMap((text) => wrap(text, columns - INDENT.length, '  '))
        .map((text) => ({ kind: 'below', mark: ' ', text: `  ${text}` }) as const),
    ]),
  ]
}

/** One line of a table. */
export interface TableLine {
  readonly kind: 'title' | 'row' | 'below'
  readonly mark: string
  readonly text: string
}
