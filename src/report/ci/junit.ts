// A run as JUnit XML: a suite a phase, a case a task, and what ended the run beside them. Writes no file.
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { Location } from '../../manifest/manifest.ts'
import { defined } from '../../object/defined.ts'
import { formatKey } from '../../object/resource-key.ts'
import type { PathOf } from './annotations.ts'
import { cutText, failureText, resultName } from './ci-text.ts'
import type { CiRecord } from './ci-record.ts'
import { endText, runFault, taskResults } from './task-results.ts'
import type { TaskReport } from './task-results.ts'
import { xmlAttributes, xmlText } from './xml-text.ts'

/** Stands at the head of each report, and tells it from what others have written. */
export const JUNIT_MARK = '<testsuites name="kubectl-hooksync"'

/** What stands in the file while the run goes on, and stays when it is killed. */
export function unfinishedJunit(): string {
  const message = 'the run has not ended: either it still goes on, or it was killed'
  return document([{ name: 'run', cases: [errorCase('kubectl-hooksync', { message, type: 'unfinished' })] }], 0)
}

/** The report of a run, with files as `pathOf` spells them, as annotations do; of the time of the machine that ran it nothing is in it but what the events say. */
export function junitReport(record: CiRecord, pathOf: PathOf): string {
  const spell = (source: string): string => pathOf(source) ?? source
  const results = taskResults(record)
  const phases = [...new Set(results.map(({ task }) => task.phase))]
  const names = namesOf(results)
  const suites = phases.map((phase): Suite => {
    const own = results.filter(({ task }) => task.phase === phase)
    const milliseconds = record.timeline.ended?.phases.find((one) => one.phase === phase)?.durationMs
    return {
      name: phase,
      ...defined({ milliseconds }),
      cases: own.map((result) => taskCase(result, { name: names.get(result) ?? '', spell })),
    }
  })
  const total = record.timeline.ended?.durationMs ?? 0
  return document([...suites, ...runSuite(record, { results, spell })], total, record.tally.startedAt)
}

/** A source as it is written in the report. */
type Spell = (source: string) => string

interface Suite {
  readonly name: string
  /** How long it took, for its cases run side by side; left out: as long as they do. */
  readonly milliseconds?: number
  readonly cases: readonly Case[]
}

interface Case {
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped'
  readonly milliseconds: number
  readonly xml: string
}

