// The time of a recording: at once, or as fast as somebody wants to look. Knows no files and no presenters.
import type { Clock } from '../cluster/port.ts'
import type { Ticker } from './presenter.ts'

/** The time that a presenter of recorded events lives in. */
export interface ReplayPace {
  /** The recorded time, milliseconds since 1970. */
  readonly now: () => number
  readonly ticker: Ticker
  /** Lets the time go on to that of the next event. */
  reach(at: number): Promise<void>
}

/** A longer gap in a recording is not a wait but a wrong clock; nobody is told of it second by second. */
const LONGEST_GAP_MS = 24 * 60 * 60_000

/** Node's timers end there. */
const LONGEST_SLEEP_MS = 2 ** 31 - 1

/** Waits for nothing; tickers tick as often as they would have. */
export function paceAtOnce(): ReplayPace {
  const tickers = new Set<{ readonly every: number; next: number; readonly callback: () => void }>()
  let now: number | undefined
  const jump = (at: number): void => {
    now = at
    for (const ticker of tickers) ticker.next = at + ticker.every
  }
  return {
    now: () => now ?? 0,
    ticker: (every, callback) => {
      const entry = { every, next: (now ?? 0) + every, callback }
      tickers.add(entry)
      return () => void tickers.delete(entry)
    },
    reach: async (at) => {
      if (now === undefined || at - now > LONGEST_GAP_MS) jump(at)
      for (const ticker of tickers) {
        for (; ticker.next <= at && tickers.has(ticker); ticker.next += ticker.every) {
          now = ticker.next
          ticker.callback()
        }
      }
      now = at
    },
  }
}

/** `speed` times as fast as it was; waits on the clock until the signal comes. */
export function paceAt(
  speed: number,
  world: { readonly clock: Clock; readonly ticker: Ticker },
  signal: AbortSignal,
): ReplayPace {
  const { clock, ticker } = world
  let base: { readonly at: number; readonly since: number } | undefined
  const now = (): number => (base === undefined ? 0 : base.at + (clock.now() - base.since) * speed)
  return {
    now,
    ticker,
    reach: async (at) => {
      const gap = base === undefined ? 0 : at - now()
      if (gap > 0) await clock.sleep(Math.min(gap / speed, LONGEST_SLEEP_MS), signal)
      base = { at, since: clock.now() }
    },
  }
}
