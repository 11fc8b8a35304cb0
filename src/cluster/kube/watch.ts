// One stream of a watch: one request, whose answer does not end.
import type { ResourceType, StreamOptions, WatchStream } from '../port.ts'
import type { Transport } from './http/transport.ts'
import { collectionPath, withQuery } from './resource-path.ts'
import { readWatchEvents } from './watch-events.ts'

/** Opens it. */
export async function openWatchStream(
  transport: Transport,
  type: ResourceType,
  options: StreamOptions,
): Promise<WatchStream> {
  const { namespace = '', labelSelector, fieldSelector, resourceVersion, timeoutSeconds, signal } = options
  const bookmarks = { watch: true, allowWatchBookmarks: true }
  const query = { ...bookmarks, resourceVersion, timeoutSeconds, labelSelector, fieldSelector }
  const path = withQuery(collectionPath(type, namespace), query)
  const stream = await transport.open({ method: 'GET', path, signal })
  return { events: readWatchEvents(stream.chunks, transport.server), close: () => stream.close() }
}
