// What the runner prints of reports, as text. Counts nothing itself and writes nothing.
import type { FileReport } from './read-report.ts'

/** One line for a file that passed; its faults and whole output for one that failed. */
export function describeReport(report: FileReport): string {
  const seconds = `${(report.milliseconds / 1000).toFixed(1)} s`
  const skipped = report.skipped === 0 ? '' : `, ${report.skipped} skipped`
  if (report.failed === 0) return `ok    ${report.file} (${report.passed} passed${skipped}, ${seconds})\n`
  const faults = report.faults.map((fault) => `      ${fault}\n`).join('')
  const output = report.output
    .trim()
    .split('\n')
    .map((line) => `      ${line}\n`)
    .join('')
  return `FAIL  ${report.file} (${report.passed} passed, ${report.failed} failed${skipped}, ${seconds})\n${faults}${output}`
}

/** The reasons of skips, the files that failed, and the last line: `N passed, N failed, N skipped`. */
export function describeTotals(reports: readonly FileReport[], ci: boolean): string {
  const failed = reports.filter((report) => report.failed > 0)
  const reasons = reports.flatMap((report) => report.skipReasons.map((reason) => `${report.file}: ${reason}`))
  const lines = [
    '',
    ...reasons.map((reason) => `skipped: ${reason}`),
    ...(ci && reasons.length > 0 ? ['In CI nothing may be skipped: this run failed.'] : []),
    ...failed.map((report) => `failed: ${report.file}`),
    `${sum(reports, 'passed')} passed, ${sum(reports, 'failed')} failed, ${sum(reports, 'skipped')} skipped`,
  ]
  return `${lines.join('\n')}\n`
}

/** Whether the run is good: something passed, nothing failed, and in CI nothing was skipped. */
export function isGreen(reports: readonly FileReport[], ci: boolean): boolean {
  return sum(reports, 'passed') > 0 && sum(reports, 'failed') === 0 && !(ci && sum(reports, 'skipped') > 0)
}

function sum(reports: readonly FileReport[], what: 'passed' | 'failed' | 'skipped'): number {
  return reports.reduce((total, report) => total + report[what], 0)
}
