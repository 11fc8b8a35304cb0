// The table of hints for the documentation, from its data. Writes nothing.
import { HINTS } from '../../src/diagnose/hints/index.ts'
import { table } from './markdown.ts'

/** Every hint: of which kind of cause, what is seen, what to do. */
export function hintTable(): string {
  return table(
    ['code', 'seen', 'what to do'],
    HINTS.map(({ of, seen, hint }) => [
      of.map((code) => (code === 'Refused' ? 'refused' : `\`${code}\``)).join(', '),
      seen,
      hint.replaceAll(/\{(\w+)\}/g, (_, name: string) => name.toUpperCase()),
    ]),
  )
}
