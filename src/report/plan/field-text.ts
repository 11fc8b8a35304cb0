// One changed field as lines of text: old → new, whose it was; of long texts only the lines that differ.
import { toJson } from '../../object/json.ts'
import type { FieldChange, FieldValues } from '../../preview/field-changes.ts'
import { truncate } from '../display-width.ts'
import type { Style } from '../style.ts'

const INDENT = ' '.repeat(14)

/** A value is told up to so many columns. */
const MOST_COLUMNS = 160

/** Of a text so many old and so many new lines are told. */
const MOST_LINES = 20

/** How a field is told; `clean` hides secrets and what could drive a terminal. */
export interface FieldTextOptions {
  readonly style: Style
  readonly clean: (text: string) => string
}

/** The lines of one field. */
export function fieldLines(change: FieldChange, { style, clean }: FieldTextOptions): readonly string[] {
  const { values, managers, taken, ignored } = change
  const names = clean(managers.join(', ')).replaceAll('\n', ' ')
  const owner =
    managers.length === 0 ? '' : taken ? `  ${style.yellow(`taken from ${names}`)}` : style.dim(`  was set by ${names}`)
  const whose = `${owner}${ignored === true ? style.dim('  ignored difference') : ''}`
  const field = clean(change.field).replaceAll('\n', ' ')
  if (values === 'hidden') return [`${INDENT}${field}: (differs)${whose}`]
  const { from, to } = values
  if (typeof from === 'string' && typeof to === 'string' && `${from}${to}`.trimEnd().includes('\n')) {
    return [`${INDENT}${field}:${whose}`, ...textLines(clean(from), clean(to), style)]
  }
  const [old, fresh] = [valueText(from, clean), valueText(to, clean)]
  return [`${INDENT}${field}: ${old === fresh ? `stays ${fresh}` : `${old} → ${fresh}`}${whose}`]
}

function valueText(value: FieldValues['from'], clean: (text: string) => string): string {
  return value === undefined ? '(none)' : truncate(clean(toJson(value)), MOST_COLUMNS)
}

/** The lines between the first and the last that differ. */
function textLines(from: string, to: string, style: Style): readonly string[] {
  const [old, fresh] = [from.split('\n'), to.split('\n')]
  const start = old.findIndex((line, index) => line !== fresh[index])
  const first = start < 0 ? old.length : start
  let same = 0
  while (same < Math.min(old.length, fresh.length) - first && old.at(-1 - same) === fresh.at(-1 - same)) same += 1
  return [
    ...some(old.slice(first, old.length - same)).map((line) => `${INDENT}  ${style.red(`- ${line}`)}`),
    ...some(fresh.slice(first, fresh.length - same)).map((line) => `${INDENT}  ${style.green(`+ ${line}`)}`),
  ]
}

function some(lines: readonly string[]): readonly string[] {
  const shown = lines.slice(0, MOST_LINES).map((line) => truncate(line, MOST_COLUMNS))
  return lines.length > MOST_LINES ? [...shown, `… and ${lines.length - MOST_LINES} more lines`] : shown
}
