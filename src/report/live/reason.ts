// Why something waits, in lines: a chain's links, wrapped and never cut. Pure.
import { characterWidth, displayWidth } from '../display-width.ts'
import { joinLines } from '../task-text.ts'

const LINK = ' ← '

/** What stands beside a name, and below it in lines. */
export interface ReasonLines {
  /** The first link, where it fits beside the name; else ''. */
  readonly beside: string
  /** All that does not stand beside. */
  readonly below: readonly string[]
  /** The last link alone, for where there is less room. */
  readonly shortest: readonly string[]
  /** The last link, to know it again. */
  readonly cause: string
}

/** Parts a reason: `beside` columns are free beside the name, lines below are at most `columns` wide. */
export function reasonLines(message: string, beside: number, columns: number): ReasonLines {
  const [head = '', ...links] = joinLines(message).split(LINK)
  const cause = links.at(-1) ?? head
  const fits = displayWidth(head) <= beside
  if (links.length === 0) {
    const lines = fits ? [] : wrapHard(head, columns, '')
    return { beside: fits ? head : '', below: lines, shortest: lines, cause }
  }
  const first = fits ? [] : wrapHard(head, columns, '')
  return {
    beside: fits ? head : '',
    below: [...first, ...linkLines(links, columns)],
    shortest: wrapHard(`← ${cause}`, columns, '  '),
    cause,
  }
}

/** The links in one line where they fit; else each begins a line. */
function linkLines(links: readonly string[], columns: number): readonly string[] {
  const whole = links.map((link) => `← ${link}`).join(' ')
  if (displayWidth(whole) <= columns) return [whole]
  return links.flatMap((link) => wrapHard(`← ${link}`, columns, '  '))
}

/** Breaks a text at blanks, and where a word is too long for a line within it; no character is lost but blanks at breaks. `indent` stands before all lines but the first. */
export function wrapHard(text: string, columns: number, indent: string): readonly string[] {
  const lines: string[] = []
  let current = ''
  let width = 0
  let isBlank = true
  const add = (piece: string, size: number): void => {
    current += piece
    width += size
    isBlank &&= piece.trim() === ''
  }
  const turn = (): void => {
    lines.push(current.trimEnd())
    current = indent
    width = indent.length
    isBlank = true
  }
  for (const word of text.split(' ')) {
    const size = displayWidth(word)
    if (current !== '' && !isBlank) {
      if (width + 1 + size <= columns) add(' ', 1)
      // A word that no line can hold is begun where there is room for some of it.
      else if (size > columns - indent.length && width + 1 < columns / 2) add(' ', 1)
      else turn()
    }
    for (const character of word) {
      const wide = characterWidth(character)
      if (width + wide > columns && !isBlank) turn()
      add(character, wide)
    }
  }
  lines.push(current.trimEnd())
  return lines.filter((line) => line.trim() !== '')
}
