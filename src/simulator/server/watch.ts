// A watch: one stream of the changes of a type since a resourceVersion, as its selectors see them.
import type { ClusterError } from '../../errors.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { ResourceType, StreamEvent, StreamOptions, WatchStream } from '../../cluster/port.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import { withMeta } from './object-edits.ts'
import { selectionFilter } from './selectors.ts'
import { expired } from './status-errors.ts'
import type { Change, Store } from './store.ts'

/** What a watch needs. */
export interface WatchSource {
  readonly store: Store
  readonly clock: VirtualClock
  /** What breaks each open stream. */
  readonly open: Set<(error: ClusterError) => void>
  /** Changes up to here are forgotten: nobody can be told what came after an older version. */
  readonly forgotten: () => number
  /** What keeps watches from being opened. */
  readonly outage: () => ClusterError | undefined
}

/** As often as the API server sends a bookmark to a watch that has nothing else to tell. */
const BOOKMARK_MS = 60_000

/** Opens a stream; time goes on as long as it is open. */
export function openStream(source: WatchSource, type: ResourceType, options: StreamOptions): WatchStream {
  const { store, clock, open } = source
  const matches = selectionFilter(options)
  const outage = source.outage()
  if (outage !== undefined) throw outage
  const since = Number(options.resourceVersion)
  if (since < source.forgotten()) throw expired(since, source.forgotten())
  const queue = createQueue()
  const take = (change: Change): void => {
    const event = isOfType(change, type) ? eventOf(change, matches, type) : undefined
    if (event !== undefined) queue.push(event)
  }
  for (const change of store.changesSince(since)) take(change)
  let callOff = (): void => undefined
  const remind = (): void => {
    queue.push({ type: 'bookmark', object: bookmarkOf(type, store.version()) })
    callOff = clock.schedule(BOOKMARK_MS, remind)
  }
  callOff = clock.schedule(BOOKMARK_MS, remind)
  const ends = [
    store.subscribe(take),
    clock.hold(),
    clock.schedule(options.timeoutSeconds * 1000, () => close()),
    () => callOff(),
    () => open.delete(close),
  ]
  const close = (error?: ClusterError): void => {
    for (const end of ends) end()
    queue.end(error)
  }
  open.add(close)
  return { events: queue.events, close: () => close() }
}

function bookmarkOf(type: ResourceType, version: number): KubeObject {
  return inVersion({ apiVersion: '', kind: type.kind, metadata: { resourceVersion: String(version) } }, type)
}

/** Events on their way to a watch. What is in it when it ends is still told. */
interface Queue {
  readonly push: (event: StreamEvent) => void
  readonly end: (error: ClusterError | undefined) => void
  readonly events: AsyncIterable<StreamEvent>
}

function createQueue(): Queue {
  const ready: StreamEvent[] = []
  let ended: { readonly error: ClusterError | undefined } | undefined
  let wake = (): void => {}
  const next = async (): Promise<IteratorResult<StreamEvent, undefined>> => {
    if (ready.length === 0 && ended === undefined) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    const value = ready.shift()
    if (value === undefined && ended?.error !== undefined) throw ended.error
    return value === undefined ? { value, done: true } : { value }
  }
  return {
    push: (event) => {
      ready.push(event)
      wake()
    },
    end: (error) => {
      ended ??= { error }
      wake()
    },
    events: { [Symbol.asyncIterator]: () => ({ next }) },
  }
}

function isOfType({ key }: Change, type: ResourceType): boolean {
  return key.group === type.group && key.kind === type.kind
}

/** An object that a selector ceases to match is deleted for this watch, one that it begins to match is added. */
function eventOf(
  change: Change,
  matches: (object: KubeObject) => boolean,
  type: ResourceType,
): StreamEvent | undefined {
  const { before, object } = change
  const isSeen = change.type !== 'deleted' && matches(object)
  const wasSeen = before !== undefined && matches(before)
  if (isSeen) return { type: wasSeen ? 'modified' : 'added', object: inVersion(object, type) }
  if (!wasSeen) return undefined
  const last =
    change.type === 'deleted' ? object : withMeta(before, { resourceVersion: object.metadata.resourceVersion })
  return { type: 'deleted', object: inVersion(last, type) }
}

/** The object as this version of its type shows it. */
export function inVersion(object: KubeObject, type: ResourceType): KubeObject {
  const apiVersion = type.group === '' ? type.version : `${type.group}/${type.version}`
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion }
}
