// Whether and when a request is sent again. Pure: numbers in, milliseconds out.

/** A request that failed. */
export interface FailedAttempt {
  /** Counts from 1. */
  readonly attempt: number
  /** Sending it twice does what sending it once does. */
  readonly idempotent: boolean
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined
  readonly retryAfterMs: number | undefined
  /** The server has certainly not acted on it. */
  readonly neverProcessed: boolean
  /** The connection broke. */
  readonly transient: boolean
  /** The server has answered an earlier request, so that its address and name are right. */
  readonly answeredBefore: boolean
}

const MAX_ATTEMPTS = 10
const MAX_RETRY_AFTER_MS = 60_000
const MAX_BACKOFF_MS = 8_000

/** Milliseconds until the next attempt; undefined: give up. `random` is in [0, 1). */
export function retryDelay(failed: FailedAttempt, random: number): number | undefined {
  if (failed.attempt >= attemptsFor(failed)) return undefined
  if (failed.retryAfterMs !== undefined) return Math.min(failed.retryAfterMs, MAX_RETRY_AFTER_MS)
  // A stream that was refused by a leaving server goes to the next one at once.
  if (failed.neverProcessed && failed.attempt === 1) return 0
  return backoff(failed.attempt, random)
}

/** 100–200 ms, doubled with each attempt, up to 8 s; the jitter keeps many clients apart. */
export function backoff(attempt: number, random: number): number {
  return Math.round(Math.min(200 * 2 ** (attempt - 1), MAX_BACKOFF_MS) * (0.5 + random / 2))
}

/** Milliseconds of a Retry-After header: seconds or a date. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined || header.trim() === '') return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

function attemptsFor(failed: FailedAttempt): number {
  const { status } = failed
  if (status === undefined) return attemptsWithoutAnswer(failed)
  // Turned away at the door, so that even a create may come again (as client-go does: rest/with_retry.go).
  if (status === 429 || (status >= 500 && failed.retryAfterMs !== undefined)) return MAX_ATTEMPTS
  // A 504 has taken the server's 60 s already.
  if (status === 504) return failed.idempotent ? 2 : 1
  if (status === 502 || status === 503) return failed.idempotent ? 5 : 1
  return 1
}

function attemptsWithoutAnswer(failed: FailedAttempt): number {
  if (!failed.transient) return failed.neverProcessed ? 5 : 1
  if (failed.neverProcessed) return failed.answeredBefore ? MAX_ATTEMPTS : 1
  return failed.idempotent ? 4 : 1
}
