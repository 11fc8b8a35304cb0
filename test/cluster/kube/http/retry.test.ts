import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseRetryAfter, retryDelay } from '../../../../src/cluster/kube/http/retry.ts'
import type { FailedAttempt } from '../../../../src/cluster/kube/http/retry.ts'

const test = suite('retry')

const FAILED: FailedAttempt = {
  attempt: 1,
  idempotent: true,
  status: undefined,
  retryAfterMs: undefined,
  neverProcessed: false,
  transient: false,
  answeredBefore: true,
}

const CASES: readonly { title: string; failed: Partial<FailedAttempt>; delay: number | undefined }[] = [
  { title: '404', failed: { status: 404 }, delay: undefined },
  { title: '500', failed: { status: 500 }, delay: undefined },
  { title: '500 with Retry-After', failed: { status: 500, retryAfterMs: 1000, idempotent: false }, delay: 1000 },
  { title: '429 without Retry-After', failed: { status: 429, idempotent: false }, delay: 100 },
  {
    title: 'an hour of Retry-After is cut to a minute',
    failed: { status: 429, retryAfterMs: 3_600_000 },
    delay: 60_000,
  },
  { title: '429 for the tenth time', failed: { status: 429, attempt: 10 }, delay: undefined },
  { title: '502 of a get', failed: { status: 502, attempt: 2 }, delay: 200 },
  { title: '502 of a create', failed: { status: 502, idempotent: false }, delay: undefined },
  { title: '504 once', failed: { status: 504 }, delay: 100 },
  { title: '504 twice', failed: { status: 504, attempt: 2 }, delay: undefined },
  { title: 'reset', failed: { transient: true, attempt: 3 }, delay: 400 },
  { title: 'reset four times', failed: { transient: true, attempt: 4 }, delay: undefined },
  { title: 'reset of a create', failed: { transient: true, idempotent: false }, delay: undefined },
  {
    title: 'refused connection, first of all',
    failed: { transient: true, neverProcessed: true, answeredBefore: false },
    delay: undefined,
  },
  {
    title: 'refused connection in between',
    failed: { transient: true, neverProcessed: true, attempt: 9 },
    delay: 4000,
  },
  { title: 'refused stream', failed: { neverProcessed: true, idempotent: false }, delay: 0 },
  { title: 'refused stream again', failed: { neverProcessed: true, attempt: 2 }, delay: 200 },
  { title: 'certificate, deadline', failed: {}, delay: undefined },
]

for (const { title, failed, delay } of CASES) {
  test(`${title}: ${delay === undefined ? 'given up' : `again after ${delay} ms`}`, () => {
    assert.is(retryDelay({ ...FAILED, ...failed }, 0), delay)
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
