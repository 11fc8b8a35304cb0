// What has happened to a selection since a version, up to now: a watch that ends. Fails where it cannot be known.
import { ClusterError } from '../../errors.ts'
import type { ResourceType, WatchEvent, WatchOptions } from '../port.ts'
import { guardStream, watchRequest } from './watch.ts'
import type { WatchContext } from './watch.ts'
import { readWatchEvents } from './watch-events.ts'

// The server tells at once what it remembers; this much is for a server of several that is a little behind.
const SECONDS = 2
// A watch that does not end by then is held back by something in between.
const SILENCE_MS = 10_000

/**
 * Tells all that happened after the version. The server itself ends the watch: a stream that is cut off, or that something
 * in between holds back, proves nothing. No list says how far it has to come, for lists may be stale.
 */
export async function* readHistory(
  { transport }: WatchContext,
  type: ResourceType,
  options: WatchOptions,
): AsyncGenerator<WatchEvent, void, void> {
  const { resourceVersion, signal } = options
  const stream = await transport.open(watchRequest(type, options, { resourceVersion, timeoutSeconds: SECONDS }))
  const guard = guardStream(stream, signal, SILENCE_MS)
  try {
    for await (const event of readWatchEvents(guard.chunks, transport.server)) {
      if (event.type !== 'bookmark') yield { type: event.type, object: event.object }
    }
  } finally {
    guard.close()
  }
  if (guard.silent() || signal.aborted) {
    throw new ClusterError(`${transport.server} did not end a watch of ${SECONDS} s`, { reason: 'Timeout' })
  }
}
