// How many columns text takes on a terminal, and cutting it to fit. Text is sanitized before; no escape sequences.

const ZERO = /^[\p{Mn}\p{Me}\p{Cf}]$/u

// East Asian Wide and Fullwidth blocks (Unicode UAX #11); emoji are found by their property.
const WIDE_BLOCKS: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x1b000, 0x1b2ff],
  [0x20000, 0x3fffd],
]

/** The columns that a text takes. */
export function displayWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length
  let width = 0
  for (const character of text) width += characterWidth(character)
  return width
}

/** The text, cut with `…` when it is wider than the columns. */
export function truncate(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text
  if (columns < 1) return ''
  let cut = ''
  let width = 0
  for (const character of text) {
    width += characterWidth(character)
    if (width > columns - 1) break
    cut += character
  }
  return `${cut}…`
}

/** The text, with `…` in its middle when it is wider than the columns: names mostly differ at their end. */
export function truncateMiddle(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text
  const behind = Math.floor((columns - 1) / 2)
  let end = ''
  let width = 0
  for (const character of Array.from(text).toReversed()) {
    width += characterWidth(character)
    if (width > behind) break
    end = `${character}${end}`
  }
  return `${truncate(text, columns - displayWidth(end))}${end}`
}

/** The text with spaces behind it up to so many columns. */
export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)))
}

/** Rows as lines, each cell as wide as the widest of its column. */
export function inColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))))
  return rows.map((row) => {
    const cells = row.map((cell, column) => padEnd(cell, widths[column] ?? 0))
    return cells.join('  ').trimEnd()
  })
}

/** Breaks a text at blanks; a word that is too long stays whole. `indent` stands before all lines but the first. */
export function wrap(text: string, columns: number, indent = ''): readonly string[] {
  const lines: string[] = []
  let current = ''
  for (const word of text.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`
    if (displayWidth(longer) > columns && current !== '') {
      lines.push(current)
      current = `${indent}${word}`
    } else current = longer
  }
  return [...lines, current]
}

/** The columns that one character takes: 0, 1 or 2. */
export function characterWidth(character: string): number {
  if (character >= ' ' && character <= '~') return 1
  if (ZERO.test(character)) return 0
  if (/\p{Emoji_Presentation}/u.test(character)) return 2
  const code = character.codePointAt(0) ?? 0
  return WIDE_BLOCKS.some(([first, last]) => code >= first && code <= last) ? 2 : 1
}
