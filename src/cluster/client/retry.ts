// Whether and when a request is sent again: one table. Pure; numbers in, milliseconds out.
import type { ClusterErrorReason, RequestFailure } from '../../errors.ts'

/**
 * What sending a request twice does, when the first sending may have been carried out. `read`: no trace, as of a dry run.
 * `same`: what once does. `look`: it may do it a second time, or be refused by what it has done itself; so it is sent once,
 * and whoever asked looks first: for the object that it was to make (src/sync/act/send-once.ts), or for the newest version.
 */
export type Repeat = 'read' | 'same' | 'look'

/** A write, as far as that matters for sending it again. */
export interface Writing {
  /** `apply` is a server-side apply, `change` any other patch or a replacement. */
  readonly verb: 'create' | 'apply' | 'change' | 'delete'
  readonly dryRun: boolean
  /** What the server holds it to: the object's absence, its uid or its version; `nothing`: whatever is there. */
  readonly bound: 'absent' | 'uid' | 'version' | 'nothing'
}

/** What an answer's status says. */
type StatusTrouble =
  /** 429, or a 401: refused before it was looked at. */
  | 'turned-away'
  | 'unauthorized'
  /** A 5xx that says when to come again. */
  | 'come-again'
  | 'server-error'
  /** 502, 503: mostly of something that stands between. */
  | 'unavailable'
  /** 504, after the server's 60 s. */
  | 'took-too-long'
  /** An answer that cannot be read. */
  | 'garbage'

/** What went wrong with one sending. */
type Trouble = StatusTrouble | Exclude<RequestFailure, 'answered'>

/** A request that failed. */
export interface FailedAttempt {
  /** Counts from 1. */
  readonly attempt: number
  readonly repeat: Repeat
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined
  readonly retryAfterMs: number | undefined
  readonly failure: RequestFailure
  /** The server has answered an earlier request, so that its address and name are right. */
  readonly answeredBefore: boolean
}

/** How often a request is sent at most. `look` stands at 1 wherever it may have been carried out. */
const ATTEMPTS: Readonly<Record<Trouble, Readonly<Record<Repeat, number>>>> = {
  'turned-away': { read: 10, same: 10, look: 10 },
  unauthorized: { read: 2, same: 2, look: 2 },
  'no-connection': { read: 10, same: 10, look: 10 },
  'refused-stream': { read: 5, same: 5, look: 5 },
  unsent: { read: 4, same: 4, look: 4 },
  'come-again': { read: 10, same: 10, look: 1 },
  'server-error': { read: 3, same: 3, look: 1 },
  unavailable: { read: 5, same: 5, look: 1 },
  'took-too-long': { read: 2, same: 2, look: 1 },
  garbage: { read: 3, same: 3, look: 1 },
  broken: { read: 4, same: 4, look: 1 },
  'gave-up': { read: 1, same: 1, look: 1 },
  final: { read: 1, same: 1, look: 1 },
}

const MAX_RETRY_AFTER_MS = 60_000
const MAX_BACKOFF_MS = 8_000

/** What an error of ours means that says no more; all others stay as they are when the request is sent again. */
export const FAILURE_BY_REASON: { readonly [R in ClusterErrorReason]?: RequestFailure } = {
  Unreachable: 'no-connection',
  BadAnswer: 'garbage',
  Timeout: 'gave-up',
  Aborted: 'gave-up',
}

/** Reasons for which a server may be out of reach for a while; all others are answers of a server that is there. */
export const PASSING: ReadonlySet<ClusterErrorReason> = new Set([
  'Unreachable',
  'Timeout',
  'ServerError',
  'TooManyRequests',
  'BadAnswer',
])

/** What a write that is sent twice does. */
export function repeatOf({ verb, dryRun, bound }: Writing): Repeat {
  if (dryRun) return 'read'
  switch (verb) {
    case 'create':
      return 'look'
    case 'apply':
      // A Job that deletes itself may have come, run and gone: an apply that makes it again runs it twice.
      return bound === 'uid' ? 'same' : 'look'
    case 'change':
      // Its own first sending has moved the version on.
      return bound === 'version' ? 'look' : 'same'
    case 'delete':
      // By its name alone, the second sending may meet another object.
      return bound === 'uid' ? 'same' : 'look'
    default:
      return verb satisfies never
  }
}

/** Milliseconds until the next attempt; undefined: give up. `random` is in [0, 1). */
export function retryDelay(failed: FailedAttempt, random: number): number | undefined {
  const trouble = troubleOf(failed)
  // A server that never answered is more likely not there than restarting.
  const attempts = trouble === 'no-connection' && !failed.answeredBefore ? 1 : ATTEMPTS[trouble][failed.repeat]
  if (failed.attempt >= attempts) return undefined
  if (failed.retryAfterMs !== undefined) return Math.min(failed.retryAfterMs, MAX_RETRY_AFTER_MS)
  // A stream that was refused by a leaving server goes to the next one at once.
  if (trouble === 'refused-stream' && failed.attempt === 1) return 0
  return backoff(failed.attempt, random)
}

/** Whether a write that failed like this may have been carried out all the same. */
export function mayBeDone(failed: Omit<FailedAttempt, 'attempt' | 'answeredBefore'>): boolean {
  const { repeat, status, failure } = failed
  if (repeat === 'read') return false
  if (failure === 'answered') return status === undefined || status < 300 || status >= 500
  return failure === 'garbage' || failure === 'broken' || failure === 'gave-up'
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

function troubleOf({ status, retryAfterMs, failure }: FailedAttempt): Trouble {
  if (failure !== 'answered') return failure
  if (status === undefined || status < 300) return 'garbage'
  if (status === 429) return 'turned-away'
  if (status === 401) return 'unauthorized'
  if (status < 500) return 'final'
  if (retryAfterMs !== undefined) return 'come-again'
  if (status === 502 || status === 503) return 'unavailable'
  return status === 504 ? 'took-too-long' : 'server-error'
}
