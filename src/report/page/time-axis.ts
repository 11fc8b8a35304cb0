// Where a moment stands on the time axis of a drawing, and which moments are named there. Pure.
import { formatDuration } from '../duration.ts'
import type { Span } from '../bars.ts'

/** A moment that is named on the axis. */
export interface Tick {
  /** Of the whole width, 0 to 1. */
  readonly at: number
  readonly label: string
}

/** A bar on the axis, in parts of the whole width. */
export interface Extent {
  readonly from: number
  readonly width: number
}

const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30]

const MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 240, 720, 1440]

const STEPS_MS = [...SECONDS.map((s) => s * 1000), ...MINUTES.map((m) => m * 60_000)]

/** The moments that are named: the beginning, and at most `most` more at round distances from it. */
export function axisTicks(run: Span, most: number): readonly Tick[] {
  const total = run.end - run.start
  if (total <= 0) return [{ at: 0, label: '0s' }]
  const step = STEPS_MS.find((candidate) => total / candidate <= most) ?? Math.ceil(total / most)
  const ticks: Tick[] = []
  for (let time = 0; time <= total; time += step) {
    ticks.push({ at: time / total, label: time === 0 ? '0s' : tickLabel(time) })
  }
  return ticks
}

/** Where a bar stands; nothing of it outside of the run. */
export function extentOf(run: Span, { start, end }: Span): Extent {
  const total = run.end - run.start
  if (total <= 0) return { from: 0, width: 0 }
  const from = clamp((start - run.start) / total)
  return { from, width: clamp((end - run.start) / total) - from }
}

function clamp(part: number): number {
  return Math.min(1, Math.max(0, part))
}

/** Round times without needless decimals: `5s`, `1m`, `1m30s`. */
function tickLabel(milliseconds: number): string {
  return formatDuration(milliseconds)
    .replace(/\.0s$/, 's')
    .replace(/(?<=\d[mh])00[sm]$/, '')
}
