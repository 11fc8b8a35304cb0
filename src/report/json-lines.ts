// Events as JSON, one a line: the union as it is, for scripts and recordings. Adds nothing.
import type { Output } from '../io.ts'
import type { Presenter } from './presenter.ts'
import { sanitizeEvent } from './presenter.ts'
import { sanitizeJson } from '../guard/escape.ts'
import { giveEnding } from './end-line.ts'
import { countEvent, createTally } from './tally.ts'

/** A presenter that writes each event as one line of JSON. */
export function createJsonLinesPresenter(output: Pick<Output, 'write' | 'ending'>): Presenter {
  const tally = createTally()
  return {
    event: (raw) => {
      output.write(`${sanitizeJson(JSON.stringify(raw))}\n`)
      if (output.ending === undefined) return
      const event = sanitizeEvent(raw)
      countEvent(tally, event)
      giveEnding(output, event, tally)
    },
    end: () => {},
  }
}
