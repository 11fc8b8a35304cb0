// How a sync ended, before it is told.
import type { EndReason } from './events.ts'

/** How a sync ended. */
export interface End {
  readonly phase: 'Succeeded' | 'Failed' | 'Error'
  readonly message: string
  readonly reason: EndReason
  readonly signal?: string
}

/** The end of a sync that a signal stopped. */
export function interruptedEnd(signal: AbortSignal): End {
  const name = typeof signal.reason === 'string' ? signal.reason : 'SIGTERM'
  return { phase: 'Failed', message: 'Operation terminated', reason: 'interrupted', signal: name }
}

/** The end of a sync whose time is up; `waited` says what it waited for, if for anything. */
export function timeoutEnd(waited: string): End {
  return { phase: 'Failed', message: waited === '' ? 'time is up' : waited, reason: 'timeout' }
}
