// How a test says that it cannot run here. The runner counts these and lists the reasons; in CI a skip is a failure.
import { SKIP_MARKER } from '../../scripts/runner/read-report.ts'

/** Call it and return: `if (folder === undefined) return skip('no ../shared')`. The test counts as skipped, not passed. */
export function skip(reason: string): void {
  process.stdout.write(`\n${SKIP_MARKER}${reason.replaceAll('\n', ' ')}\n`)
}
