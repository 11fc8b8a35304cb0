// A run kept to be drawn as a whole when it has ended. Knows what is drawn, not how.
import { sanitizeEvent } from '../presenter.ts'
import type { Presenter } from '../presenter.ts'
import { addToTimeline, createTimeline, readTimeline } from '../timeline.ts'
import { drawSvg } from './draw-svg.ts'

/** What hears runs, one after another, and draws the last one. */
export interface Drawing {
  /** Begins a new run; the one before is forgotten. Its events are masked before. */
  readonly open: () => Presenter
  /** How many runs there were. */
  readonly runs: () => number
  /** The last run, as an SVG document. */
  readonly draw: () => string
}

/** A drawing of nothing. */
export function createDrawing(): Drawing {
  let timeline = createTimeline()
  let runs = 0
  return {
    open: () => {
      const own = createTimeline()
      timeline = own
      runs += 1
      return { event: (event) => addToTimeline(own, sanitizeEvent(event)), end: () => {} }
    },
    runs: () => runs,
    draw: () => drawSvg(readTimeline(timeline)),
  }
}
