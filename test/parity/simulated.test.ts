// Every recorded scenario on the simulated cluster: the same phase and the same writes as Argo CD's own engine.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sharedPath } from '../support/shared.ts'
import { skip } from '../support/skip.ts'
import { scenarioCases, scenarioNumber } from './cases.ts'
import { simulateCase } from './simulated.ts'

const test = suite('parity on the simulated cluster')
/** Beyond prune, and an admission policy, which the simulated cluster does not have, there are only options. */
function isSimulated(name: string): boolean {
  return scenarioNumber(name) < 84 && name !== '82-prune-error'
}

const parity = sharedPath('parity')

if (parity === undefined) {
  test('the recordings are compared', () => skip('../shared/parity is not here'))
} else {
  const cases = scenarioCases(parity).filter((parityCase) => isSimulated(parityCase.name))
  for (const parityCase of cases) {
    test(parityCase.name, async () => assert.equal(await simulateCase(parityCase), []))
  }
  test('all of them were compared', () => {
    process.stdout.write(`\n${cases.length} of ${cases.length} scenarios were run on the simulated cluster\n`)
    assert.ok(cases.length > 60)
  })
}

test.run()
