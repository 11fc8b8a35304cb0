// What a stop means: from a signal or the end of the time on, nothing is written, and nothing is waited for for long.
import type { Clock, Cluster } from '../cluster/port.ts'
import { ClusterError } from '../errors.ts'
import { onAbort } from '../cluster/on-abort.ts'

/** How long requests that are under way may take after a stop, in milliseconds. */
const GRACE_MS = 1000

/** The longest time that a timer takes (setTimeout). */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** When a sync has to stop. */
export interface Stop {
  /** Aborted by the user's signal or when time is up. */
  readonly signal: AbortSignal
  /** Calls the timer off. */
  close(): void
}

/** A stop at a signal or a deadline (in milliseconds since 1970), whichever comes first. */
export function createStop(interrupt: AbortSignal, clock: Clock, deadline: number): Stop {
  const stop = new AbortController()
  const timer = new AbortController()
  const forget = onAbort(interrupt, () => stop.abort())
  const runDown = async (): Promise<void> => {
    // A timer may be a moment early, and takes no more than some weeks.
    for (let left = deadline - clock.now(); left > 0 && !timer.signal.aborted; left = deadline - clock.now()) {
      await clock.sleep(Math.min(left, LONGEST_TIMER_MS), timer.signal)
    }
    if (!timer.signal.aborted) stop.abort()
  }
  void runDown()
  return {
    signal: stop.signal,
    close() {
      forget()
      timer.abort('over')
    },
  }
}

/** The same cluster, which refuses every write from the stop on. */
export function readOnlyAfter(cluster: Cluster, stop: AbortSignal): Cluster {
  const unlessStopped = async <T>(write: () => Promise<T>): Promise<T> => {
    if (stop.aborted) throw new ClusterError('stopped before it was sent', { reason: 'Aborted' })
    return write()
  }
  return {
    ...cluster,
    apply: (ref, object, options) => unlessStopped(() => cluster.apply(ref, object, options)),
    create: (ref, object, options) => unlessStopped(() => cluster.create(ref, object, options)),
    patch: (ref, patch, options) => unlessStopped(() => cluster.patch(ref, patch, options)),
    delete: (ref, options) => unlessStopped(() => cluster.delete(ref, options)),
  }
}

/**
 * The promise's value; undefined when the stop comes before it, and what fails after a stop does not matter any more.
 * With a clock it gets a moment to end after the stop: it may have sent something.
 */
export async function orStopped<T>(promise: Promise<T>, stop: AbortSignal, clock?: Clock): Promise<T | undefined> {
  let settle = (): void => undefined
  let forget = (): void => undefined
  const stopped = new Promise<undefined>((resolve) => {
    forget = onAbort(stop, () => {
      if (clock === undefined) return resolve(undefined)
      const settled = new AbortController()
      settle = () => settled.abort('settled')
      void clock.sleep(GRACE_MS, settled.signal).then(() => resolve(undefined))
    })
  })
  try {
    return await Promise.race([promise, stopped])
  } catch (error) {
    if (stop.aborted) return undefined
    throw error
  } finally {
    forget()
    settle()
  }
}
