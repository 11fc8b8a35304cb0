// What one test file's process said, read from its output and its end. Knows uvu's closing lines; starts nothing.

import { plantedIn } from './planted.ts'

/** A line of this start is a skipped test's reason (test/support/skip.ts). */
export const SKIP_MARKER = '::skip:: '

/** How a test file's process ended. */
export interface FileRun {
  /** The path below test/. */
  readonly file: string
  /** The text of the file itself. */
  readonly source: string
  readonly output: string
  readonly exitCode: number | null
  /** Why the runner ended the process, when it did. */
  readonly killed?: string
  readonly milliseconds: number
}

/** What is counted of a test file. */
export interface FileReport {
  readonly file: string
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly skipReasons: readonly string[]
  /** What is wrong, beyond failed assertions; one line each. */
  readonly faults: readonly string[]
  readonly output: string
  readonly milliseconds: number
}

/** Counts a run. Each fault counts as one failed test, so that no fault can end in success. */
export function readReport(run: FileRun): FileReport {
  const total = lastCount(run.output, 'Total')
  const ran = lastCount(run.output, 'Passed') ?? 0
  const skipReasons = run.output
    .split('\n')
    .filter((line) => line.startsWith(SKIP_MARKER))
    .map((line) => line.slice(SKIP_MARKER.length).trim())
  // uvu counts the tests that stand beside an `.only` as skipped, and those of `.skip`.
  const leftOut = lastCount(run.output, 'Skipped') ?? 0
  const failedTests = total === undefined ? 0 : total - ran
  const faults = findFaults(run, total, failedTests)
  return {
    file: run.file,
    passed: Math.max(0, ran - skipReasons.length),
    failed: failedTests + faults.length,
    skipped: skipReasons.length + leftOut,
    skipReasons: leftOut === 0 ? skipReasons : [...skipReasons, `${leftOut} by .skip or .only`],
    faults,
    output: run.output,
    milliseconds: run.milliseconds,
  }
}

function findFaults(run: FileRun, total: number | undefined, failedTests: number): readonly string[] {
  if (run.killed !== undefined) return [run.killed]
  const faults: string[] = []
  const suites = count(run.source, /\bsuite(?:<[^>]*>)?\(/g)
  const runs = count(run.source, /\.run\(\)/g)
  if (runs < suites) faults.push(`${suites} suites, but only ${runs} of them call .run()`)
  if (total === undefined) faults.push('it ended before uvu told how many tests ran')
  if (total === 0) faults.push('no test in it')
  if (plantedIn(run.output).length > 0) faults.push('its output shows a planted secret')
  if (run.exitCode !== 0 && failedTests === 0 && faults.length === 0) {
    faults.push(`exit code ${run.exitCode ?? 'none'} though no test failed`)
  }
  return faults
}

/** The closing line's number, e.g. of `  Total:     12`. */
function lastCount(output: string, word: string): number | undefined {
  const found = [...output.matchAll(new RegExp(`^ {2}${word}: +(\\d+)$`, 'gm'))].at(-1)?.[1]
  return found === undefined ? undefined : Number(found)
}

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length
}
