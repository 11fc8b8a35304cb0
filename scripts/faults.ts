// `npm run faults [-- [--jobs N] [--runs N] [--verbose] PATTERN…]`: each fault at each moment of a run on a real API server; prints n of n.
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { execaNode } from 'execa'
import { build } from './build.ts'
import type { Part, SentOutcome } from './faults-part.ts'
import { cells } from '../test/faults/matrix/rows.ts'
import type { Cell } from '../test/faults/matrix/rows.ts'
import { describeMatrix, describeOutcome } from '../test/faults/matrix/table.ts'
import type { Outcome } from '../test/faults/matrix/run-cells.ts'

const PART = fileURLToPath(new URL('faults-part.ts', import.meta.url))
/** Cells of one process and one control plane. */
const PART_SIZE = 80
/** How often a part is begun again whose process was killed: by the C library, below Node's HTTP/2 server of the relay. */
const BEGUN_AGAIN = 3

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
const rounds = Math.ceil(runs / Math.max(1, found.length))
const chosen = Array.from({ length: rounds }, (_, round) => found.slice(0, runs - round * found.length))
if (found.length === 0) {
  process.stderr.write(`no cell's name matches ${positionals.join(' and ')}\n`)
  process.exitCode = 1
} else {
  await build({ types: false })
  const outcomes: Outcome[] = []
  for (const round of chosen)
    for (let from = 0; from < round.length; from += PART_SIZE)
      outcomes.push(...(await performPart(round.slice(from, from + PART_SIZE))))
  process.stdout.write(describeMatrix(outcomes))
  process.exitCode = outcomes.every(({ faults }) => faults.length === 0) ? 0 : 1
}

/** The outcomes of a part; what its process left undone when it was killed is done by the next. */
async function performPart(part: readonly Cell[]): Promise<readonly Outcome[]> {
  const outcomes = new Map<string, Outcome>()
  for (let time = 0; outcomes.size < part.length; time += 1) {
    const left = part.filter(({ name }) => !outcomes.has(name))
    const child = execaNode(PART, { nodeOptions: ['--import', 'tsx'], ipc: true, stdio: 'inherit', reject: false })
    await child.sendMessage({ names: left.map(({ name }) => name), jobs: Number(values.jobs) } satisfies Part)
    for await (const message of child.getEachMessage()) {
      const { name, ...rest } = message as unknown as SentOutcome
      const cell = left.find((one) => one.name === name)
      if (cell === undefined) continue
      outcomes.set(name, { cell, ...rest })
      process.stdout.write(describeOutcome({ cell, ...rest }, values.verbose))
    }
    const { signal, exitCode } = await child
    if (exitCode === 0) break
    const undone = part.length - outcomes.size
    process.stderr.write(
      `the process of this part ended with ${signal ?? exitCode}: ${undone} of its cells are undone\n`,
    )
    if (signal === undefined || time === BEGUN_AGAIN) throw new Error('the matrix could not be performed')
  }
  return [...outcomes.values()]
}