function document(suites: readonly Suite[], milliseconds: number, startedAt?: number): string {
  const all = suites.flatMap(({ cases }) => cases)
  const time = secondsText(milliseconds)
  const timestamp = startedAt === undefined ? undefined : timestampText(startedAt)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${xmlAttributes({ name: 'kubectl-hooksync', ...counts(all), time })}>`,
    ...suites.flatMap(({ name, cases, milliseconds: took }) => {
      const own = secondsText(took ?? cases.reduce((sum, one) => sum + one.milliseconds, 0))
      return [
        `  <testsuite${xmlAttributes({ name, ...counts(cases), time: own, timestamp })}>`,
        ...cases.map(({ xml }) => xml),
        '  </testsuite>',
      ]
    }),
    '</testsuites>',
    '',
  ].join('\n')
}

function counts(cases: readonly Case[]) {
  const number = (outcome: Case['outcome']): number => cases.filter((one) => one.outcome === outcome).length
  return { tests: cases.length, failures: number('failure'), errors: number('error'), skipped: number('skipped') }
}

/** A reader knows a case by its class and name: of two that are called the same the group of the kind tells which. */
function namesOf(results: readonly TaskReport[]): ReadonlyMap<TaskReport, string> {
  const seen = new Map<string, number>()
  const placed = (result: TaskReport): string => `${classOf(result)} ${resultName(result)}`
  for (const result of results) seen.set(placed(result), (seen.get(placed(result)) ?? 0) + 1)
  return new Map(
    results.map((result) => [result, seen.get(placed(result)) === 1 ? resultName(result) : formatKey(result.task.key)]),
  )
}

/** Readers of JUnit take what stands before the last dot for a package: the phase. */
function classOf({ task }: TaskReport): string {
  return `${task.phase}.wave ${task.wave}`
}

function taskCase(result: TaskReport, { name, spell }: { readonly name: string; readonly spell: Spell }): Case {
  const { location, durationMs, log } = result
  const attributes = { classname: classOf(result), name, ...fileOf(location, spell) }
  const output = log.length === 0 ? [] : [`      <system-out>${xmlText(log.join('\n'))}</system-out>`]
  const parts = [...resultParts(result), ...output]
  return {
    outcome: result.outcome === 'failed' ? 'failure' : result.outcome,
    milliseconds: durationMs,
    xml: caseXml({ ...attributes, time: secondsText(durationMs) }, parts),
  }
}

function resultParts(result: TaskReport): readonly string[] {
  const { outcome, message, diagnosis } = result
  if (outcome === 'passed') return []
  if (outcome === 'skipped') return [`      <skipped${xmlAttributes({ message })}/>`]
  const [first = ''] = failureText(result).split('\n')
  const type = diagnosis === undefined ? 'Failed' : (reasonOf(result) ?? 'Failed')
  const text = xmlText(failureText(result))
  return [`      <failure${xmlAttributes({ message: cutText(first, 1_000), type })}>${text}</failure>`]
}

/** Kubernetes' word for why the first container ended that did not end well. */
function reasonOf({ diagnosis }: TaskReport): string | undefined {
  const containers = diagnosis?.pods.flatMap((pod) => pod.containers) ?? []
  return containers.find(({ reason }) => reason !== undefined && reason !== 'Completed')?.reason
}

/** What failed and is no task: findings about the input, and the run itself. */
function runSuite(
  record: CiRecord,
  { results, spell }: { readonly results: readonly TaskReport[]; readonly spell: Spell },
): readonly Suite[] {
  const fault = runFault(record, results)
  const found = record.findings
    .filter(({ severity }) => severity === 'error')
    .map((finding) => findingCase(finding, spell))
  const type = record.timeline.ended?.reason ?? 'unfinished'
  const ended = fault === undefined ? [] : [errorCase(record.tally.operation, { message: fault, type })]
  const cases = [...found, ...ended]
  if (cases.length > 0) return [{ name: 'run', cases }]
  // Of a report without a single case some readers say that there is none.
  if (results.length > 0) return []
  const xml = caseXml({ classname: 'run', name: endText(record), time: '0.000' }, [])
  return [{ name: 'run', cases: [{ outcome: 'passed', milliseconds: 0, xml }] }]
}

function findingCase({ code, message, hint, location }: Diagnostic, spell: Spell): Case {
  const place = location === undefined ? '' : `${spell(location.source)}:${location.line}:${location.column} `
  const attributes = { classname: 'run', name: `${place}${code}`, ...fileOf(location, spell) }
  const text = xmlText(hint === undefined ? message : `${message}\n${hint}`)
  const failure = `      <failure${xmlAttributes({ message, type: code })}>${text}</failure>`
  return { outcome: 'failure', milliseconds: 0, xml: caseXml({ ...attributes, time: '0.000' }, [failure]) }
}

function fileOf(location: Location | undefined, spell: Spell): { readonly file?: string; readonly line?: number } {
  return location === undefined ? {} : { file: spell(location.source), line: location.line }
}

function errorCase(name: string, error: { readonly message: string; readonly type: string }): Case {
  const parts = [`      <error${xmlAttributes(error)}>${xmlText(error.message)}</error>`]
  return { outcome: 'error', milliseconds: 0, xml: caseXml({ classname: 'run', name, time: '0.000' }, parts) }
}

function caseXml(attributes: Parameters<typeof xmlAttributes>[0], parts: readonly string[]): string {
  const head = `    <testcase${xmlAttributes(attributes)}`
  return parts.length === 0 ? `${head}/>` : [`${head}>`, ...parts, '    </testcase>'].join('\n')
}

function secondsText(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}

/** As JUnit writes it: without a zone, in UTC. */
function timestampText(at: number): string {
  return new Date(at).toISOString().slice(0, 19)
}
