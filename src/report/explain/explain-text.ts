// One explanation as text for people, section by section. Decides nothing; the words of each part stand beside it.
import { renderDiagnostic } from '../../manifest/render-diagnostic.ts'
import { shortKey } from '../../object/resource-key.ts'
import type { RunExplanation } from '../../plan/explain/explanation.ts'
import { padEnd } from '../display-width.ts'
import { neutralizeCommands } from '../../guard/escape.ts'
import type { Style } from '../style.ts'
import { lineText } from '../task-text.ts'
import { deletionRows, limitRows } from './end-words.ts'
import type { Explained } from './explained.ts'
import { namesOf } from './name-tasks.ts'
import { notRunText, placeRows } from './place-words.ts'
import type { Row } from './place-words.ts'
import { waitedByLines, waitLines } from './wait-words.ts'

/** What the text needs beside the explanation. */
export interface ExplainTextOptions {
  readonly style: Style
  /** Whether the last wave is awaited. */
  readonly wait: 'last wave too' | 'hooks only'
}

/** The whole text. */
export function explainText(explained: Explained, options: ExplainTextOptions): string {
  const { style } = options
  const { runs, notRun } = explained
  // A note about an object that is not run says the same again.
  const findings = explained.findings.filter(({ severity }) => notRun === undefined || severity !== 'note')
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', style.bold(title), ...lines.map((line) => `  ${line}`)]
  const lines = [
    style.bold(titleOf(explained)),
    ...(notRun === undefined ? [] : section('Not run', [notRunText(notRun)])),
    ...runs.flatMap((run) => runLines(run, { ...options, section })),
    ...(runs.length === 0 ? [] : section('Done when', doneLines(explained))),
    ...section('If it fails', failureLines(explained)),
    ...(runs.length === 0 ? [] : section('Deleted', rowLines(deletionRows(explained)))),
    ...section(
      'Findings',
      findings.flatMap((found) => renderDiagnostic(found).split('\n')),
    ),
  ]
  return lines.map((line) => `${neutralizeCommands(line)}\n`).join('')
}

function titleOf({ key, location, generateName }: Explained): string {
  const named =
    generateName === undefined ? shortKey(key) : `${shortKey({ ...key, name: '' }).trimEnd()}${generateName}…`
  const origin = location === undefined ? ', which no manifest names' : `, ${lineText(location)}`
  const name = generateName === undefined ? '' : ' (generateName: each sync gives it a new name)'
  return `${named}${origin}${name}`
}

function runLines(
  run: RunExplanation,
  {
    section,
    wait,
  }: ExplainTextOptions & { readonly section: (title: string, lines: readonly string[]) => readonly string[] },
): readonly string[] {
  const { phase, wave } = run.task
  const at = phase === 'SyncFail' ? 'SyncFail, only when the sync fails' : `${phase} wave ${wave}`
  return [
    ...section(`Runs in ${at}`, rowLines(placeRows(run))),
    ...section('Waits for', waitLines(run)),
    ...section('What waits for it', waitedByLines(run, wait)),
  ]
}

function doneLines(explained: Explained): readonly string[] {
  const { done, failed, suspended } = explained.health
  return rowLines([
    ['done', done],
    ...(failed === undefined ? [] : [['failed', failed] as const]),
    ...(suspended === undefined ? [] : [['suspended', `${suspended}: it is waited for`] as const]),
    ...limitRows(explained),
  ])
}

function failureLines({ syncFail, runs }: Explained): readonly string[] {
  if (runs.every(({ task }) => task.phase === 'SyncFail')) return []
  const hooks =
    syncFail.length === 0 ? 'and there are no SyncFail hooks' : `and SyncFail hooks run: ${namesOf(syncFail)}`
  return [`no later wave starts, ${hooks}`]
}

/** Heads in one column. */
function rowLines(rows: readonly Row[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([head]) => head.length))
  return rows.flatMap(([head, text]) =>
    text.split('\n').map((line, index) => `${padEnd(index === 0 ? head : '', width)}  ${line}`),
  )
}
