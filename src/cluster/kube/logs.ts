// The log of a container, line by line. Ends when the log ends or the server drops it.
import { ClusterError } from '../../errors.ts'
import type { LogOptions, ObjectRef } from '../port.ts'
import { readLines } from '../../io/lines.ts'
import { onAbort } from '../on-abort.ts'
import { objectPath, withQuery } from './resource-path.ts'
import type { ApiStream, Transport } from './http/transport.ts'

/** Of a longer line this many bytes are read: nobody reads more, and all of it stands in memory. */
const LONGEST_LINE = 1024 * 1024

/** Opens a log. An abort ends it, and is no failure. */
export async function openLogStream(
  transport: Transport,
  ref: ObjectRef,
  options: LogOptions,
): Promise<AsyncIterable<string>> {
  const { container, tailLines, follow, previous, timestamps, sinceTime, sinceSeconds, signal } = options
  const query = { container, tailLines, follow, previous, timestamps, sinceTime, sinceSeconds }
  const path = withQuery(objectPath(ref, 'log'), query)
  try {
    // A node that does not answer is not the API server's silence.
    const stream = await transport.open({ method: 'GET', path, accept: '*/*', signal, aside: true })
    return readLog(stream, options)
  } catch (error) {
    if (signal?.aborted === true) return NOTHING
    throw error
  }
}

const NOTHING: AsyncIterable<string> = (async function* nothing() {})()

async function* readLog(
  stream: ApiStream,
  { signal, brokenOff, follow }: LogOptions,
): AsyncGenerator<string, void, void> {
  const close = (): void => stream.close()
  const stopWaiting = onAbort(signal, close)
  // Where the node is lost, the server may end its answer in good order in the middle of a line.
  const rest = brokenOff === undefined || follow !== true
  try {
    for await (const { text, whole } of readLines(stream.chunks, LONGEST_LINE)) if (whole || rest) yield text
  } catch (cause) {
    // Its pod is gone, or the connection to its node.
    if (brokenOff === undefined || signal?.aborted === true) return
    throw new ClusterError('the log broke off', { reason: 'Unreachable', cause })
  } finally {
    stopWaiting()
    close()
  }
}
