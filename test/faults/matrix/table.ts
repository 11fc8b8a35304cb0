// The matrix as text: a line for each cell, a table of all, and the reasons of those that are not good.
import type { Outcome } from './run-cells.ts'
import { MOMENTS, RUN_KINDS, TROUBLES } from './rows.ts'

/** One cell's line, with what is wrong; `verbose`: with what the run told. */
export function describeOutcome({ cell, faults, exitCode, milliseconds, text }: Outcome, verbose: boolean): string {
  const seconds = (milliseconds / 1000).toFixed(1)
  const line = `${faults.length === 0 ? 'good' : 'BAD '}  exit ${exitCode}  ${seconds.padStart(5)} s  ${cell.name}\n`
  const said = verbose ? text.replaceAll(/^/gm, '      | ') : ''
  return line + faults.map((fault) => `        ${fault}\n`).join('') + (verbose ? `${said}\n` : '')
}

/** The table: a row for each trouble, a column for each moment, a sign for each kind of run that has it. */
export function describeMatrix(outcomes: readonly Outcome[]): string {
  const moments = MOMENTS.filter(({ name }) => outcomes.some(({ cell }) => cell.moment.name === name))
  const troubles = TROUBLES.filter(({ name }) => outcomes.some(({ cell }) => cell.trouble.name === name))
  const width = Math.max(...troubles.map(({ name }) => name.length))
  const sign = (trouble: string, moment: string): string =>
    RUN_KINDS.flatMap((run) => {
      const there = outcomes.filter(({ cell }) => cell.moment.name === moment && cell.run === run)
      if (there.length === 0) return []
      const found = there.filter(({ cell }) => cell.trouble.name === trouble)
      if (found[0] === undefined) return '·'
      return found.some(({ faults }) => faults.length > 0) ? '✗' : String(found[0].exitCode)
    })
      .join(' ')
      .padEnd(3)
  const head = `${' '.repeat(width)}  ${moments.map((_, index) => `${index + 1}`.padEnd(4)).join('')}\n`
  const rows = troubles.map(
    ({ name }) => `${name.padEnd(width)}  ${moments.map((moment) => `${sign(name, moment.name)} `).join('')}\n`,
  )
  const legend = moments.map(({ name }, index) => `${index + 1} ${name}`).join(' · ')
  const bad = outcomes.filter(({ faults }) => faults.length > 0)
  return [
    `\n${head}`,
    ...rows,
    `\nmoments: ${legend}\n`,
    `each: ${RUN_KINDS.join(', ')}, as far as they have that moment; the exit code where it is good, ✗ where it is not, · where there is none\n`,
    ...(bad.length === 0 ? [] : ['\nnot good:\n', ...bad.map((outcome) => describeOutcome(outcome, false))]),
    `\n${outcomes.length - bad.length} of ${outcomes.length} good\n`,
  ].join('')
}
