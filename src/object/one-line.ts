// Text of others on one line of ours. Pure.

/** Line breaks and runs of blanks become one blank. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** Names in one line; of very many only the first. */
export function someNames(names: readonly string[]): string {
  const rest = names.length - MOST_NAMES
  return [...names.slice(0, MOST_NAMES), ...(rest > 0 ? [`${rest} more`] : [])].join(', ')
}

const MOST_NAMES = 8

/** `a, b, c and 3 more`: the first of some texts, the others counted. */
export function firstOf(texts: readonly string[], most: number): string {
  const more = texts.length > most ? ` and ${texts.length - most} more` : ''
  return `${texts.slice(0, most).join(', ')}${more}`
}

/** The longest line of a log that is told, in characters. */
const LONGEST = 2000

/** A line of a log as it is told: of a long one the beginning, and how much more there is. */
export function shortLine(text: string): string {
  if (text.length <= LONGEST) return text
  // No half of a character.
  const end = /[\ud800-\udbff]/.test(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST
  return `${text.slice(0, end)}… (${text.length - end} more characters)`
}
