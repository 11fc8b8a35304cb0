// What a failure comes down to, each thing once.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ContainerDiagnosis, Diagnosis } from '../../src/diagnose/diagnosis.ts'
import { failureDetails, failureInShort, logOfCause } from '../../src/report/failure-facts.ts'
import { saysAlso } from '../../src/report/says-also.ts'
import { countEvent, createTally } from '../../src/report/tally.ts'
import { events, task } from './build-events.ts'

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
  const causedBy = { pod: 'p', container: 'main' }
  assert.equal(told('no', { pods, cause, causedBy }), [`cause: ${cause}`, 'reason: no'])
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

/** Two pods of one StatefulSet: one without its image, one that crashes. */
const MIXED: Diagnosis = {
  cause: 'ImagePullBackOff: image "db:1" of container "db": 403 Forbidden',
  causedBy: { pod: 'db-0', container: 'db' },
  hint: 'check the name of the image',
  pods: [
    { name: 'db-0', phase: 'Pending', containers: [containerOf({ state: 'waiting', reason: 'ImagePullBackOff' })] },
    {
      name: 'db-1',
      phase: 'Running',
      containers: [
        containerOf({
          state: 'waiting',
          reason: 'CrashLoopBackOff',
          exitCode: 139,
          logLines: ['SIGSEGV in libfoo.so'],
        }),
      ],
    },
  ],
  events: [],
}

function containerOf(given: Partial<ContainerDiagnosis>): ContainerDiagnosis {
  return { name: 'db', init: false, state: 'running', restarts: 0, logLines: [], ...given }
}

test('of two pods that fail by different causes the exit code, the log and the last line are of the one that the cause is of', () => {
  const failure = {
    task: task('apps/StatefulSet shop/db'),
    outcome: 'Failed',
    message: 'no',
    diagnosis: MIXED,
  } as const
  assert.equal(failureDetails(failure), [`cause: ${MIXED.cause}`, 'reason: no', 'hint: check the name of the image'])
  assert.is(failureInShort(failure), MIXED.cause)
  assert.is(logOfCause(MIXED), undefined)

  const diagnosis = { ...MIXED, cause: 'CrashLoopBackOff: no luck', causedBy: { pod: 'db-1', container: 'db' } }
  assert.is(failureInShort({ ...failure, diagnosis }), 'CrashLoopBackOff, exit code 139 "SIGSEGV in libfoo.so"')
  assert.equal(logOfCause(diagnosis), { pod: 'db-1' })
})

test('what Argo CD says of a pod that failed is not told as a reason beside a cause with the same exit code', () => {
  const diagnosis = {
    cause: 'container "db" exited with code 5: final words',
    causedBy: { pod: 'naked', container: 'db' },
    pods: [{ name: 'naked', phase: 'Failed', containers: [containerOf({ state: 'terminated', exitCode: 5 })] }],
    events: [],
  }
  const message = 'container "db" failed with exit code 5'
  const failure = { task: task('Pod shop/naked'), outcome: 'Failed', message, diagnosis } as const
  assert.equal(failureDetails(failure), [`cause: ${diagnosis.cause}`])
})

test('a cause that is of no container has no log of one that ended well', () => {
  const done = containerOf({ name: 'migrate', state: 'terminated', exitCode: 0, logLines: ['up to date (42)'] })
  const diagnosis = {
    cause: 'container "migrate" has finished, but "proxy" still runs',
    pods: [{ name: 'p', phase: 'Running', containers: [done, containerOf({ name: 'proxy' })] }],
    events: [],
  }
  const tally = createTally()
  const job = task('batch/Job shop/migrate')
  const source = { pod: 'p', container: 'migrate' }
  const told = events(
    { type: 'log-line', ...job, ...source, line: 'up to date (42)' },
    { type: 'task-completed', ...job, outcome: 'Failed', message: 'not done' },
    { type: 'failure-diagnosed', ...job, diagnosis },
  )
  for (const event of told) countEvent(tally, event)
  const failure = tally.failures.get(job.task)
  assert.is(failure && failureInShort(failure), diagnosis.cause)
  assert.equal(failure && failureDetails(failure), [`cause: ${diagnosis.cause}`, 'reason: not done'])
})

test.run()
