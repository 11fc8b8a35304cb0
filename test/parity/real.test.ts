// time limit: 600 s
// Recorded cases with the built program on a real API server: all scenarios, and a sample of the corpus (all of it: `npm run parity`).
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { NoGoError, startControlPlane } from '../../scripts/control-plane/control-plane.ts'
import type { ControlPlane } from '../../scripts/control-plane/control-plane.ts'
import { sharedPath } from '../support/shared.ts'
import { skip } from '../support/skip.ts'
import { corpusCases, scenarioCases, scenarioNumber } from './cases.ts'
import { LANE_USERS, runCases, runCorpus } from './run-cases.ts'

/** Real charts with hooks, waves, definitions, a Helm TTL hook, and one that Argo CD refuses. */
const SAMPLE = ['argocd-e2e-duplicated-resources', 'consul', 'gatekeeper', 'ingress-nginx', 'openfga', 'sentry']

const test = suite('parity on a real API server')
const parity = sharedPath('parity')
const corpus = sharedPath('corpus')

test('every scenario 01-74 gives the recorded phase and writes', async () => {
  if (parity === undefined) return skip('../shared/parity is not here')
  const plane = await started()
  if (plane === undefined) return skip('the control plane cannot be built without Go')
  try {
    const cases = scenarioCases(parity).filter(({ name }) => scenarioNumber(name) <= 74)
    const outcomes = await runCases(plane, cases, () => undefined)
    const wrong = outcomes.filter((outcome) => outcome.faults.length > 0)
    process.stdout.write(`\n${outcomes.length - wrong.length} of ${outcomes.length} scenarios as recorded\n`)
    assert.equal(
      wrong.map(({ name, faults }) => [name, ...faults]),
      [],
    )
  } finally {
    await plane.stop()
  }
})

test('a sample of the corpus gives the recorded phase and writes', async () => {
  if (parity === undefined || corpus === undefined) return skip('../shared/corpus is not here')
  const plane = await started()
  if (plane === undefined) return skip('the control plane cannot be built without Go')
  await plane.stop()
  const cases = corpusCases(parity, corpus).filter(({ name }) => SAMPLE.includes(name))
  const outcomes = await runCorpus(cases, () => undefined)
  const wrong = outcomes.filter((outcome) => outcome.faults.length > 0)
  process.stdout.write(`\n${outcomes.length - wrong.length} of ${outcomes.length} manifests as recorded\n`)
  assert.is(outcomes.length, SAMPLE.length)
  assert.equal(
    wrong.map(({ name, faults }) => [name, ...faults]),
    [],
  )
})

async function started(): Promise<ControlPlane | undefined> {
  try {
    return await startControlPlane({ auditBodies: true, users: LANE_USERS })
  } catch (error) {
    if (error instanceof NoGoError) return undefined
    throw error
  }
}

test.run()
