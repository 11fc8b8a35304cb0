// `npm test [-- [--jobs N] WORD…]`: builds the program, then runs each test file in a process of its own; the last line counts.
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from './build.ts'
import { findTests } from './runner/find-tests.ts'
import type { TestFile } from './runner/find-tests.ts'
import { runPool } from './runner/pool.ts'
import { prepareControlPlane } from './runner/prepare-control-plane.ts'
import { readReport } from './runner/read-report.ts'
import type { FileReport } from './runner/read-report.ts'
import { runTestFile } from './runner/run-test-file.ts'
import { sourceSeed } from './runner/source-seed.ts'
import { describeReport, describeTotals, isGreen } from './runner/tell.ts'

/** Two at once: an instance of the control plane takes 600 MB and, while it starts, a whole core. */
const DEFAULT_JOBS = '2'

const folder = fileURLToPath(new URL('../test', import.meta.url))

const { values, positionals } = parseArgs({
  options: { jobs: { type: 'string', short: 'j', default: DEFAULT_JOBS } },
  allowPositionals: true,
})
// What fails in CI by chance would pass unseen the next time.
if (process.env['CI'] === 'true')
  process.env['FC_SEED'] ??= String(sourceSeed(fileURLToPath(new URL('../src', import.meta.url))))
process.exitCode = await runTests(positionals, Number(values.jobs))

async function runTests(words: readonly string[], jobs: number): Promise<number> {
  const tests = await findTests(folder, words)
  if (tests.length === 0) {
    process.stderr.write(`no test file's path contains ${words.join(' or ')}\n`)
    return 1
  }
  await build({ types: false })
  if (tests.some((test) => test.needsControlPlane)) await prepareControlPlane()
  const reports = await runAll(tests, jobs)
  process.stdout.write(describeTotals(reports, process.env['CI'] === 'true'))
  return isGreen(reports, process.env['CI'] === 'true') ? 0 : 1
}

async function runAll(tests: readonly TestFile[], jobs: number): Promise<readonly FileReport[]> {
  const interrupt = new AbortController()
  const onSignal = (): void => interrupt.abort()
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
  return runPool(tests, jobs, async (test) => {
    const report = readReport(await runTestFile({ folder, ...test }, interrupt.signal))
    process.stdout.write(describeReport(report))
    return report
  })
}
