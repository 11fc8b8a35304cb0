// `npm run parity [-- WORD…]`: every recorded case against the built program on a real API server, and its rehearsal against both; prints n of n.
import { startControlPlane } from './control-plane/control-plane.ts'
import { build } from './build.ts'
import { corpusCases, scenarioCases } from '../test/parity/cases.ts'
import type { ParityCase } from '../test/parity/cases.ts'
import { LANE_USERS, rehearsedRight, runCases, runCorpus } from '../test/parity/run-cases.ts'
import { sharedPath } from '../test/support/shared.ts'

const parity = sharedPath('parity')
const corpus = sharedPath('corpus')
const words = process.argv.slice(2)

await build({ types: false })
const scenarios = scenarioCases().filter(({ name }) => isWanted(name))
const plane = await startControlPlane({ auditBodies: true, users: LANE_USERS })
try {
  const first = await runCases(plane, scenarios, tell)
  const outcomes = [...first, ...(await runCorpus(manifests(), tell))]
  const right = outcomes.filter((outcome) => outcome.faults.length === 0)
  process.stdout.write(`\n${right.length} of ${outcomes.length} as recorded\n${rehearsedRight(outcomes)}\n`)
  const isHonest = outcomes.every(({ lies }) => lies?.length === 0)
  process.exitCode = right.length === outcomes.length && isHonest ? 0 : 1
} finally {
  await plane.stop()
}

/** Real manifests are others' texts: they are compared where they stand beside the checkout. */
function manifests(): readonly ParityCase[] {
  if (parity !== undefined && corpus !== undefined) {
    return corpusCases(parity, corpus).filter(({ name }) => isWanted(name))
  }
  tell('without real manifests: ../shared/corpus is not here')
  return []
}

function tell(text: string): void {
  process.stdout.write(`${text}\n`)
}

function isWanted(name: string): boolean {
  return words.length === 0 || words.some((word) => name.includes(word))
}
