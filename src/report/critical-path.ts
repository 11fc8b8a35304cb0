// Which tasks a run took as long as it did because of: from its end backwards, each time the last that ended before. Pure.
import type { Span, TaskBar } from './bars.ts'

/** A task that was run. */
type RunBar = TaskBar & { readonly span: Span }

/** A run and how it ended. */
interface RunEnd {
  readonly span: Span
  /** Whether it was broken off while it waited: then what never ended held it up. */
  readonly brokenOff: boolean
}

/** The tasks on the critical path, in the order of time. A task that nobody waited for, or that took no time, holds nothing up. */
export function markCriticalPath(bars: readonly TaskBar[], { span: run, brokenOff }: RunEnd): readonly RunBar[] {
  const held = bars.filter(isHeld)
  const path: RunBar[] = []
  let from = run.end
  for (;;) {
    const next = latestBefore(held, from, brokenOff && path.length === 0)
    if (next === undefined) break
    path.unshift({ ...next, critical: true })
    from = next.span.start
  }
  return path
}

function isHeld(bar: TaskBar): bar is RunBar {
  return (
    bar.span !== undefined && bar.outcome !== 'written' && bar.outcome !== 'not run' && bar.span.end > bar.span.start
  )
}

/** Of those that ended together the one that began first took the run longest. */
function latestBefore(bars: readonly RunBar[], from: number, withUnfinished: boolean): RunBar | undefined {
  return bars
    .filter(({ span, outcome }) => span.end <= from && (withUnfinished || outcome !== 'unfinished'))
    .reduce<RunBar | undefined>((best, bar) => {
      if (best === undefined || bar.span.end > best.span.end) return bar
      return bar.span.end === best.span.end && bar.span.start < best.span.start ? bar : best
    }, undefined)
}
