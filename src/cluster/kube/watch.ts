// A watch that does not end: resumes where it was, lists again when history is lost, notices a dead connection.
import { ClusterError } from '../../errors.ts'
import type { ClusterErrorReason } from '../../errors.ts'
import type { Clock, ResourceType, WatchEvent, WatchOptions } from '../port.ts'
import { onAbort } from '../on-abort.ts'
import { listObjects } from './reads.ts'
import { collectionPath, withQuery } from './resource-path.ts'
import { backoff } from './http/retry.ts'
import type { ApiStream, Transport } from './http/transport.ts'
import { readWatchEvents } from './watch-events.ts'

/** What a watch works with. */
export interface WatchContext {
  readonly transport: Transport
  readonly clock: Clock
}

// The server sends a bookmark about once a minute; silence beyond that is a connection that nobody serves any more.
const SILENCE_MS = 90_000
// The server ends each watch after this time, spread so that many clients do not come back at once.
const MIN_SECONDS = 300
const SPREAD_SECONDS = 300
// A server that ends a watch at once is not asked again at once.
const SHORT_MS = 1_000

const PASSING: ReadonlySet<ClusterErrorReason> = new Set([
  'Unreachable',
  'Timeout',
  'ServerError',
  'TooManyRequests',
  'BadAnswer',
])

/** Where a watch stands. */
interface Position {
  resourceVersion: string
  /** History is lost: what there is must be listed. */
  lost: boolean
  interrupted: boolean
  failures: number
  /** Refused with a 401 since it was last open: one passes, as with any request (http/retry.ts). */
  unauthorized: boolean
}

/** Watches a selection from a resourceVersion on until the signal is aborted; throws what will not pass by itself. */
export async function* watchObjects(
  context: WatchContext,
  type: ResourceType,
  options: WatchOptions,
): AsyncGenerator<WatchEvent, void, void> {
  const position: Position = {
    resourceVersion: options.resourceVersion,
    lost: false,
    interrupted: false,
    failures: 0,
    unauthorized: false,
  }
  while (!options.signal.aborted) {
    const started = context.clock.now()
    try {
      if (position.lost) yield* relist(context, type, { options, position })
      yield* follow(context, type, { options, position })
      if (context.clock.now() - started < SHORT_MS) position.failures++
      else position.failures = 0
    } catch (error) {
      if (options.signal.aborted) return
      const told = takeUp(error, position)
      if (told !== undefined) yield told
    }
    if (position.failures > 0) await context.clock.sleep(backoff(position.failures, Math.random()), options.signal)
  }
}

/** What a failure means for the watch; gives the event that tells of it. */
function takeUp(error: unknown, position: Position): WatchEvent | undefined {
  const failure = error instanceof ClusterError ? error : undefined
  if (failure?.reason === 'Gone') {
    // At once for the first time; a server that has lost even what it just listed is given time.
    if (position.lost) position.failures++
    position.lost = true
    return undefined
  }
  const passes = failure?.reason === 'Unauthorized' && !position.unauthorized
  if (failure === undefined || (!passes && !PASSING.has(failure.reason))) throw error
  position.unauthorized = passes
  position.failures++
  if (position.interrupted) return undefined
  position.interrupted = true
  return { type: 'interrupted', message: failure.message }
}

interface Work {
  readonly options: WatchOptions
  readonly position: Position
}

async function* relist(context: WatchContext, type: ResourceType, work: Work): AsyncGenerator<WatchEvent, void, void> {
  const { options, position } = work
  const list = await listObjects(context.transport, type, options, options.signal)
  position.resourceVersion = list.resourceVersion
  yield* resumed(position)
  position.lost = false
  yield { type: 'relisted', items: list.items, resourceVersion: list.resourceVersion }
}

async function* follow(context: WatchContext, type: ResourceType, work: Work): AsyncGenerator<WatchEvent, void, void> {
  const { options, position } = work
  const { resourceVersion } = position
  const timeoutSeconds = Math.round(MIN_SECONDS + Math.random() * SPREAD_SECONDS)
  const stream = await context.transport.open(watchRequest(type, options, { resourceVersion, timeoutSeconds }))
  const guard = guardStream(stream, options.signal, SILENCE_MS)
  position.unauthorized = false
  try {
    yield* resumed(position)
    for await (const event of readWatchEvents(guard.chunks, context.transport.server)) {
      position.failures = 0
      position.resourceVersion = event.resourceVersion
      if (event.type !== 'bookmark') yield { type: event.type, object: event.object }
    }
  } catch (error) {
    // The next connection goes on from the same place: nothing to tell.
    if (!guard.silent()) throw error
  } finally {
    guard.close()
  }
}

function* resumed(position: Position): Generator<WatchEvent, void, void> {
  if (!position.interrupted) return
  position.interrupted = false
  yield { type: 'resumed' }
}

/** Asks for a watch from a version on, which the server ends after so many seconds. */
export function watchRequest(
  type: ResourceType,
  options: WatchOptions,
  { resourceVersion, timeoutSeconds }: { readonly resourceVersion: string; readonly timeoutSeconds: number },
): Parameters<Transport['open']>[0] {
  const { labelSelector, fieldSelector, signal } = options
  const query = {
    watch: true,
    allowWatchBookmarks: true,
    resourceVersion,
    timeoutSeconds,
    labelSelector,
    fieldSelector,
  }
  const path = withQuery(collectionPath(type, options.namespace ?? ''), query)
  return { method: 'GET', path, retry: 'when-told', signal }
}

/** Ends a stream when it is aborted, or silent for so many milliseconds. */
export function guardStream(
  stream: ApiStream,
  signal: AbortSignal,
  milliseconds: number,
): { readonly chunks: AsyncIterable<Uint8Array>; readonly silent: () => boolean; readonly close: () => void } {
  let silent = false
  const end = (): void => stream.close()
  const timer = setTimeout(() => {
    silent = true
    end()
  }, milliseconds)
  const stopWaiting = onAbort(signal, end)
  async function* chunks(): AsyncGenerator<Uint8Array, void, void> {
    for await (const chunk of stream.chunks) {
      timer.refresh()
      yield chunk
    }
  }
  const close = (): void => {
    clearTimeout(timer)
    stopWaiting()
    end()
  }
  return { chunks: chunks(), silent: () => silent, close }
}
