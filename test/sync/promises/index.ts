// All promises of a run, and which of them one run breaks.
import { ENDING } from './ending.ts'
import { FAILING } from './failing.ts'
import { ORDER } from './order.ts'
import { POLICIES } from './policies.ts'
import { PRUNING } from './pruning.ts'
import { RECORDS } from './records.ts'
import { STOPPING } from './stopping.ts'
import { WAITING } from './waiting.ts'
import type { Promised, TracedRun } from './trace.ts'

/** What is true of every run, whatever happens to it. */
export const PROMISES: readonly Promised[] = [
  ...ENDING,
  ...ORDER,
  ...FAILING,
  ...POLICIES,
  ...STOPPING,
  ...PRUNING,
  ...RECORDS,
  ...WAITING,
]

/** The broken promises, each with what broke it. */
export function brokenPromises(run: TracedRun): readonly string[] {
  return PROMISES.flatMap(({ says, breaches }) => breaches(run).map((breach) => `${says}: ${breach}`))
}
