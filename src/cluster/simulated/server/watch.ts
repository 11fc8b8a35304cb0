// A watch: the changes of a type since a resourceVersion, as its selectors see them.
import type { KubeObject } from '../../../manifest/kube-object.ts'
import type { ResourceType, WatchEvent, WatchOptions } from '../../port.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import { withMeta } from './object-edits.ts'
import { selectionFilter } from './selectors.ts'
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
  const matches = selectionFilter(options)
  const queue: WatchEvent[] = []
  let wake: (() => void) | undefined
  let held: WatchEvent[] | undefined
  const deliver = (event: WatchEvent): void => {
    if (held !== undefined) held.push(event)
    else queue.push(event)
    if (held === undefined) wake?.()
  }
  const take = (change: Change): void => {
    if (change.key.group !== type.group || change.key.kind !== type.kind) return
    const event = eventOf(change, matches, type)
    if (event !== undefined) deliver(event)
  }
  const relist = (): void => {
    const items = store.list(type.group, type.kind).filter(matches).map((object) => inVersion(object, type))
    deliver({ type: 'relisted', items, resourceVersion: String(store.version()) })
  }
  const watch: OpenWatch = {
    type,
    send: (event) => {
      queue.push(event)
      wake?.()
    },
    relist,
    pause: () => {
      held ??= []
    },
    resume: () => {
      queue.push(...(held ?? []))
      held = undefined
      wake?.()
    },
  }
  const since = Number(options.resourceVersion)
  if (since < source.forgotten()) relist()
  else for (const change of store.changesSince(since)) take(change)
  const unsubscribe = store.subscribe(take)
  const release = clock.hold()
  open.add(watch)
  const close = (): void => {
    unsubscribe()
    release()
    open.delete(watch)
    options.signal.removeEventListener('abort', close)
    wake?.()
  }
  options.signal.addEventListener('abort', close, { once: true })
  if (options.signal.aborted) close()

  return {
    async *[Symbol.asyncIterator]() {
      try {
        while (!options.signal.aborted) {
          const event = queue.shift()
          if (event !== undefined) yield event
          else {
            await new Promise<void>((resolve) => {
              wake = resolve
            })
            wake = undefined
          }
        }
      } finally {
        close()
      }
    },
  }
}

/** An object that a selector ceases to match is deleted for this watch, one that it begins to match is added. */
function eventOf(change: Change, matches: (object: KubeObject) => boolean, type: ResourceType): WatchEvent | undefined {
  const { before, object } = change
  const isSeen = change.type !== 'deleted' && matches(object)
  const wasSeen = before !== undefined && matches(before)
  if (isSeen) return { type: wasSeen ? 'modified' : 'added', object: inVersion(object, type) }
  if (!wasSeen) return undefined
  const last = change.type === 'deleted' ? object : withMeta(before, { resourceVersion: object.metadata.resourceVersion })
  return { type: 'deleted', object: inVersion(last, type) }
}

/** The object as this version of its type shows it. */
export function inVersion(object: KubeObject, type: ResourceType): KubeObject {
  const apiVersion = type.group === '' ? type.version : `${type.group}/${type.version}`
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion }
}
