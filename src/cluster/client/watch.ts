// Watches: one that does not end, and what has happened up to now. Resumes where it was, lists again when history is lost, notices a dead connection.
import { ClusterError } from '../../errors.ts'
import { onAbort } from '../on-abort.ts'
import type { ApiServer, Clock, ResourceType, StreamOptions, WatchEvent, WatchOptions, WatchStream } from '../port.ts'
import { PASSING, backoff } from './retry.ts'

/** What a watch works with. */
export interface WatchWorld {
  readonly server: ApiServer
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
}

// The server sends a bookmark about once a minute; silence beyond that is a connection that nobody serves any more.
const SILENCE_MS = 90_000
// The server ends each watch after this time, spread so that many clients do not come back at once.
const MIN_SECONDS = 300
const SPREAD_SECONDS = 300
// A server that ends a watch at once is not asked again at once.
const SHORT_MS = 1_000

/** Where a watch stands. */
interface Position {
  resourceVersion: string
  /** History is lost: what there is must be listed. */
  lost: boolean
  /** What was listed for that has not been watched on from yet. */
  listed: boolean
  interrupted: boolean
  failures: number
  /** Refused with a 401 since it was last open: one passes, as with any request (retry.ts). */
  unauthorized: boolean
}

/** Watches a selection from a resourceVersion on until the signal is aborted; throws what will not pass by itself. */
export async function* watchObjects(
  world: WatchWorld,
  type: ResourceType,
  options: WatchOptions,
): AsyncGenerator<WatchEvent, void, void> {
  const { clock, server, random } = world
  const { resourceVersion, signal } = options
  const position: Position = {
    resourceVersion,
    lost: false,
    listed: false,
    interrupted: false,
    failures: 0,
    unauthorized: false,
  }
  while (!signal.aborted) {
    const started = clock.now()
    let stream: GuardedStream | undefined
    try {
      if (position.lost) {
        const { items, resourceVersion: newest } = await server.list(type, options, options)
        position.resourceVersion = newest
        if (isBack(position)) yield { type: 'resumed' }
        position.lost = false
        position.listed = true
        yield { type: 'relisted', items, resourceVersion: newest }
      }
      stream = await openGuarded(world, type, { ...options, ...nextStream(position, random()), patienceMs: SILENCE_MS })
      position.unauthorized = false
      if (isBack(position)) yield { type: 'resumed' }
      for await (const event of stream.events) {
        stream.heard()
        position.failures = 0
        position.listed = false
        position.resourceVersion = event.object.metadata.resourceVersion ?? ''
        if (event.type !== 'bookmark') yield { type: event.type, object: event.object }
      }
      position.failures = clock.now() - started < SHORT_MS ? position.failures + 1 : 0
    } catch (error) {
      if (signal.aborted) return
      // After a silence the next stream goes on from the same place: nothing to tell.
      const told = stream?.silent() === true ? undefined : takeUp(error, position)
      if (told !== undefined) yield told
    } finally {
      stream?.close()
    }
    if (position.failures > 0) await clock.sleep(backoff(position.failures, random()), signal)
  }
}

function nextStream(
  { resourceVersion }: Position,
  random: number,
): Pick<StreamOptions, 'resourceVersion' | 'timeoutSeconds'> {
  return { resourceVersion, timeoutSeconds: Math.round(MIN_SECONDS + random * SPREAD_SECONDS) }
}

/** Whether it was interrupted, and is not any more. */
function isBack(position: Position): boolean {
  const { interrupted } = position
  position.interrupted = false
  return interrupted
}

/** What a failure means for the watch; gives the event that tells of it. */
function takeUp(error: unknown, position: Position): WatchEvent | undefined {
  const failure = error instanceof ClusterError ? error : undefined
  if (failure?.reason === 'Gone') {
    // At once for the first time; a server that has lost even what it just listed is given time.
    if (position.lost || position.listed) position.failures++
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

// The server tells at once what it remembers; this much is for a server of several that is a little behind.
const HISTORY_SECONDS = 2
// A watch that does not end by then is held back by something in between.
const HISTORY_SILENCE_MS = 10_000

/**
 * Tells all that happened after the version, up to now; fails where that cannot be known. The server itself ends the watch:
 * a stream that is cut off, or that something in between holds back, proves nothing. No list says how far it has to come,
 * for lists may be stale.
 */
export async function* readHistory(
  world: WatchWorld,
  type: ResourceType,
  options: WatchOptions,
): AsyncGenerator<WatchEvent, void, void> {
  const how = { ...options, timeoutSeconds: HISTORY_SECONDS, patienceMs: HISTORY_SILENCE_MS }
  const stream = await openGuarded(world, type, how)
  try {
    for await (const event of stream.events) {
      stream.heard()
      if (event.type !== 'bookmark') yield { type: event.type, object: event.object }
    }
  } finally {
    stream.close()
  }
  if (stream.silent() || options.signal.aborted) {
    const message = `${world.server.address} did not end a watch of ${HISTORY_SECONDS} s`
    throw new ClusterError(message, { reason: 'Timeout' })
  }
}

/** A stream that is closed when it is aborted, or when nothing is heard of it for too long. */
interface GuardedStream extends WatchStream {
  readonly heard: () => void
  readonly silent: () => boolean
}

async function openGuarded(
  { server, clock }: WatchWorld,
  type: ResourceType,
  { patienceMs, ...options }: StreamOptions & { readonly patienceMs: number },
): Promise<GuardedStream> {
  const stream = await server.watch(type, options)
  const over = new AbortController()
  let heardAt = clock.now()
  let silent = false
  const listen = async (): Promise<void> => {
    for (let left = patienceMs; left > 0 && !over.signal.aborted; left = heardAt + patienceMs - clock.now()) {
      await clock.sleep(left, over.signal)
    }
    if (over.signal.aborted) return
    silent = true
    stream.close()
  }
  let stopWaiting: () => void = () => undefined
  const close = (): void => {
    over.abort()
    stopWaiting()
    stream.close()
  }
  stopWaiting = onAbort(options.signal, close)
  void listen()
  const heard = (): void => {
    heardAt = clock.now()
  }
  return { events: stream.events, heard, silent: () => silent, close }
}
