// Keeps the view: the newest state of each wanted object, and the last state of each that is gone.
import type { KubeObject } from '../../object/kube-object.ts'
import { formatKey, keyOf } from '../../object/resource-key.ts'
import type { ResourceKey } from '../../object/resource-key.ts'
import { isOlder } from '../../object/resource-version.ts'
import type { View } from '../view.ts'

/** A view that grows. Only wanted keys are kept. */
export type ObjectCache = Readonly<ReturnType<typeof createObjectCache>>

/** A view that has seen nothing. */
export function createObjectCache() {
  const live = new Map<string, KubeObject>()
  const gone = new Map<string, KubeObject | null>()
  const wanted = new Set<string>()
  const waiters = new Set<() => void>()

  const wake = (): void => {
    for (const resolve of waiters) resolve()
    waiters.clear()
  }
  /** An object as it was seen; an older state than the known one is ignored. Gives whether it was news. */
  const see = (key: ResourceKey, object: KubeObject): boolean => {
    const id = formatKey(key)
    const known = live.get(id)
    if (!wanted.has(id) || gone.has(object.metadata.uid ?? '')) return false
    if (isOlder(object.metadata.resourceVersion, known?.metadata.resourceVersion)) return false
    // Another object took the name, and nobody told of the end of the first.
    if (known !== undefined && known.metadata.uid !== object.metadata.uid) gone.set(known.metadata.uid ?? '', null)
    live.set(id, object)
    wake()
    return known?.metadata.resourceVersion !== object.metadata.resourceVersion
  }
  const remove = (id: string, uid: string | undefined, last: KubeObject | null): void => {
    if (uid !== undefined) gone.set(uid, last)
    if (live.get(id)?.metadata.uid === uid) live.delete(id)
    wake()
  }
  const view: View = { live, gone }
  return {
    view,
    see,
    want(keys: readonly ResourceKey[]): void {
      for (const key of keys) wanted.add(formatKey(key))
    },
    /** An object is gone; without a last state, whatever is known under the key is. */
    lose(key: ResourceKey, last: KubeObject | undefined): void {
      const id = formatKey(key)
      if (wanted.has(id)) remove(id, last?.metadata.uid ?? live.get(id)?.metadata.uid, last ?? null)
    },
    /** The object of this uid is gone, and nobody saw its end. */
    markGone: (key: ResourceKey, uid: string): void => remove(formatKey(key), uid, null),
    /** All that is there now of what a scope covers; what is missing is gone, and nobody saw its end. */
    replace(covers: (object: KubeObject) => boolean, items: readonly KubeObject[]): void {
      const present = new Set(items.map((item) => item.metadata.uid))
      for (const [id, object] of live) {
        if (covers(object) && !present.has(object.metadata.uid)) remove(id, object.metadata.uid, null)
      }
      for (const item of items) see(keyOf(item), item)
    },
    /** Resolves at the next change. */
    changed: (): Promise<void> =>
      new Promise((resolve) => {
        waiters.add(resolve)
      }),
    wake,
  }
}
