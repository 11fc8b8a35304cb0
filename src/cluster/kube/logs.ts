// The log of a container, line by line. Ends when the log ends or the server drops it.
import type { LogOptions, ObjectRef } from '../port.ts'
import { onAbort } from '../on-abort.ts'
import { readBodyLines } from './lines.ts'
import { objectPath, withQuery } from './resource-path.ts'
import type { ApiStream, Transport } from './http/transport.ts'

/** Opens a log. An abort ends it, and is no failure. */
export async function openLogStream(
  transport: Transport,
  ref: ObjectRef,
  options: LogOptions,
): Promise<AsyncIterable<string>> {
  const { container, tailLines, follow, previous, signal } = options
  const path = withQuery(objectPath(ref, 'log'), { container, tailLines, follow, previous })
  try {
    return readLines(await transport.open({ method: 'GET', path, accept: '*/*', signal }), signal)
  } catch (error) {
    if (signal?.aborted === true) return NOTHING
    throw error
  }
}

const NOTHING: AsyncIterable<string> = (async function* nothing() {})()

async function* readLines(stream: ApiStream, signal: AbortSignal | undefined): AsyncGenerator<string, void, void> {
  const close = (): void => stream.close()
  const stopWaiting = onAbort(signal, close)
  try {
    yield* readBodyLines(stream.chunks, { rest: true })
  } catch {
    // A log that breaks off is a log that ends: its pod is gone, or the connection to its node.
  } finally {
    stopWaiting()
    close()
  }
}
