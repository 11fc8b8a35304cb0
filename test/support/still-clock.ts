// A clock that stands still: who sleeps by it is woken by his signal only.
import type { Clock } from '../../src/cluster/port.ts'

/** Some moment of 2023, for ever. */
export const stillClock: Clock = {
  now: () => 1_700_000_000_000,
  sleep: (_milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) resolve()
      signal?.addEventListener('abort', () => resolve(), { once: true })
    }),
}
