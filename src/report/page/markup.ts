// Small pieces of markup that the parts of a page share. Every text in them is escaped here. Pure.
import { formatOffset } from '../duration.ts'
import { escapeMarkup } from './escape-markup.ts'

/** A cell of a table, of a class, with a text. */
export function cell(look: string, text: string): string {
  return `<td class="${look}">${escapeMarkup(text)}</td>`
}

/** A heading cell of a column. */
export function columnHead(look: string, text: string): string {
  return `<th scope="col" class="${look}">${escapeMarkup(text)}</th>`
}

/** Text in which blanks and line ends count. */
export function preformatted(lines: readonly string[]): string {
  return `<pre>${escapeMarkup(lines.join('\n'))}</pre>`
}

/** A time since the beginning of a run: `+12.3s`. */
export function offsetText(run: { readonly start: number }, at: number): string {
  return `+${formatOffset(at - run.start)}`
}

/** `10 000 characters`: a number as people read it. */
export function bigNumber(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, '\u202f')
}
