// time limit: 600 s
// Recorded cases with the built program on a real API server: all scenarios, and a sample of the corpus (all of it: `npm run parity`).
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { NoGoError, startControlPlane } from '../../scripts/control-plane/control-plane.ts'
import type { ControlPlane } from '../../scripts/control-plane/control-plane.ts'
import { sharedPath } from '../support/shared.ts'
import { skip } from '../support/skip.ts'
import { corpusCases, scenarioCases } from './cases.ts'
import type { Outcome } from './real.ts'
import { LANE_USERS, rehearsedRight, runCases, runCorpus } from './run-cases.ts'

/** Real charts with hooks, waves, definitions, a Helm TTL hook, and one that Argo CD refuses. */
const SAMPLE = ['argocd-e2e-duplicated-resources', 'consul', 'gatekeeper', 'ingress-nginx', 'openfga', 'sentry']

const test = suite('parity on a real API server')
const parity = sharedPath('parity')
const corpus = sharedPath('corpus')

test('every scenario gives the recorded phase and writes, as its rehearsal foretells', async () => {
  const plane = await started()
  if (plane === undefined) return skip('the control plane cannot be built without Go')
  try {
    const outcomes = await runCases(plane, scenarioCases(), () => undefined)
    assertAsRecorded(outcomes, 'scenarios')
  } finally {
    await plane.stop()
  }
})

test('a sample of the corpus gives the recorded phase and writes, as its rehearsal foretells', async () => {
  if (parity === undefined || corpus === undefined) return skip('../shared/corpus is not here')
  const plane = await started()
  if (plane === undefined) return skip('the control plane cannot be built without Go')
  await plane.stop()
  const cases = corpusCases(parity, corpus).filter(({ name }) => SAMPLE.includes(name))
  const outcomes = await runCorpus(cases, () => undefined)
  assert.is(outcomes.length, SAMPLE.length)
  assertAsRecorded(outcomes, 'manifests')
})

/** As Argo CD did it, and as the rehearsal foretold it. */
function assertAsRecorded(outcomes: readonly Outcome[], what: string): void {
  const right = outcomes.filter(({ faults }) => faults.length === 0).length
  process.stdout.write(`\n${right} of ${outcomes.length} ${what} as recorded\n${rehearsedRight(outcomes)}\n`)
  const wrong = outcomes.map(({ name, faults, lies = [] }) => [name, ...faults, ...lies])
  assert.equal(
    wrong.filter((lines) => lines.length > 1),
    [],
  )
}

async function started(): Promise<ControlPlane | undefined> {
  try {
    return await startControlPlane({ auditBodies: true, users: LANE_USERS })
  } catch (error) {
    if (error instanceof NoGoError) return undefined
    throw error
  }
}

test.run()
