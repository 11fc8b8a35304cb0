// What a signal, or the end of the time, means while nothing has been written: stop waiting, and end with its exit code.
import { onAbort } from '../cluster/on-abort.ts'
import { EXIT_CODES, exitCodeOfSignal, HooksyncError } from '../errors.ts'
import { formatDuration } from '../report/duration.ts'

/** The reason of a signal that the end of --timeout has aborted. */
export class TimeUp {
  readonly milliseconds: number

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds
  }
}

/** The promise's value, unless the signal comes first; `waits` says then what has not come yet, as a sentence. */
export async function untilSignal<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  waits: () => string | undefined = () => undefined,
): Promise<T> {
  let stopWaiting = (): void => {}
  const interrupted = new Promise<never>((_resolve, reject) => {
    stopWaiting = onAbort(signal, () => reject(interruption(signal, waits())))
  })
  try {
    return await Promise.race([promise, interrupted])
  } finally {
    stopWaiting()
  }
}

function interruption({ reason }: AbortSignal, waited: string | undefined): HooksyncError {
  if (reason instanceof TimeUp) {
    const why = waited === undefined ? '' : `: ${waited}`
    return new HooksyncError(`out of time after ${formatDuration(reason.milliseconds)}${why}`, {
      exitCode: EXIT_CODES.timeout,
      hint: 'nothing was written; --timeout gives more time',
    })
  }
  return new HooksyncError(`${String(reason)}: ended before anything was written`, {
    exitCode: exitCodeOfSignal(reason),
  })
}
