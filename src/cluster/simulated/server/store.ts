// All objects, their one resourceVersion counter and the history of their changes. Knows no rules of any kind.
import type { KubeObject } from '../../../manifest/kube-object.ts'
import { compareText } from '../../../manifest/resource-key.ts'
import type { ResourceKey } from '../../../manifest/resource-key.ts'
import { copyJson, deepFreeze, keyOf, withMeta } from './object-edits.ts'

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
}

/** Makes an empty store. */
export function createStore(): Store {
  const objects = new Map<string, Map<string, KubeObject>>()
  const history: Change[] = []
  const listeners = new Set<(change: Change) => void>()
  let version = 0

  const collection = (group: string, kind: string): Map<string, KubeObject> => {
    const id = `${group}/${kind}`
    const found = objects.get(id) ?? new Map<string, KubeObject>()
    objects.set(id, found)
    return found
  }
  const record = (change: Change): void => {
    history.push(change)
    for (const listener of listeners) listener(change)
  }
  const stamp = (object: KubeObject): KubeObject => {
    version += 1
    return deepFreeze(copyJson(withMeta(object, { resourceVersion: String(version) })))
  }
  const get = (key: ResourceKey): KubeObject | undefined => collection(key.group, key.kind).get(nameOf(key))

  return {
    version: () => version,
    get,
    list: (group, kind, namespace) => inOrder([...collection(group, kind).values()], namespace),
    all: () =>
      [...objects.keys()].toSorted(compareText).flatMap((id) => inOrder([...(objects.get(id)?.values() ?? [])])),
    put: (object) => {
      const key = keyOf(object)
      const before = get(key)
      const stored = stamp(object)
      collection(key.group, key.kind).set(nameOf(key), stored)
      if (before === undefined) record({ version, type: 'added', key, object: stored })
      else record({ version, type: 'modified', key, object: stored, before })
      return stored
    },
    remove: (key) => {
      const before = get(key)
      if (before === undefined) return undefined
      const last = stamp(before)
      collection(key.group, key.kind).delete(nameOf(key))
      record({ version, type: 'deleted', key, object: last, before })
      return last
    },
    changesSince: (since) => {
      const first = firstAfter(history, since)
      return history.slice(first)
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function nameOf(key: ResourceKey): string {
  return `${key.namespace}/${key.name}`
}

function inOrder(objects: readonly KubeObject[], namespace?: string): readonly KubeObject[] {
  return objects
    .filter((object) => namespace === undefined || object.metadata.namespace === namespace)
    .toSorted(
      (a, b) =>
        compareText(a.metadata.namespace ?? '', b.metadata.namespace ?? '') ||
        compareText(a.metadata.name ?? '', b.metadata.name ?? ''),
    )
}

function firstAfter(history: readonly Change[], version: number): number {
  let low = 0
  let high = history.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((history[middle]?.version ?? 0) <= version) low = middle + 1
    else high = middle
  }
  return low
}
