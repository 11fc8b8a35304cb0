// Runs events through the plain presenter without colours.
import { createPlainPresenter } from '../../src/report/plain.ts'
import { createStyle } from '../../src/report/style.ts'
import type { SyncEvent } from '../../src/sync/events.ts'
import { manualTicker, memoryOutput } from './build-events.ts'

/** All that is written for the events, in lines of so many columns. */
export function present(list: readonly SyncEvent[], detail: 'normal' | 'verbose' = 'normal', columns = 80): string {
  const output = memoryOutput()
  const presenter = createPlainPresenter({
    output,
    style: createStyle('plain'),
    detail,
    now: () => 0,
    ticker: manualTicker().ticker,
    waiting: 'told',
    columns: () => columns,
  })
  for (const event of list) presenter.event(event)
  presenter.end()
  return output.text
}

/** Lines as they are written. */
export function text(...lines: readonly string[]): string {
  return `${lines.join('\n')}\n`
}
