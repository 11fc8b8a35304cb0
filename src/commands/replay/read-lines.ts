// A file or standard input as lines, one after another, as they come. Knows nothing of what they hold.
import { resolve } from 'node:path'
import { UsageError } from '../../errors.ts'
import type { Io } from '../../io.ts'
import { openFile } from '../../io/read-file.ts'
import { unreadableReason } from '../unreadable.ts'

/** One line; numbers count from 1. */
export interface Line {
  readonly number: number
  readonly text: string
  /** false: the text ends without a line end, so the line may have been cut off. */
  readonly whole: boolean
}

/** The lines of a file, `-` is standard input; throws a UsageError when it cannot be read. */
export async function* readLines(path: string, io: Io): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8')
  let number = 0
  let rest = ''
  for await (const chunk of path === '-' ? io.stdin : readFile(path, io)) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = parts.pop() ?? ''
    for (const text of parts) yield { number: (number += 1), text: text.replace(/\r$/, ''), whole: true }
  }
  rest += decoder.decode()
  if (rest !== '') yield { number: number + 1, text: rest, whole: false }
}

async function* readFile(path: string, io: Io): AsyncGenerator<Uint8Array> {
  try {
    const file = await openFile(resolve(io.cwd, path), io.signal)
    for await (const chunk of file) if (Buffer.isBuffer(chunk)) yield chunk
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${unreadableReason(error)}`)
  }
}
