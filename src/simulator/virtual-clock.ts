// Virtual time: it stands still while the program works and jumps to the next timer when the program is idle.
import { onAbort } from '../cluster/on-abort.ts'
import type { Clock } from '../cluster/port.ts'

/** A clock that moves by its timers only. */
export interface VirtualClock extends Clock {
  /** Calls back after so many milliseconds; the function given back calls it off. */
  schedule(milliseconds: number, callback: () => void): () => void
  /** Says that somebody waits for what scheduled callbacks will do, until the function given back is called. */
  hold(): () => void
}

interface Timer {
  readonly at: number
  readonly sequence: number
  readonly callback: () => void
}

/** Ticks of the event loop without any new work after which the program counts as idle. */
const IDLE_TICKS = 2

/** 2026-01-01T00:00:00Z */
const DEFAULT_START = 1_767_225_600_000

/**
 * Makes a virtual clock. Time only moves while somebody sleeps or holds it: callbacks alone never keep a process
 * alive. With `speed` a pause takes its real length divided by it; without, no time at all.
 */
export function createVirtualClock(start = DEFAULT_START, options: { readonly speed?: number } = {}): VirtualClock {
  const timers = new Map<number, Timer>()
  let now = start
  let sequence = 0
  let holders = 0
  let cancelArmed: (() => void) | undefined

  const rearm = (): void => {
    cancelArmed?.()
    cancelArmed = undefined
    const next = earliest(timers)
    if (next === undefined || holders === 0) return
    const realDelay = options.speed === undefined ? undefined : (next.at - now) / options.speed
    cancelArmed = whenIdle(realDelay, () => {
      cancelArmed = undefined
      timers.delete(next.sequence)
      now = Math.max(now, next.at)
      next.callback()
      rearm()
    })
  }

  const schedule = (milliseconds: number, callback: () => void): (() => void) => {
    const timer = { at: now + Math.max(0, milliseconds), sequence: (sequence += 1), callback }
    const wasEarliest = earliest(timers)
    timers.set(timer.sequence, timer)
    if (cancelArmed === undefined || wasEarliest === undefined || timer.at < wasEarliest.at) rearm()
    return () => {
      if (timers.delete(timer.sequence)) rearm()
    }
  }

  const hold = (): (() => void) => {
    holders += 1
    if (holders === 1) rearm()
    let held = true
    return () => {
      if (!held) return
      held = false
      holders -= 1
      if (holders === 0) rearm()
    }
  }

  return {
    now: () => now,
    sleep: (milliseconds, signal) => sleep({ schedule, hold }, milliseconds, signal),
    schedule,
    hold,
  }
}

function sleep(
  clock: Pick<VirtualClock, 'schedule' | 'hold'>,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve()
  return new Promise((resolve) => {
    const release = clock.hold()
    const finish = (): void => {
      cancel()
      stopWaiting()
      release()
      resolve()
    }
    const cancel = clock.schedule(milliseconds, finish)
    const stopWaiting = onAbort(signal, finish)
  })
}

function earliest(timers: ReadonlyMap<number, Timer>): Timer | undefined {
  let found: Timer | undefined
  for (const timer of timers.values()) {
    if (found === undefined || timer.at < found.at) found = timer
  }
  return found
}

/** Calls back when the event loop came round so often: promises that were ready have been served by then. */
function whenIdle(realDelay: number | undefined, callback: () => void): () => void {
  let cancel = (): void => {}
  const tick = (left: number): void => {
    const handle = setImmediate(() => (left > 1 ? tick(left - 1) : callback()))
    cancel = () => clearImmediate(handle)
  }
  if (realDelay === undefined || realDelay < 1) {
    tick(IDLE_TICKS)
  } else {
    const handle = setTimeout(() => tick(IDLE_TICKS), realDelay)
    cancel = () => clearTimeout(handle)
  }
  return () => cancel()
}
