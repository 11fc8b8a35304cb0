// A fair sample of `npm run faults`: each kind of fault once, each moment at least once, on a real API server.
// time limit: 240 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withControlPlane } from '../support/control-plane.ts'
import { cells, MOMENTS } from './matrix/rows.ts'
import { runCells } from './matrix/run-cells.ts'
import { describeOutcome } from './matrix/table.ts'

const test = suite('faults')
const real = withControlPlane(test)

/** The slow ones first. */
const SAMPLE = [
  'events lost @ hook wait @ fresh',
  'gone for good @ hook wait @ fresh',
  'no answer, done @ hook create @ fresh',
  'silent to the end @ hook wait @ fresh',
  'gone for 3 s @ hook create (ttl 0) @ re-run',
  'lost answer @ hook create (ttl 0) @ fresh',
  'lost answer @ delete before creation @ re-run',
  'all answers lost @ hook create (ttl 0) @ fresh',
  '500 @ discovery @ fresh',
  '500, done @ hook create @ fresh',
  '503, done, come again @ PostSync @ fresh',
  '504 @ list @ fresh',
  '401 @ gate @ fresh',
  '401 always @ hook wait @ fresh',
  '429, come again @ write @ fresh',
  'a page of a proxy @ policy delete @ fresh',
  'garbage, done @ hook create @ fresh',
  'cut @ wait @ fresh',
  'GOAWAY, refused @ PostSync @ fresh',
  'ends by 410 @ hook wait @ re-run',
  'ends by an error @ wait @ fresh',
  'stale @ list @ re-run',
  'lost request @ lock @ fresh',
  'gone for good @ members @ delete',
  '500, done @ unlock @ fresh',
  '503 @ members @ prune',
  'lost answer @ inventory @ prune',
  'lost answer @ prune @ prune',
  '500, done @ PreDelete @ delete',
  'ends by an error @ PreDelete wait @ delete',
  'lost request @ deletion @ delete',
  'cut @ deletion wait @ delete',
  'lost answer @ PostDelete @ delete',
  'GOAWAY @ record @ delete',
]

const chosen = SAMPLE.flatMap((name) => cells().find((cell) => cell.name === name) ?? [])

test('the sample is of cells that there are, and has every moment', () => {
  assert.equal(
    chosen.map(({ name }) => name),
    SAMPLE,
  )
  const missing = MOMENTS.filter((moment) => !chosen.some((cell) => cell.moment === moment))
  assert.equal(missing, [])
})

real('whatever goes wrong: the undisturbed end, or the right exit code and message; each hook once', async (plane) => {
  const outcomes = await runCells(plane, chosen, { jobs: 6 })
  const bad = outcomes.filter(({ faults }) => faults.length > 0)
  assert.is(bad.length, 0, bad.map((outcome) => describeOutcome(outcome, true)).join('\n'))
})

test.run()
