// The machine's clock, as the port's Clock.
import type { Clock } from '../port.ts'
import { onAbort } from '../on-abort.ts'

/** Real time. */
export const systemClock: Clock = {
  // Counted on from when the process began: a machine whose clock is set anew must not end a wait, or make one endless.
  now: () => Math.floor(performance.timeOrigin + performance.now()),
  wall: () => Date.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      let stopWaiting: () => void = () => undefined
      const done = (): void => {
        clearTimeout(timer)
        stopWaiting()
        resolve()
      }
      const timer = setTimeout(done, milliseconds)
      stopWaiting = onAbort(signal, done)
    }),
}
