// Reads what is watched, takes in what that shows beside the watch, and finds out that the watch is deaf.
import { defined } from '../../object/defined.ts'
import { keyOf } from '../../object/resource-key.ts'
import type { Cluster, ObjectList } from '../../cluster/port.ts'
import { onClusterError } from '../../errors.ts'
import { mapLimit } from '../parallel.ts'
import { selection, wouldBeListed } from './scope.ts'
import type { Scope } from './scope.ts'
import type { ObjectCache } from './object-cache.ts'

/** A watch may be silent for so long before it is asked whether there is really nothing to tell, in milliseconds. */
const SILENT_MS = 30_000

/** A watch that is known to be deaf or interrupted, in milliseconds. */
const DEAF_MS = 5_000

/** A read that did not show what was there: its watch may be about to tell of the end, in milliseconds. */
const MISSED_MS = 2_000

/** With what scopes are read. */
export interface ScopeReading {
  readonly cluster: Cluster
  readonly cache: ObjectCache
  readonly concurrency: number
  readonly warn: (message: string) => void
  readonly signal: AbortSignal | undefined
}

/** After how many milliseconds of silence these are to be read. */
export function patience(scopes: readonly Scope[]): number {
  if (scopes.some(({ missed }) => missed.size > 0)) return MISSED_MS
  return scopes.some(({ deaf }) => deaf) ? DEAF_MS : SILENT_MS
}

/** Reads these scopes. What the server refuses is left to their watches to tell. */
export async function readBeside(scopes: readonly Scope[], how: ScopeReading): Promise<void> {
  const { cluster, cache, concurrency, warn, signal } = how
  await mapLimit(scopes, concurrency, async (scope) => {
    const reading = cluster.list(scope.type, selection(scope), defined({ signal }))
    const list = await reading.catch(onClusterError(() => undefined))
    if (list !== undefined) takeRead(cache, scope, { list, warn })
  })
}

/**
 * What a list shows of a scope that is watched. What it does not show any more is gone only when the next read does not
 * show it either: the watch has its last state, and may be about to tell.
 */
function takeRead(
  cache: ObjectCache,
  scope: Scope,
  { list, warn }: { readonly list: ObjectList; readonly warn: (message: string) => void },
): void {
  const present = new Set(list.items.map(({ metadata }) => metadata.uid))
  const covered = { ...scope, resourceVersion: list.resourceVersion }
  const missing = [...cache.view.live.values()].filter(
    (object) => !present.has(object.metadata.uid) && wouldBeListed(covered, object),
  )
  const news = list.items.filter((item) => cache.see(keyOf(item), item)).length + missing.length > 0
  for (const object of missing) {
    if (scope.missed.has(object.metadata.uid ?? '')) cache.lose(keyOf(object), undefined)
  }
  scope.missed = new Set(missing.map(({ metadata }) => metadata.uid ?? ''))
  // Whoever waits learns that it is to be read again soon.
  if (missing.length > 0) cache.wake()
  if (news && scope.watched && scope.deaf) warnOnce(scope, warn)
  if (news) scope.deaf = true
}

const warned = new WeakSet<Scope>()

function warnOnce(scope: Scope, warn: (message: string) => void): void {
  if (warned.has(scope)) return
  warned.add(scope)
  warn(`the watch of ${scope.type.plural} tells nothing, though things happen: they are read every few seconds instead`)
}
