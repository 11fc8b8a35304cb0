// A diagnostic as text for people: place, code, message, the line with a caret, the remedy. Writes nothing.
import type { Diagnostic } from './diagnostic.ts'
import type { Location } from './manifest.ts'

/** One diagnostic, without a line end at its end; control characters of the input arrive escaped. */
export function renderDiagnostic(diagnostic: Diagnostic): string {
  const { code, severity, message, location, hint } = diagnostic
  const place = location === undefined ? '' : `${location.source}:${location.line}:${location.column} `
  const mark = severity === 'error' ? '' : `${severity} `
  const lines = [visible(`${place}${mark}${code} ${message}`), ...excerptLines(location)]
  if (hint !== undefined) lines.push(`  ${visible(hint)}`)
  return lines.join('\n')
}

/** Columns of an excerpt: with its indent it fits 80. */
const WINDOW = 76

/** The line and a caret under its column; a long line is cut around the caret. */
function excerptLines(location: Location | undefined): readonly string[] {
  const excerpt = location?.excerpt ?? ''
  const column = location?.column ?? 1
  if (excerpt.trim() === '' || column > excerpt.length + 1) return []
  const before = visible(excerpt.slice(0, column - 1))
  const whole = before + visible(excerpt.slice(column - 1))
  // The place stands in the middle unless the line's begin or end is nearer.
  const start = Math.max(0, Math.min(before.length - Math.floor(WINDOW / 2), whole.length - WINDOW))
  const end = start + WINDOW
  const shown = `${start > 0 ? '…' : ''}${whole.slice(start > 0 ? start + 1 : 0, whole.length > end ? end - 1 : end)}${whole.length > end ? '…' : ''}`
  return [`  ${shown}`, `  ${' '.repeat(before.length - start)}^`]
}

// C0, DEL, C1, and the marks that reorder or hide text on a terminal.
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** Text that cannot steer a terminal. */
function visible(text: string): string {
  return text.replace(/\t/g, ' ').replace(INVISIBLE, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
