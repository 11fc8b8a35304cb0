// The errors that we throw and the exit codes that they end in. Knows nothing about what happened.

/** Exit codes of the program; a contract with scripts (README, "Exit codes"). */
export const EXIT_CODES = {
  succeeded: 0,
  failed: 1,
  usage: 2,
  /** `plan --detailed-exitcode`: a sync would change something; wrong usage is 64 there. */
  changed: 2,
  usageOfPlan: 64,
  invalid: 3,
  cluster: 4,
  locked: 5,
  timeout: 6,
  bug: 70,
  /** All went well, but what it had to say could not be written. */
  output: 74,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const

/** One of the exit codes of the program. */
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES]

/** The exit code for a signal's name; any reason that is not one counts as SIGTERM. */
export function exitCodeOfSignal(signal: unknown): ExitCode {
  if (signal === 'SIGINT') return EXIT_CODES.interrupted
  return signal === 'SIGHUP' ? EXIT_CODES.hungUp : EXIT_CODES.terminated
}

/** An error whose message is meant for the user: one line, what · which · why, and `hint` says what to do. */
export class HooksyncError extends Error {
  override readonly name: string = 'HooksyncError'
  readonly exitCode: ExitCode
  readonly hint: string | undefined

  constructor(message: string, options: { exitCode: ExitCode; hint?: string; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.exitCode = options.exitCode
    this.hint = options.hint
  }
}

/** A wrong command line: exit code 2. */
export class UsageError extends HooksyncError {
  override readonly name = 'UsageError'

  constructor(message: string, hint?: string) {
    super(message, { exitCode: EXIT_CODES.usage, hint })
  }
}

/**
 * Why the cluster did not do it. `status` reasons are those of the API server's Status object
 * (Conflict, NotFound, Forbidden, Invalid, …); the others are ours: the request never got an answer.
 */
export type ClusterErrorReason =
  | 'BadRequest'
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'AlreadyExists'
  | 'Conflict'
  | 'Gone'
  | 'Invalid'
  | 'TooManyRequests'
  | 'Timeout'
  | 'ServerError'
  | 'Unreachable'
  | 'Certificate'
  | 'Config'
  | 'UnknownKind'
  | 'Aborted'
  | 'BadAnswer'

/** A field that another manager owns, as a server-side apply conflict names it. */
export interface FieldConflict {
  /** The manager's name, e.g. `kubectl-edit`. */
  readonly manager: string
  /** The field, as the API server writes it, e.g. `.spec.replicas`. */
  readonly field: string
}

/**
 * How a request failed, as far as that matters for sending it again. `answered`: the status says it; `garbage`: an answer
 * that cannot be read; `broken`: no answer came; `no-connection`, or one that broke before the request was on it: `unsent`;
 * `refused-stream`: turned away by a server that is leaving; `gave-up`: the caller's time for it was over; `final`: an
 * answer that would be the same again, or what stays, as a bad certificate.
 */
export type RequestFailure =
  | 'answered'
  | 'garbage'
  | 'broken'
  | 'no-connection'
  | 'unsent'
  | 'refused-stream'
  | 'gave-up'
  | 'final'

type ClusterErrorOptions = Pick<ClusterError, 'reason'> &
  Partial<Pick<ClusterError, 'status' | 'conflicts' | 'unsure' | 'failure' | 'retryAfterMs' | 'hint' | 'cause'>>

/** Everything that a cluster port throws. `message` is the server's own text where there is one. */
export class ClusterError extends HooksyncError {
  override readonly name = 'ClusterError'
  readonly reason: ClusterErrorReason
  /** HTTP status, undefined when there was no answer. */
  readonly status: number | undefined
  readonly conflicts: readonly FieldConflict[]
  /** Of a write: it may have been carried out all the same. */
  readonly unsure: boolean
  /** Undefined: reason and status say it. */
  readonly failure: RequestFailure | undefined
  /** When the server asked to come again, in milliseconds from then. */
  readonly retryAfterMs: number | undefined
  readonly #options: ClusterErrorOptions

  constructor(message: string, options: ClusterErrorOptions) {
    super(message, { ...options, exitCode: EXIT_CODES.cluster })
    this.#options = options
    this.reason = options.reason
    this.status = options.status
    this.conflicts = options.conflicts ?? []
    this.unsure = options.unsure ?? false
    this.failure = options.failure
    this.retryAfterMs = options.retryAfterMs
  }

  /** The same error in other words. */
  saying(message: string): ClusterError {
    return this.#but({}, message)
  }

  /** The same error of a write that may have been carried out all the same. */
  asUnsure(): ClusterError {
    return this.#but({ unsure: true })
  }

  /** The same error with what a retry needs to know. */
  failing(failure: RequestFailure, retryAfterMs?: number): ClusterError {
    return this.#but({ failure, retryAfterMs })
  }

  #but(change: Partial<ClusterErrorOptions>, message = this.message): ClusterError {
    return new ClusterError(message, { ...this.#options, ...change })
  }
}

/** For a promise's catch: what stands for its answer at a ClusterError, of one of these reasons if any are named. */
export function onClusterError<T>(
  instead: (error: ClusterError) => T,
  ...reasons: readonly ClusterErrorReason[]
): (error: unknown) => T {
  return (error) => {
    if (!(error instanceof ClusterError) || (reasons.length > 0 && !reasons.includes(error.reason))) throw error
    return instead(error)
  }
}

/** The code of one of Node's errors, such as `ENOENT`; undefined for any other. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}

/** The words of what was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** What was thrown, as lines for people: what happened, then what to do. What none of us threw on purpose is a bug, and says so. */
export function explainError(error: unknown): readonly string[] {
  if (error instanceof HooksyncError) return [error.message, ...(error.hint === undefined ? [] : [error.hint])]
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return [`this is a fault of kubectl-hooksync: ${trace}`]
}
