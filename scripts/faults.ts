// `npm run faults [-- [--jobs N] [--verbose] WORD…]`: each fault at each moment of a run on a real API server; prints n of n.
import { parseArgs } from 'node:util'
import { build } from './build.ts'
import { startControlPlane } from './control-plane/control-plane.ts'
import { cells } from '../test/faults/matrix/rows.ts'
import { describeMatrix, describeOutcome } from '../test/faults/matrix/table.ts'
import { runCells } from '../test/faults/matrix/run-cells.ts'

const { values, positionals } = parseArgs({
  options: {
    jobs: { type: 'string', short: 'j', default: '4' },
    verbose: { type: 'boolean', short: 'v', default: false },
  },
  allowPositionals: true,
})

const chosen = cells(positionals)
if (chosen.length === 0) {
  process.stderr.write(`no cell's name has ${positionals.join(' and ')}\n`)
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
