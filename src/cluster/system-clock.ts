// The machine's clock, as the port's Clock: the only one of the program.
import { onAbort } from './on-abort.ts'
import type { Clock } from './port.ts'

/** Milliseconds, counted on from when the process began: a machine whose clock is set anew must not end a wait, or make one endless. */
export function monotonicNow(): number {
  return Math.floor((beganAt ??= performance.timeOrigin) + performance.now())
}

/** Read once, for that takes a while, and not before anybody asks: it makes Node load ten more files. */
let beganAt: number | undefined

/** Real time. */
export const systemClock: Clock = {
  now: monotonicNow,
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
