// Reads a file as bytes. What is not an ordinary file, a pipe or a terminal, is waited for, but only until a signal; a device may
// have no end.
import { close, constants, createReadStream, open } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import type { Stats } from 'node:fs'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { MOST_BYTES, readAll, TooMuch } from './read-all.ts'

/** The content of a file; rejects with TooMuch, and when the signal is aborted: nothing is held from then on. */
export async function readFileUntil(path: string, signal: AbortSignal): Promise<Buffer> {
  const found = await stat(path)
  if (found.size > MOST_BYTES) throw new TooMuch()
  // Quicker, and no more is read than the file has now. One that the system makes as it is read has no size.
  if (found.isFile() && found.size > 0) return readFile(path, { signal })
  return readAll(await openFile(path, signal))
}

/** The content of a file as it comes, until its end or the signal. */
export async function openFile(path: string, signal: AbortSignal): Promise<Readable> {
  const waiting = mayWait(await stat(path)) ? await openWaiting(path, signal) : undefined
  const stream = waiting ?? createReadStream(path)
  const end = (): void => void stream.destroy(new Error('reading was given up'))
  if (signal.aborted) end()
  signal.addEventListener('abort', end, { once: true })
  stream.once('close', () => signal.removeEventListener('abort', end))
  return stream
}

function mayWait(found: Stats): boolean {
  return found.isFIFO() || found.isCharacterDevice()
}

/** Undefined for a device that never lets its reader wait, such as /dev/null. */
async function openWaiting(path: string, signal: AbortSignal): Promise<Socket | undefined> {
  signal.throwIfAborted()
  // To open a pipe is to wait for its writer, in a thread that nothing can end, unless it is told not to.
  const descriptor = await promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK)
  return streamOf(descriptor)
}

/** What it needs of Node is loaded here: hardly a file is a pipe. */
async function streamOf(descriptor: number): Promise<Socket | undefined> {
  const { isatty, ReadStream } = await import('node:tty')
  if (isatty(descriptor)) return new ReadStream(descriptor)
  const { Socket } = await import('node:net')
  try {
    return new Socket({ fd: descriptor, readable: true, writable: false })
  } catch {
    await promisify(close)(descriptor)
    return undefined
  }
}
