// A run as Markdown for the page of a GitHub step: how it ended, what failed and why, and what took how long. Writes no file.
import type { Location } from '../../manifest/manifest.ts'
import { formatDuration } from '../duration.ts'
import { objectsText } from '../end-line.ts'
import { doneText, isUntouched } from '../how-far.ts'
import { count, lineText } from '../task-text.ts'
import { cutText, failureText, resultName, waveText } from './ci-text.ts'
import { htmlText, markdownText } from './markdown-text.ts'
import type { CiRecord } from './ci-record.ts'
import { endText, runFault, taskResults } from './task-results.ts'
import type { TaskReport } from './task-results.ts'

/** GitHub leaves out a summary of more than 1 MiB whole: bounds that keep ours far below. */
const MOST = { failures: 20, rows: 40, log: 6_000, text: 2_000 } as const

/** The Markdown; it ends with an empty line, for another step's lines may follow. */
export function stepSummary(record: CiRecord): string {
  const results = taskResults(record)
  const failed = results.filter(({ outcome }) => outcome === 'failed')
  const fault = runFault(record, results)
  return [
    headline(record),
    ...factLines(record),
    ...(fault === undefined || fault === endText(record) ? [] : ['', markdownText(cutText(fault, MOST.text))]),
    ...findingLines(record),
    ...failed.slice(0, MOST.failures).flatMap(failureLines),
    ...(failed.length > MOST.failures ? ['', `and ${failed.length - MOST.failures} more`] : []),
    ...timelineLines(record, results),
    '',
    '',
  ].join('\n')
}

function headline(record: CiRecord): string {
  const mark = record.timeline.ended?.phase === 'Succeeded' ? '✅' : '❌'
  return `### ${mark} ${markdownText(cutText(endText(record), MOST.text))}`
}

function factLines({ tally, timeline: { started, ended } }: CiRecord): readonly string[] {
  const far = ended?.phase === 'Succeeded' || isUntouched(tally) ? '' : doneText(tally)
  const facts = [
    ...(started === undefined ? [] : [`namespace ${started.namespace}`]),
    ...(started?.context === undefined ? [] : [`context ${started.context}`]),
    ...(started === undefined || started.revision === '' ? [] : [`revision ${started.revision}`]),
    ...(tally.dryRun === 'none' ? [] : [`${tally.dryRun} dry run`]),
    ...(ended === undefined ? [] : [`took ${formatDuration(ended.durationMs)}`]),
    ...(far === '' ? [] : [far]),
    ...(tally.counts.size === 0 ? [] : [`objects: ${objectsText(tally)}`]),
  ]
  return facts.length === 0 ? [] : ['', facts.map(markdownText).join(' · ')]
}

function findingLines({ findings }: CiRecord): readonly string[] {
  const told = findings.filter(({ severity }) => severity !== 'note').slice(0, MOST.failures)
  if (told.length === 0) return []
  const rows = told.map(({ code, severity, message, hint, location }) => {
    const text = hint === undefined ? message : `${message}: ${hint}`
    return `- ${severity} ${placeText(location)}${markdownText(code)}: ${markdownText(cutText(text, MOST.text))}`
  })
  return ['', ...rows]
}

function failureLines(result: TaskReport): readonly string[] {
  const { location, log } = result
  const what = `**${markdownText(resultName(result))}** (${markdownText(waveText(result))})`
  const text = cutText(failureText(result), MOST.text).split('\n').map(markdownText)
  const shown = log.join('\n').slice(-MOST.log)
  const lines =
    shown === '' ? [] : ['<details><summary>log</summary>', '', `<pre>${htmlText(shown)}</pre>`, '', '</details>', '']
  return ['', `#### ❌ ${what} ${placeText(location)}`.trimEnd(), '', `> ${text.join('<br>')}`, '', ...lines]
}

function placeText(location: Location | undefined): string {
  return location === undefined ? '' : `${markdownText(lineText(location))} `
}

const CELLS = 24

/** What was run, in the order in which it began; of very much what failed and what took longest. */
function timelineLines(record: CiRecord, results: readonly TaskReport[]): readonly string[] {
  const run = results.filter((result): result is Timed => result.startedAt !== undefined)
  const [first] = run
  if (first === undefined) return []
  const weight = (result: TaskReport): number => (result.outcome === 'failed' ? Infinity : result.durationMs)
  const shown = new Set(run.toSorted((a, b) => weight(b) - weight(a)).slice(0, MOST.rows))
  const rows = run.filter((result) => shown.has(result)).toSorted((a, b) => a.startedAt - b.startedAt)
  const start = record.tally.startedAt ?? first.startedAt
  const total = Math.max(1, record.timeline.last - start)
  const hidden = run.length - rows.length
  const unrun = results.filter(
    ({ outcome, startedAt, task }) => outcome === 'skipped' && startedAt === undefined && task.phase !== 'SyncFail',
  )
  return [
    '',
    '| | resource | wave | from | took | timeline |',
    '| --- | --- | --- | ---: | ---: | --- |',
    ...rows.map((result) => timelineRow(result, start, total)),
    ...(hidden === 0 ? [] : ['', `${count(hidden, 'resource')} that took less time left out`]),
    ...(unrun.length === 0 ? [] : ['', `not run: ${count(unrun.length, 'task')}`]),
  ]
}

type Timed = TaskReport & { readonly startedAt: number }

function timelineRow(result: Timed, start: number, total: number): string {
  const { startedAt, durationMs, outcome } = result
  const mark = { passed: '✅', failed: '❌', skipped: '➖' }[outcome]
  const from = Math.min(CELLS - 1, Math.floor(((startedAt - start) / total) * CELLS))
  const length = Math.min(CELLS - from, Math.max(1, Math.round((durationMs / total) * CELLS)))
  const bar = `${'░'.repeat(from)}${'█'.repeat(length)}${'░'.repeat(CELLS - from - length)}`
  const cells = [
    mark,
    markdownText(resultName(result)),
    markdownText(waveText(result)),
    formatDuration(startedAt - start),
  ]
  return `| ${[...cells, formatDuration(durationMs), `\`${bar}\``].join(' | ')} |`
}
