// What a row of the table of hints is, and how the row that fits is found. Pure.
import type { CauseCode } from '../cause-code.ts'

/** What a hint is about: a kind of cause, what the server refuses, or what holds a deletion. */
export type HintTopic = CauseCode | 'Refused'

/** One row: what is seen, and what to do about it. */
export interface Hint {
  readonly of: readonly HintTopic[]
  /** What is seen, for the documentation. */
  readonly seen: string
  /** How the cause, or the server, says it. */
  readonly says: RegExp
  /** Only of what has these values, e.g. `kind` for one kind of objects. */
  readonly when?: Readonly<Record<string, string>>
  /** What to do. `{name}` is a named group of `says`, or a value of what it is about; where one is not known, the row does not fit. */
  readonly hint: string
}

/** What is known of what a hint is looked for. */
export type HintValues = Readonly<Record<string, string | undefined>>

const PLACE = /\{(\w+)\}/g

/** What to do, by the first row that fits; undefined: nobody knows more than the text says. */
export function findHint(
  rows: readonly Hint[],
  topic: HintTopic,
  text: string,
  values: HintValues = {},
): string | undefined {
  for (const row of rows) {
    const said = row.of.includes(topic) ? row.says.exec(text) : null
    if (said === null || !Object.entries(row.when ?? {}).every(([name, value]) => values[name] === value)) continue
    const known: HintValues = { ...values, ...said.groups }
    const isComplete = [...row.hint.matchAll(PLACE)].every(([, name = '']) => known[name] !== undefined)
    if (isComplete) return row.hint.replace(PLACE, (_, name: string) => known[name] ?? '')
  }
  return undefined
}
