// One stream of a watch: one request, whose answer does not end. Its lines → events; an ERROR event or a broken stream →
// ClusterError.
import { readLines } from '../../io/lines.ts'
import { TooMuch } from '../../io/read-all.ts'
import { readJson } from '../../object/json.ts'
import { field, stringField } from '../../object/kube-object.ts'
import type { ResourceType, StreamEvent, StreamOptions, WatchStream } from '../port.ts'
import { networkFailure } from './http/network-error.ts'
import { badAnswer, statusError } from './http/status-error.ts'
import type { Transport } from './http/transport.ts'
import { parseObject } from './objects.ts'
import { collectionPath, withQuery } from './resource-path.ts'

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

const TYPES: Readonly<Record<string, StreamEvent['type']>> = {
  ADDED: 'added',
  MODIFIED: 'modified',
  DELETED: 'deleted',
  BOOKMARK: 'bookmark',
}

/** Reads events until the server ends the stream. A line that was cut off is dropped: it comes again. */
async function* readWatchEvents(
  chunks: AsyncIterable<Uint8Array>,
  server: string,
): AsyncGenerator<StreamEvent, void, void> {
  const asked = { method: 'GET', path: '(watch)', server }
  try {
    for await (const { text, whole } of readLines(chunks)) {
      if (!whole) return
      const event = readJson(text)
      if (event === undefined) throw badAnswer('a line that is not JSON', asked)
      const object = field(event, 'object') ?? null
      const type = TYPES[stringField(event, 'type') ?? '']
      if (type === undefined) throw statusError(object, asked)
      yield { type, object: parseObject(object, 'a watch') }
    }
  } catch (cause) {
    if (cause instanceof TooMuch) throw badAnswer('a line without an end', asked)
    throw networkFailure(cause, server).error
  }
}
