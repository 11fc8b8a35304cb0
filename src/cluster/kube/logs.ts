// The log of a container, line by line. Ends when the log ends or the server drops it.
import type { LogOptions, ObjectRef } from '../port.ts'
import { onAbort } from '../on-abort.ts'
import { readBodyLines } from './lines.ts'
import { objectPath, withQuery } from './resource-path.ts'
import type { ApiStream, Transport } from './http/transport.ts'

/** Reads a log; throws only when it cannot be opened. An abort ends it. */
export async function* readLogs(
  transport: Transport,
  ref: ObjectRef,
  options: LogOptions,
): AsyncGenerator<string, void, void> {
  const { container, tailLines, follow, previous, signal } = options
  const path = withQuery(objectPath(ref, 'log'), { container, tailLines, follow, previous })
  const stream = await openUnlessAborted(transport, path, signal)
  if (stream === undefined) return
  const close = (): void => stream.close()
  const stopWaiting = onAbort(signal, close)
  try {
    yield* untilBroken(readBodyLines(stream.chunks, { rest: true }))
  } finally {
    stopWaiting()
    close()
  }
}

async function openUnlessAborted(
  transport: Transport,
  path: string,
  signal: AbortSignal | undefined,
): Promise<ApiStream | undefined> {
  try {
    return await transport.open({ method: 'GET', path, accept: '*/*', signal })
  } catch (error) {
    if (signal?.aborted === true) return undefined
    throw error
  }
}

// A log that breaks off is a log that ends: its pod is gone, or the connection to its node.
async function* untilBroken(lines: AsyncGenerator<string, void, void>): AsyncGenerator<string, void, void> {
  for (;;) {
    const next = await lines.next().catch(() => undefined)
    if (next === undefined || next.done === true) return
    yield next.value
  }
}
