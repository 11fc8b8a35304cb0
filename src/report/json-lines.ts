// Events as JSON, one a line: the union as it is, for scripts and recordings. Adds nothing.
import type { Output } from '../io.ts'
import type { Presenter } from './presenter.ts'
import { sanitizeJson } from '../guard/escape.ts'

/** A presenter that writes each event as one line of JSON. */
export function createJsonLinesPresenter(output: Pick<Output, 'write'>): Presenter {
  return {
    event: (event) => output.write(`${sanitizeJson(JSON.stringify(event))}\n`),
    end: () => {},
  }
}
