// `npm run faults [-- [--jobs N] [--runs N] [--verbose] PATTERN…]`: each fault at each moment of a run on a real API server; prints n of n.
import { parseArgs } from 'node:util'
import { build } from './build.ts'
import { startControlPlane } from './control-plane/control-plane.ts'
import { cells } from '../test/faults/matrix/rows.ts'
import { describeMatrix, describeOutcome } from '../test/faults/matrix/table.ts'
import { runCells } from '../test/faults/matrix/run-cells.ts'

const { values, positionals } = parseArgs({
  options: {
    jobs: { type: 'string', short: 'j', default: '4' },
    runs: { type: 'string' },
    verbose: { type: 'boolean', short: 'v', default: false },
  },
  allowPositionals: true,
})

const found = cells(positionals.map((pattern) => new RegExp(pattern)))
// More runs than there are cells begin again with the first.
const runs = values.runs === undefined ? found.length : Number(values.runs)
const chosen = Array.from({ length: found.length === 0 ? 0 : runs }, (_, index) => found[index % found.length]).flatMap(
  (cell) => cell ?? [],
)
if (chosen.length === 0) {
  process.stderr.write(`no cell's name matches ${positionals.join(' and ')}\n`)
  process.exitCode = 1
} else {
  await build({ types: false })
  const plane = await startControlPlane()
  try {
    const outcomes = await runCells(plane, chosen, {
      jobs: Number(values.jobs),
      tell: (outcome) => void process.stdout.write(describeOutcome(outcome, values.verbose)),
    })
    process.stdout.write(describeMatrix(outcomes))
    process.exitCode = outcomes.every(({ faults }) => faults.length === 0) ? 0 : 1
  } finally {
    await plane.stop()
  }
}
