// The real time: the clock of a run and the ticker of its presenter. The only timers of the program outside the kube adapter.
import type { Clock } from '../cluster/port.ts'
import type { Ticker } from '../report/presenter.ts'

/** The clock of the machine. */
export const systemClock: Clock = {
  // Counted on from when the process began: a machine whose clock is set anew must not end a wait, or make one endless.
  now: () => Math.floor(performance.timeOrigin + performance.now()),
  wall: () => Date.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve()
        return
      }
      const wake = (): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', wake)
        resolve()
      }
      const timer = setTimeout(wake, milliseconds)
      signal?.addEventListener('abort', wake, { once: true })
    }),
}

/** Calls back as time goes by; never keeps the process alive by itself. */
export const systemTicker: Ticker = (milliseconds, callback) => {
  const timer = setInterval(callback, milliseconds)
  timer.unref()
  return () => clearInterval(timer)
}
