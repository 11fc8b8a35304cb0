// What GitHub shows beside the lines of the manifests: what is wrong in them, and what failed, each at its place.
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { Location } from '../../manifest/manifest.ts'
import { cutText, failureText, resultName, waveText } from './ci-text.ts'
import { githubCommand } from './github-command.ts'
import type { CiRecord } from './ci-record.ts'
import { endPlace, runFault, taskResults } from './task-results.ts'

/** The path of a source below the root of the repository; undefined: it is no file of it. */
export type PathOf = (source: string) => string | undefined

/** GitHub keeps ten errors and ten warnings of a step. */
const MOST = 10

/** So many characters of a text are read by somebody. */
const LONGEST = 4_000

interface Annotation {
  readonly level: 'error' | 'warning'
  readonly title: string
  readonly text: string
  readonly location?: Location | undefined
}

/** The commands, a line each with its line end. */
export function annotationLines(record: CiRecord, pathOf: PathOf): string {
  const found = findings(record.findings)
  const errors = [...found.filter(({ level }) => level === 'error'), ...failures(record)]
  const warnings = found.filter(({ level }) => level === 'warning')
  return [...within(errors), ...within(warnings)].map((one) => `${line(one, pathOf)}\n`).join('')
}

function findings(list: readonly Diagnostic[]): readonly Annotation[] {
  return list.flatMap(({ code, severity, message, hint, location }) => {
    if (severity === 'note') return []
    const text = hint === undefined ? message : `${message}\n${hint}`
    return [{ level: severity, title: code, text, location }]
  })
}

function failures(record: CiRecord): readonly Annotation[] {
  const results = taskResults(record)
  const failed = results.filter(({ outcome }) => outcome === 'failed')
  const fault = runFault(record, results)
  return [
    ...failed.map((result): Annotation => {
      const { location } = result
      return {
        level: 'error',
        title: `${resultName(result)} (${waveText(result)})`,
        text: failureText(result),
        location,
      }
    }),
    ...(fault === undefined
      ? []
      : [{ level: 'error' as const, title: 'kubectl-hooksync', text: fault, location: endPlace(record) }]),
  ]
}

/** The first of them, and how many there are more. */
function within(list: readonly Annotation[]): readonly Annotation[] {
  const [first] = list
  if (first === undefined || list.length <= MOST) return list
  const shown = list.slice(0, MOST - 1)
  const text = `${list.length - shown.length} more are in the log of this step and in its summary`
  return [...shown, { level: first.level, title: 'kubectl-hooksync', text }]
}

function line({ level, title, text, location }: Annotation, pathOf: PathOf): string {
  const file = location === undefined ? undefined : pathOf(location.source)
  const place = file === undefined || location === undefined ? {} : { file, line: location.line, col: location.column }
  // Without a file of the repository the place is part of what is said.
  const source = location === undefined || file !== undefined ? '' : `${location.source}:${location.line} `
  return githubCommand(level, { ...place, title: cutText(title, 200) }, cutText(`${source}${text}`, LONGEST))
}
