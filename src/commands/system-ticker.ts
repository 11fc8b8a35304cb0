// The ticker of a run's presenter, in real time.
import type { Ticker } from '../report/presenter.ts'

/** Calls back as time goes by; never keeps the process alive by itself. */
export const systemTicker: Ticker = (milliseconds, callback) => {
  const timer = setInterval(callback, milliseconds)
  timer.unref()
  return () => clearInterval(timer)
}
