// A recording as lines, one after another, as they come: from a file or standard input. Knows nothing of what they hold.
import { resolve } from 'node:path'
import { UsageError } from '../../errors.ts'
import type { Io } from '../../io.ts'
import { readLines } from '../../io/lines.ts'
import type { ReadLine } from '../../io/lines.ts'
import { TooMuch } from '../../io/read-all.ts'
import { openFile } from '../../io/read-file.ts'
import { RECORDING_HINT } from '../../sync/parse-event.ts'
import { unreadableReason } from '../unreadable.ts'

/** One line; numbers count from 1. */
export interface Line extends ReadLine {
  readonly number: number
}

/** The lines of a file, `-` is standard input; throws a UsageError when it cannot be read. */
export async function* readRecording(path: string, io: Io): AsyncGenerator<Line> {
  let number = 0
  try {
    for await (const { text, whole } of readLines(path === '-' ? io.stdin : readFile(path, io))) {
      number += 1
      yield { number, text: number === 1 ? text.replace(/^\uFEFF/, '') : text, whole }
    }
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error
    const message = `${path === '-' ? '<stdin>' : path}:${number + 1} cannot be read: ${error.message}`
    throw new UsageError(message, RECORDING_HINT)
  }
}

async function* readFile(path: string, io: Io): AsyncGenerator<Uint8Array> {
  try {
    const file = await openFile(resolve(io.cwd, path), io.signal)
    for await (const chunk of file) if (Buffer.isBuffer(chunk)) yield chunk
  } catch (error) {
    const { why, hint } = unreadableReason(error)
    throw new UsageError(`${path} cannot be read: ${why}`, hint)
  }
}
