// A saved run kept to be drawn as a whole when all of it is read: as a page, or its timeline alone.
import type { DrawingFormat } from '../output-format.ts'
import type { Presenter } from '../presenter.ts'
import { readTimeline } from '../timeline.ts'
import { drawPage } from './draw-page.ts'
import { drawSvg } from './draw-svg.ts'
import { createRunRecord, recording } from './run-record.ts'

/** What hears runs, one after another, and draws the last one. */
export interface Drawing {
  /** Begins a new run; the one before is forgotten. Its events are masked before. */
  readonly open: () => Presenter
  /** How many runs there were. */
  readonly runs: () => number
  /** The last run, as text that ends with a line end. */
  readonly draw: (format: DrawingFormat) => string
}

/** A drawing of nothing. */
export function createDrawing(): Drawing {
  let record = createRunRecord()
  let runs = 0
  return {
    open: () => {
      record = createRunRecord()
      runs += 1
      return recording(record)
    },
    runs: () => runs,
    draw: (format) => (format === 'svg' ? drawSvg(readTimeline(record.timeline), record.tally) : drawPage(record)),
  }
}
