// `npm run parity [-- WORD…]`: every recorded case against the built program on a real API server; prints n of n.
import { startControlPlane } from './control-plane/control-plane.ts'
import { build } from './build.ts'
import { corpusCases, scenarioCases, scenarioNumber } from '../test/parity/cases.ts'
import type { ParityCase } from '../test/parity/cases.ts'
import { LANE_USERS, runCases } from '../test/parity/run-cases.ts'
import { sharedPath } from '../test/support/shared.ts'

const parity = sharedPath('parity')
const corpus = sharedPath('corpus')
const words = process.argv.slice(2)

if (parity === undefined || corpus === undefined) {
  process.stderr.write('the recordings (../shared/parity, ../shared/corpus) are not here\n')
  process.exitCode = 1
} else {
  await build({ types: false })
  const scenarios = scenarioCases(parity).filter((parityCase) => scenarioNumber(parityCase.name) <= 74)
  const cases = [...scenarios, ...corpusCases(parity, corpus)].filter(isWanted)
  const plane = await startControlPlane({ auditBodies: true, users: LANE_USERS })
  try {
    const outcomes = await runCases(plane, cases, (text) => process.stdout.write(`${text}\n`))
    const right = outcomes.filter((outcome) => outcome.faults.length === 0)
    process.stdout.write(`\n${right.length} of ${outcomes.length} as recorded\n`)
    process.exitCode = right.length === outcomes.length ? 0 : 1
  } finally {
    await plane.stop()
  }
}

function isWanted(parityCase: ParityCase): boolean {
  return words.length === 0 || words.some((word) => parityCase.name.includes(word))
}
