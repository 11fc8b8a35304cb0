// Runs many random runs and asserts that all promises are kept. FC_SEED and FC_PATH repeat a run, FC_RUNS says how many.
import * as fc from 'fast-check'
import { SEED } from '../../support/seed.ts'
import { describeRun } from './describe-run.ts'
import { brokenPromises } from './index.ts'
import { perform } from './perform.ts'
import { randomRun } from './random-run.ts'

/** How many runs one part makes. */
export const RUNS = Number(process.env['FC_RUNS'] ?? 2500)

/** The runs of one part. */
export async function keepPromises(part: number): Promise<void> {
  const property = fc.asyncProperty(randomRun, async (random) => {
    const run = await perform(random)
    const broken = brokenPromises(run)
    if (broken.length > 0) throw new Error(`${broken.join('\n')}\n\n${describeRun(run)}`)
  })
  const path = process.env['FC_PATH'] || undefined
  const details = await fc.check(property, {
    // Each part adds its number.
    seed: SEED + part,
    numRuns: RUNS,
    ...(path === undefined ? {} : { path }),
  })
  if (!details.failed) return
  const { numRuns, seed, counterexamplePath, errorInstance } = details
  const again = `FC_SEED=${seed - part} FC_PATH=${counterexamplePath ?? ''}`
  const why =
    errorInstance instanceof Error
      ? errorInstance.message === ''
        ? errorInstance.stack
        : errorInstance.message
      : String(errorInstance)
  throw new Error(`run ${numRuns} broke a promise; ${again} repeats it\n\n${why}`)
}
