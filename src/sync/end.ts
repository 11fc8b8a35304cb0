// How a sync ended, before it is told.
import { EXIT_CODES } from '../errors.ts'
import type { HooksyncError } from '../errors.ts'
import { defined } from '../object/defined.ts'
import type { EndReason, SyncEventBody } from './events.ts'

/** How a sync ended. */
export interface End {
  readonly phase: 'Succeeded' | 'Failed' | 'Error'
  readonly message: string
  /** What to do about it, where somebody knows. */
  readonly hint?: string
  readonly reason: EndReason
  readonly signal?: string
}

/** What still goes on in the cluster when a run breaks off. */
export type BrokenOff = Pick<
  Extract<SyncEventBody, { readonly type: 'interrupted' }>,
  'stillRunning' | 'blockers' | 'leaving'
>

type Interruption = BrokenOff & Pick<Extract<SyncEventBody, { readonly type: 'interrupted' }>, 'syncFail'>

/** Why a signal is aborted when the lock is lost: nothing may be written from then on. */
export class LockLost {
  readonly message: string
  /** Whose doing it is: somebody's who has taken or deleted it, or the server's, which did not let it be renewed. */
  readonly cause: 'taken' | 'server'

  constructor(message: string, cause: LockLost['cause']) {
    this.message = message
    this.cause = cause
  }

  /** As text, which is what it says. */
  toString(): string {
    return this.message
  }
}

/** The end of a run that cannot go by what is recorded of its application; a diagnostic says why. */
export const UNUSABLE_INVENTORY: End = {
  phase: 'Failed',
  message: 'the inventory of the application cannot be used',
  reason: 'invalid',
}

/** The end of a sync that a signal stopped. */
export function interruptedEnd(signal: AbortSignal): End {
  if (signal.reason instanceof LockLost) {
    const { message, cause } = signal.reason
    return cause === 'taken'
      ? { phase: 'Failed', message, reason: 'lock-lost' }
      : { phase: 'Error', message, reason: 'cluster' }
  }
  const name = interruptionName(signal)
  return { phase: 'Failed', message: 'Operation terminated', reason: 'interrupted', signal: name }
}

/** The name of the signal that stopped it; any reason that is not one counts as SIGTERM, and a lost lock as none. */
export function interruptionName({ reason }: AbortSignal): string {
  if (reason instanceof LockLost) return ''
  return typeof reason === 'string' ? reason : 'SIGTERM'
}

/** The end of a sync that cannot go on: another run has its lock, or the cluster does not do its part. */
export function errorEnd({ message, hint, exitCode }: HooksyncError): End {
  const said = { message, ...defined({ hint }) }
  if (exitCode === EXIT_CODES.locked) return { phase: 'Failed', ...said, reason: 'locked' }
  return { phase: 'Error', ...said, reason: 'cluster' }
}

/** The end of a run that an error ended before its operation began. */
export function endOfError(error: HooksyncError, signal: AbortSignal): End {
  switch (error.exitCode) {
    case EXIT_CODES.usage:
    case EXIT_CODES.invalid:
      return { ...errorEnd(error), phase: 'Failed', reason: 'invalid' }
    case EXIT_CODES.timeout:
      return timeoutEnd(error.message)
    case EXIT_CODES.hungUp:
    case EXIT_CODES.interrupted:
    case EXIT_CODES.terminated:
      return interruptedEnd(signal)
    default:
      return errorEnd(error)
  }
}

/** The end of a sync whose time is up; `waited` says what it waited for, if for anything. */
export function timeoutEnd(waited: string): End {
  return { phase: 'Failed', message: waited === '' ? 'time is up' : waited, reason: 'timeout' }
}

/** What is told of such an end; of a signal also where its SyncFail hooks are. */
export function interruptionEvent({ reason, message, signal = '' }: End, told: Interruption): SyncEventBody {
  if (reason === 'interrupted') return { type: 'interrupted', signal, ...told }
  const { syncFail: _, ...rest } = told
  return { type: reason === 'cluster' ? 'cluster-lost' : 'lock-lost', message, ...rest }
}
