// Shows what the renderer writes into a file while it writes it. Knows nothing of what is told.
import { closeSync, openSync, readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import type { Output } from '../../io.ts'
import type { Ticker } from '../../report/presenter.ts'

/** Often enough for people. */
const INTERVAL_MS = 100

/** Shows the file's text as it grows; the file is made so that it is there. */
export function tailProgress(path: string, output: Output, ticker: Ticker) {
  const fd = openSync(path, 'a+', 0o600)
  const decoder = new StringDecoder('utf8')
  const chunk = Buffer.alloc(65_536)
  let place = 0
  const show = (): void => {
    for (;;) {
      const count = readSync(fd, chunk, 0, chunk.length, place)
      if (count === 0) return
      place += count
      output.write(decoder.write(chunk.subarray(0, count)))
    }
  }
  const stop = ticker(INTERVAL_MS, show)
  return {
    /** Shows what has come since. */
    show,
    /** Shows the rest. */
    close: (): void => {
      stop()
      show()
      closeSync(fd)
    },
  }
}
