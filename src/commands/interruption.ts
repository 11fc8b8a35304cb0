// What a signal means while nothing has been written: stop waiting, end with the signal's exit code.
import { EXIT_CODES, HooksyncError } from '../errors.ts'
import type { ExitCode } from '../errors.ts'

/** The exit code for a signal's name. */
export function exitCodeOfSignal(signal: unknown): ExitCode {
  return signal === 'SIGINT' ? EXIT_CODES.interrupted : EXIT_CODES.terminated
}

/** The promise's value, unless a signal comes first. */
export async function untilSignal<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = (): void => {}
  const interrupted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(interruption(signal))
  })
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([promise, interrupted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

function interruption(signal: AbortSignal): HooksyncError {
  return new HooksyncError(`${String(signal.reason)}: ended before anything was written`, {
    exitCode: exitCodeOfSignal(signal.reason),
  })
}
