// All objects, their one resourceVersion counter and the history of their changes. Knows no rules of any kind.
import type { KubeObject } from '../../object/kube-object.ts'
import { compareText, keyOf } from '../../object/resource-key.ts'
import type { ResourceKey } from '../../object/resource-key.ts'
import { frozenState } from './object-edits.ts'

/** One change of one object. `before` is absent when it was added; `object` is the last state when it was deleted. */
export interface Change {
  readonly version: number
  readonly type: 'added' | 'modified' | 'deleted'
  readonly key: ResourceKey
  readonly object: KubeObject
  readonly before?: KubeObject
}

/** The objects of a cluster. */
export interface Store {
  version(): number
  get(key: ResourceKey): KubeObject | undefined
  /** By namespace and name. */
  list(group: string, kind: string, namespace?: string): readonly KubeObject[]
  all(): readonly KubeObject[]
  /** Stores it under a new resourceVersion. */
  put(object: KubeObject): KubeObject
  remove(key: ResourceKey): KubeObject | undefined
  /** Every change after a resourceVersion, in order. */
  changesSince(version: number): readonly Change[]
  subscribe(listener: (change: Change) => void): () => void
  /** Another store with the same objects and history, to which nobody listens yet. */
  copy(): Store
}

/** All objects of a kind. The order is by namespace and name, and unknown after a name came or went; lists are kept until anything changes. */
interface Collection {
  readonly byName: Map<string, KubeObject>
  readonly lists: Map<string | undefined, readonly KubeObject[]>
  order: readonly string[] | undefined
}

/** Makes an empty store. As in etcd, the first write makes version 2. */
export function createStore(): Store {
  return storeOf({ objects: new Map(), history: [], version: 1 })
}

interface Contents {
  readonly objects: Map<string, Collection>
  readonly history: Change[]
  readonly version: number
}

function storeOf({ objects, history, version: first }: Contents): Store {
  const listeners = new Set<(change: Change) => void>()
  let version = first

  const collection = (group: string, kind: string): Collection => {
    const id = `${group}/${kind}`
    const found = objects.get(id) ?? collectionOf(new Map<string, KubeObject>(), undefined)
    objects.set(id, found)
    return found
  }
  const record = (change: Change): void => {
    history.push(change)
    for (const listener of listeners) listener(change)
  }
  const stamp = (object: KubeObject): KubeObject => {
    version += 1
    return frozenState(object, String(version))
  }
  const get = (key: ResourceKey): KubeObject | undefined => collection(key.group, key.kind).byName.get(nameOf(key))

  return {
    version: () => version,
    get,
    list: (group, kind, namespace) => listOf(objects.get(`${group}/${kind}`), namespace),
    all: () => [...objects.keys()].toSorted(compareText).flatMap((id) => listOf(objects.get(id))),
    put: (object) => {
      const key = keyOf(object)
      const before = get(key)
      const stored = stamp(object)
      const kept = collection(key.group, key.kind)
      kept.byName.set(nameOf(key), stored)
      kept.lists.clear()
      if (before === undefined && kept.order !== undefined) kept.order = withName(kept.order, kept.byName, stored)
      if (before === undefined) record({ version, type: 'added', key, object: stored })
      else record({ version, type: 'modified', key, object: stored, before })
      return stored
    },
    remove: (key) => {
      const before = get(key)
      if (before === undefined) return undefined
      const last = stamp(before)
      const kept = collection(key.group, key.kind)
      kept.byName.delete(nameOf(key))
      kept.lists.clear()
      const name = nameOf(key)
      kept.order = kept.order?.filter((other) => other !== name)
      record({ version, type: 'deleted', key, object: last, before })
      return last
    },
    changesSince: (since) => history.slice(countWhile(history.length, (at) => (history[at]?.version ?? 0) <= since)),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    copy: () => {
      const copies = [...objects].map(([id, { byName, order }]) => [id, collectionOf(new Map(byName), order)] as const)
      return storeOf({ objects: new Map(copies), history: [...history], version })
    },
  }
}

function nameOf(key: ResourceKey): string {
  return `${key.namespace}/${key.name}`
}

function collectionOf(byName: Map<string, KubeObject>, order: readonly string[] | undefined): Collection {
  return { byName, lists: new Map(), order }
}

function listOf(collection: Collection | undefined, namespace?: string): readonly KubeObject[] {
  if (collection === undefined) return []
  const known = collection.lists.get(namespace)
  if (known !== undefined) return known
  const { byName } = collection
  collection.order ??= [...byName.values()].toSorted(compareNames).map((object) => nameOf(keyOf(object)))
  const found: KubeObject[] = []
  for (const name of collection.order) {
    const object = byName.get(name)
    if (object !== undefined && (namespace === undefined || object.metadata.namespace === namespace)) found.push(object)
  }
  collection.lists.set(namespace, found)
  return found
}

/** The order with one more name. */
function withName(
  order: readonly string[],
  byName: ReadonlyMap<string, KubeObject>,
  object: KubeObject,
): readonly string[] {
  const place = countWhile(order.length, (at) => {
    const other = byName.get(order[at] ?? '')
    return other !== undefined && compareNames(other, object) < 0
  })
  return order.toSpliced(place, 0, nameOf(keyOf(object)))
}

function compareNames(a: KubeObject, b: KubeObject): number {
  return (
    compareText(a.metadata.namespace ?? '', b.metadata.namespace ?? '') ||
    compareText(a.metadata.name ?? '', b.metadata.name ?? '')
  )
}

/** For how many of so many places a test holds, where it holds for the first ones. */
function countWhile(length: number, test: (at: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (test(middle)) low = middle + 1
    else high = middle
  }
  return low
}
