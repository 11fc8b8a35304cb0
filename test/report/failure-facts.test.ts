// What a failure comes down to, each thing once.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Diagnosis } from '../../src/diagnose/diagnosis.ts'
import { failureDetails, failureInShort } from '../../src/report/failure-facts.ts'
import { saysAlso } from '../../src/report/says-also.ts'
import { task } from './build-events.ts'

const test = suite('failure facts')

const LONG = Array.from({ length: 60 }, (_, at) => `reason ${at}`).join(' ')
const CUT = `${LONG.slice(0, 380)}…`

test('a text says another whatever its line breaks, and a cut one by its beginning, but not by a few letters', () => {
  for (const [text, other, isSaid] of [
    ['no such\n table: a', 'such table', true],
    ['no such table', 'no such tables', false],
    [CUT, LONG, true],
    [`Ready=False: ${CUT}`, LONG, true],
    [`Ready=False: ${CUT}`, `other ${LONG}`, false],
    [CUT.slice(0, -1), LONG, false],
    ['it was cut at rea…', LONG, false],
    ['', '', true],
  ] as const) {
    assert.is(saysAlso(text, other), isSaid, `${text} / ${other}`)
  }
})

test('a cause that is cut for its length is told once, and so is the log that it ends with', () => {
  const told = (message: string, given: Partial<Diagnosis>): readonly string[] => {
    const diagnosis = { cause: CUT, pods: [], events: [], ...given }
    return failureDetails({ task: task('batch/Job shop/migrate'), outcome: 'Failed', message, diagnosis })
  }
  assert.equal(told(`not yet ← ${LONG}`, {}), [`cause: ${CUT}`, 'reason: not yet'])
  assert.equal(told(LONG, { cause: `Ready=False: ${CUT}` }), [`cause: Ready=False: ${CUT}`])
  const ran = { name: 'main', init: false, state: 'terminated', exitCode: 3, restarts: 0, logLines: [LONG] } as const
  const pods = [{ name: 'p', phase: 'Failed', containers: [ran] }]
  const cause = `container "main" exited with code 3: ${LONG.slice(0, 360)}…`
  assert.equal(told('no', { pods, cause }), [`cause: ${cause}`, 'reason: no'])
})

test('what is given up by a limit is said in few words below its cause, for its line has said it whole', () => {
  const message =
    'its image could not be pulled for 5s: given up, limit image-pull=5s (change it with --fail-fast, or hooksync.dev/fail-fast on it)'
  const givenUp = { by: 'fail-fast', words: 'given up, limit image-pull=5s (--fail-fast)' } as const
  const diagnosis = { cause: 'ErrImagePull: no such image', pods: [], events: [] }
  const failure = { task: task('batch/Job shop/migrate'), outcome: 'Failed', message, givenUp, diagnosis } as const
  assert.equal(failureDetails(failure), ['cause: ErrImagePull: no such image', `reason: ${givenUp.words}`])
  // The cause itself is what a last line has room for.
  assert.is(failureInShort(failure), 'ErrImagePull: no such image')
})

test.run()
