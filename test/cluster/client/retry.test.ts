import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mayBeDone, parseRetryAfter, repeatOf, retryDelay } from '../../../src/cluster/client/retry.ts'
import type { FailedAttempt, Repeat, Writing } from '../../../src/cluster/client/retry.ts'

const test = suite('retry')

const FAILED: FailedAttempt = {
  attempt: 1,
  repeat: 'read',
  status: undefined,
  retryAfterMs: undefined,
  failure: 'final',
  answeredBefore: true,
}

const CASES: readonly { title: string; failed: Partial<FailedAttempt>; delay: number | undefined }[] = [
  { title: '404', failed: { status: 404, failure: 'answered' }, delay: undefined },
  { title: '401 of a create', failed: { status: 401, failure: 'answered', repeat: 'look' }, delay: 100 },
  { title: '401 twice', failed: { status: 401, failure: 'answered', attempt: 2 }, delay: undefined },
  { title: '429 without Retry-After', failed: { status: 429, failure: 'answered', repeat: 'look' }, delay: 100 },
  {
    title: 'an hour of Retry-After is cut to a minute',
    failed: { status: 429, failure: 'answered', retryAfterMs: 3_600_000 },
    delay: 60_000,
  },
  { title: '429 for the tenth time', failed: { status: 429, failure: 'answered', attempt: 10 }, delay: undefined },
  { title: '500 that stays', failed: { status: 500, failure: 'final' }, delay: undefined },
  { title: 'HTML with 200', failed: { status: 200, failure: 'answered' }, delay: 100 },
  {
    title: 'refused connection, first of all',
    failed: { failure: 'no-connection', answeredBefore: false },
    delay: undefined,
  },
  { title: 'refused connection in between', failed: { failure: 'no-connection', attempt: 9 }, delay: 4000 },
  { title: 'refused stream of a create', failed: { failure: 'refused-stream', repeat: 'look' }, delay: 0 },
  { title: 'refused stream again', failed: { failure: 'refused-stream', attempt: 2 }, delay: 200 },
  { title: 'certificate', failed: {}, delay: undefined },
]

for (const { title, failed, delay } of CASES) {
  test(`${title}: ${delay === undefined ? 'given up' : `again after ${delay} ms`}`, () => {
    assert.is(retryDelay({ ...FAILED, ...failed }, 0), delay)
  })
}

interface Outcome {
  readonly title: string
  readonly failed: Pick<FailedAttempt, 'failure'> & Partial<Pick<FailedAttempt, 'status' | 'retryAfterMs'>>
  /** How often what leaves no trace, or does the same twice, is sent. */
  readonly safe: number
  /** How often a write is sent whose caller has to look first. */
  readonly look: number
  /** Whether such a write may have been carried out. */
  readonly unsure: boolean
}

const OUTCOMES: readonly Outcome[] = [
  { title: 'refused connection', failed: { failure: 'no-connection' }, safe: 10, look: 10, unsure: false },
  { title: 'broken before it was sent', failed: { failure: 'unsent' }, safe: 4, look: 4, unsure: false },
  { title: 'refused stream', failed: { failure: 'refused-stream' }, safe: 5, look: 5, unsure: false },
  { title: 'broken connection', failed: { failure: 'broken' }, safe: 4, look: 1, unsure: true },
  { title: 'no answer in time', failed: { failure: 'gave-up' }, safe: 1, look: 1, unsure: true },
  { title: '200 that is not JSON', failed: { failure: 'answered', status: 200 }, safe: 3, look: 1, unsure: true },
  { title: 'an answer that is cut off', failed: { failure: 'garbage' }, safe: 3, look: 1, unsure: true },
  { title: '401', failed: { failure: 'answered', status: 401 }, safe: 2, look: 2, unsure: false },
  { title: '403', failed: { failure: 'answered', status: 403 }, safe: 1, look: 1, unsure: false },
  { title: '409', failed: { failure: 'answered', status: 409 }, safe: 1, look: 1, unsure: false },
  { title: '429', failed: { failure: 'answered', status: 429 }, safe: 10, look: 10, unsure: false },
  { title: '500', failed: { failure: 'answered', status: 500 }, safe: 3, look: 1, unsure: true },
  {
    title: '500 with Retry-After',
    failed: { failure: 'answered', status: 500, retryAfterMs: 5 },
    safe: 10,
    look: 1,
    unsure: true,
  },
  { title: '502', failed: { failure: 'answered', status: 502 }, safe: 5, look: 1, unsure: true },
  { title: '503', failed: { failure: 'answered', status: 503 }, safe: 5, look: 1, unsure: true },
  { title: '504', failed: { failure: 'answered', status: 504 }, safe: 2, look: 1, unsure: true },
]

for (const { title, failed, safe, look, unsure } of OUTCOMES) {
  test(`${title}: ${safe} sendings where it does no harm, ${look} of what may come twice`, () => {
    const base = { ...FAILED, ...failed }
    assert.equal([sendings({ ...base, repeat: 'read' }), sendings({ ...base, repeat: 'same' })], [safe, safe])
    assert.is(sendings({ ...base, repeat: 'look' }), look)
    assert.equal([mayBeDone({ ...base, repeat: 'look' }), mayBeDone({ ...base, repeat: 'same' })], [unsure, unsure])
    assert.is(mayBeDone({ ...base, repeat: 'read' }), false)
    assert.ok(!unsure || look === 1, 'what may have been carried out is never sent again blindly')
  })
}

const WRITINGS: readonly [Writing, Repeat][] = [
  [{ verb: 'create', bound: 'absent', dryRun: false }, 'look'],
  [{ verb: 'create', bound: 'absent', dryRun: true }, 'read'],
  [{ verb: 'apply', bound: 'absent', dryRun: false }, 'look'],
  [{ verb: 'apply', bound: 'nothing', dryRun: false }, 'look'],
  [{ verb: 'apply', bound: 'version', dryRun: false }, 'look'],
  [{ verb: 'apply', bound: 'uid', dryRun: false }, 'same'],
  [{ verb: 'apply', bound: 'nothing', dryRun: true }, 'read'],
  [{ verb: 'change', bound: 'nothing', dryRun: false }, 'same'],
  [{ verb: 'change', bound: 'version', dryRun: false }, 'look'],
  [{ verb: 'delete', bound: 'uid', dryRun: false }, 'same'],
  [{ verb: 'delete', bound: 'nothing', dryRun: false }, 'look'],
  [{ verb: 'delete', bound: 'nothing', dryRun: true }, 'read'],
]

for (const [writing, repeat] of WRITINGS) {
  test(`${writing.dryRun ? 'dry run of ' : ''}${writing.verb}, bound to ${writing.bound}: ${repeat}`, () => {
    assert.is(repeatOf(writing), repeat)
  })
}

test('Retry-After is seconds or a date', () => {
  const now = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT')
  assert.is(parseRetryAfter('2', now), 2000)
  assert.is(parseRetryAfter('0', now), 0)
  assert.is(parseRetryAfter('Wed, 21 Oct 2026 07:28:05 GMT', now), 5000)
  assert.is(parseRetryAfter('Wed, 21 Oct 2026 07:27:00 GMT', now), 0)
  for (const header of [undefined, '', 'soon']) assert.is(parseRetryAfter(header, now), undefined)
})

test.run()

function sendings(failed: FailedAttempt): number {
  let attempt = 1
  while (retryDelay({ ...failed, attempt }, 0) !== undefined) attempt += 1
  return attempt
}
