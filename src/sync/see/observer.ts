// Looks at the cluster for a sync: one list for each type and namespace, one watch where something is awaited.
import { keyOf } from '../../object/resource-key.ts'
import type { Cluster, ObjectRef, WatchEvent, WatchOptions } from '../../cluster/port.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { ResourceKey } from '../../object/resource-key.ts'
import { mapLimit } from '../parallel.ts'
import { patience, readBeside } from './read-beside.ts'
import { coveringScopes, scopeId, scopeOf, scopesOf, selection, unwatchedScopes, wouldBeListed } from './scope.ts'
import type { Scope, Subject } from './scope.ts'
import { createObjectCache } from './object-cache.ts'
import type { ObjectCache } from './object-cache.ts'
import type { View } from '../view.ts'

/** A list that no watch keeps up to date is good for so long, in milliseconds; then others may have changed what it shows. */
const FRESH_MS = 1000

/** What a sync sees of the cluster: an informer of what it wants. */
export interface Observer {
  readonly view: View
  /** Lists what was not listed yet. */
  look(subjects: readonly Subject[]): Promise<void>
  /** Lists again what no watch keeps up to date and was listed too long ago to decide by. */
  lookAgain(subjects: readonly Subject[]): Promise<void>
  /** Keeps the view of these up to date from the last look on. Opened before the write that it must see. */
  watch(subjects: readonly Subject[]): void
  /** What covers these is watched. */
  watched(): readonly Subject[]
  /** Reads these whatever their watches have told: silence may be a proxy's. What the server refuses is left to the watches. */
  read(subjects: readonly Subject[], signal?: AbortSignal): Promise<void>
  /** After how many milliseconds of silence these are to be read. */
  patience(subjects: readonly Subject[]): number
  /** The version up to which what covers a subject has been seen; undefined: nobody has looked. */
  seenUntil(subject: Subject): string | undefined
  /** What a write of ours gave back: no watch needs to tell us. */
  note(key: ResourceKey, object: KubeObject): void
  /** That the object of this uid is not there any more: a delete of ours said so. Another one of the name may be. */
  noteAbsent(key: ResourceKey, uid: string): void
  /** That an object came and went, in its last state. */
  noteGone(key: ResourceKey, last: KubeObject): void
  /** Resolves at the next change of the view, or when a watch fails. */
  changed(): Promise<void>
  /** Throws what ended a watch, if one has ended. */
  check(): void
  close(): void
}

/** What an observer needs beside a cluster. */
export interface ObserverOptions {
  /** Lists at once at most. */
  readonly concurrency: number
  readonly now: () => number
  /** Hears of lost connections. */
  readonly warn: (message: string) => void
}

/** Starts to observe. */
export function createObserver(cluster: Cluster, options: ObserverOptions): Observer {
  const cache = createObjectCache()
  const scopes = new Map<string, Scope>()
  const closing = new AbortController()
  const asked: Subject[] = []
  let failure: Error | undefined

  const list = async (scope: Scope): Promise<readonly KubeObject[]> => {
    scope.listedAt = options.now()
    const { items, resourceVersion } = await cluster.list(scope.type, selection(scope))
    scope.resourceVersion = resourceVersion
    return items
  }
  const failed = (error: unknown): void => {
    if (closing.signal.aborted) return
    failure = error instanceof Error ? error : new Error(String(error))
    cache.wake()
  }
  return {
    view: cache.view,
    async look(subjects) {
      cache.want(subjects.map((subject) => subject.key))
      const fresh = scopesOf(subjects).filter((scope) => !scopes.has(scopeId(scope)))
      for (const scope of fresh) scopes.set(scopeId(scope), scope)
      await mapLimit(fresh, options.concurrency, async (scope) => {
        for (const item of await list(scope)) cache.see(keyOf(item), item)
      })
    },
    async lookAgain(subjects) {
      const old = unwatchedScopes(scopes, subjects).filter(({ listedAt }) => options.now() - listedAt > FRESH_MS)
      await mapLimit(old, options.concurrency, async (scope) => {
        const items = await list(scope)
        cache.replace((object) => wouldBeListed(scope, object), items)
      })
    },
    watch(subjects) {
      const unwatched = unwatchedScopes(scopes, subjects)
      if (unwatched.length > 0) asked.push(...subjects)
      for (const scope of unwatched) {
        scope.watched = true
        const events = cluster.watch(scope.type, watched(scope, closing.signal))
        follow(cache, scope, { events, warn: options.warn }).catch(failed)
      }
    },
    watched: () => [...asked],
    read: (subjects, signal) => readBeside(coveringScopes(scopes, subjects), { cluster, cache, signal, ...options }),
    patience: (subjects) => patience(coveringScopes(scopes, subjects)),
    seenUntil: (subject) => scopeOf(scopes, subject)?.resourceVersion,
    ...noting(cache),
    changed: () => cache.changed(),
    check() {
      if (failure !== undefined) throw failure
    },
    close: () => closing.abort(),
  }
}

/** What the run itself knows, without a watch. */
function noting(cache: ObjectCache): Pick<Observer, 'note' | 'noteAbsent' | 'noteGone'> {
  return {
    note(key, object) {
      cache.want([key])
      cache.see(key, object)
    },
    noteAbsent: (key, uid) => cache.markGone(key, uid),
    noteGone(key, last) {
      cache.want([key])
      cache.lose(key, last)
    },
  }
}

function watched(scope: Scope, signal: AbortSignal): WatchOptions {
  return { ...selection(scope), resourceVersion: scope.resourceVersion, signal }
}

async function follow(
  cache: ObjectCache,
  scope: Scope,
  { events, warn }: { readonly events: AsyncIterable<WatchEvent>; readonly warn: (message: string) => void },
): Promise<void> {
  for await (const event of events) {
    scope.deaf = event.type === 'interrupted'
    if (event.type === 'interrupted') warn(event.message)
    else if (event.type !== 'resumed') take(cache, scope, event)
  }
}

function take(
  cache: ObjectCache,
  scope: Scope,
  event: Exclude<WatchEvent, { readonly type: 'interrupted' | 'resumed' }>,
): void {
  if (event.type === 'relisted') {
    // What was written after that list is not in it, though the answer to the write may be here before it.
    scope.resourceVersion = event.resourceVersion
    cache.replace((object) => wouldBeListed(scope, object), event.items)
  } else {
    scope.resourceVersion = event.object.metadata.resourceVersion ?? scope.resourceVersion
    if (event.type === 'deleted') cache.lose(keyOf(event.object), event.object)
    else cache.see(keyOf(event.object), event.object)
  }
}

/** The reference of a subject, for the port. */
export function subjectRef(subject: Subject): ObjectRef {
  return { type: subject.type, namespace: subject.key.namespace, name: subject.key.name }
}
