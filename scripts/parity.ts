// `npm run parity [-- WORD…]`: every recorded case against the built program on a real API server, and its rehearsal against both; prints n of n.
import { startControlPlane } from './control-plane/control-plane.ts'
import { build } from './build.ts'
import { corpusCases, scenarioCases, scenarioNumber } from '../test/parity/cases.ts'
import { LANE_USERS, rehearsedRight, runCases, runCorpus } from '../test/parity/run-cases.ts'
import { sharedPath } from '../test/support/shared.ts'

const parity = sharedPath('parity')
const corpus = sharedPath('corpus')
const words = process.argv.slice(2)

if (parity === undefined || corpus === undefined) {
  process.stderr.write('the recordings (../shared/parity, ../shared/corpus) are not here\n')
  process.exitCode = 1
} else {
  await build({ types: false })
  const tell = (text: string): void => {
    process.stdout.write(`${text}\n`)
  }
  const scenarios = scenarioCases(parity).filter(({ name }) => scenarioNumber(name) <= 74 && isWanted(name))
  const manifests = corpusCases(parity, corpus).filter(({ name }) => isWanted(name))
  const plane = await startControlPlane({ auditBodies: true, users: LANE_USERS })
  try {
    const first = await runCases(plane, scenarios, tell)
    const outcomes = [...first, ...(await runCorpus(manifests, tell))]
    const right = outcomes.filter((outcome) => outcome.faults.length === 0)
    process.stdout.write(`\n${right.length} of ${outcomes.length} as recorded\n${rehearsedRight(outcomes)}\n`)
    const isHonest = outcomes.every(({ lies }) => lies?.length === 0)
    process.exitCode = right.length === outcomes.length && isHonest ? 0 : 1
  } finally {
    await plane.stop()
  }
}

function isWanted(name: string): boolean {
  return words.length === 0 || words.some((word) => name.includes(word))
}
