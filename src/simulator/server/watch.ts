// A watch: the changes of a type since a resourceVersion, as its selectors see them.
import type { KubeObject } from '../../object/kube-object.ts'
import { onAbort } from '../../cluster/on-abort.ts'
import type { ResourceType, WatchEvent, WatchOptions } from '../../cluster/port.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import { withMeta } from './object-edits.ts'
import { selectionFilter } from './selectors.ts'
import { expired } from './status-errors.ts'
import type { Change, Store } from './store.ts'

/** An open watch, for faults. */
export interface OpenWatch {
  readonly type: ResourceType
  readonly send: (event: WatchEvent) => void
  /** Tells that history was lost, and all there is now. */
  readonly relist: () => void
  /** Holds changes back until `resume`. */
  readonly pause: () => void
  readonly resume: () => void
}

/** What a watch needs. */
export interface WatchSource {
  readonly store: Store
  readonly clock: VirtualClock
  readonly open: Set<OpenWatch>
  /** Changes up to here are forgotten: a watch from before has to be told everything anew. */
  readonly forgotten: () => number
}

/** Opens a watch at once, and tells its events until the signal is aborted. */
export function openWatch(source: WatchSource, type: ResourceType, options: WatchOptions): AsyncIterable<WatchEvent> {
  const { store, clock, open } = source
  const { signal } = options
  const matches = selectionFilter(options)
  const queue = createQueue()
  const take = (change: Change): void => {
    const event = isOfType(change, type) ? eventOf(change, matches, type) : undefined
    if (event !== undefined) queue.push(event)
  }
  const relist = (): void => {
    const items = store
      .list(type.group, type.kind)
      .filter(matches)
      .map((object) => inVersion(object, type))
    queue.push({ type: 'relisted', items, resourceVersion: String(store.version()) })
  }
  const since = Number(options.resourceVersion)
  if (options.until === 'now') {
    if (since < source.forgotten()) throw expired(since, source.forgotten())
    for (const change of store.changesSince(since)) take(change)
    return queue.all()
  }
  if (since < source.forgotten()) relist()
  else for (const change of store.changesSince(since)) take(change)
  const watch: OpenWatch = { type, send: queue.pushNow, relist, pause: queue.pause, resume: queue.resume }
  const unsubscribe = store.subscribe(take)
  const release = clock.hold()
  open.add(watch)
  let stopWaiting: () => void = () => undefined
  const close = (): void => {
    unsubscribe()
    release()
    open.delete(watch)
    stopWaiting()
    queue.wake()
  }
  stopWaiting = onAbort(signal, close)
  return drain(queue, signal, close)
}

async function* drain(queue: Queue, signal: AbortSignal, close: () => void): AsyncGenerator<WatchEvent, void, void> {
  try {
    while (!signal.aborted) {
      const event = queue.shift()
      if (event === undefined) await queue.filled()
      else yield event
    }
  } finally {
    close()
  }
}

/** Events on their way to a watch; while it is paused they pile up. */
interface Queue {
  readonly push: (event: WatchEvent) => void
  readonly pushNow: (event: WatchEvent) => void
  readonly shift: () => WatchEvent | undefined
  readonly pause: () => void
  readonly resume: () => void
  readonly wake: () => void
  readonly filled: () => Promise<void>
  /** What is there now, and no more. */
  readonly all: () => AsyncIterable<WatchEvent>
}

function createQueue(): Queue {
  const ready: WatchEvent[] = []
  let held: WatchEvent[] | undefined
  let wake = (): void => {}
  const pushNow = (event: WatchEvent): void => {
    ready.push(event)
    wake()
  }
  return {
    pushNow,
    push: (event) => (held === undefined ? pushNow(event) : void held.push(event)),
    shift: () => ready.shift(),
    pause: () => {
      held ??= []
    },
    resume: () => {
      ready.push(...(held ?? []))
      held = undefined
      wake()
    },
    wake: () => wake(),
    all: async function* () {
      yield* ready
    },
    filled: () =>
      new Promise((resolve) => {
        wake = resolve
      }),
  }
}

function isOfType({ key }: Change, type: ResourceType): boolean {
  return key.group === type.group && key.kind === type.kind
}

/** An object that a selector ceases to match is deleted for this watch, one that it begins to match is added. */
function eventOf(change: Change, matches: (object: KubeObject) => boolean, type: ResourceType): WatchEvent | undefined {
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
