// What is seen of the cluster, as data: for each key the newest object, for each uid the last state of what is gone. Pure.
import type { KubeObject } from '../object/kube-object.ts'
import { formatKey } from '../object/resource-key.ts'
import type { ResourceKey } from '../object/resource-key.ts'

/** What is known of the cluster. Absent key: nothing is there, or nobody has looked. */
export interface View {
  /** By formatted key. */
  readonly live: ReadonlyMap<string, KubeObject>
  /** By uid; null: it is gone and nobody saw its last state. */
  readonly gone: ReadonlyMap<string, KubeObject | null>
}

/** The newest object of a key. */
export function liveObject(view: View, key: ResourceKey): KubeObject | undefined {
  return view.live.get(formatKey(key))
}

/** What became of one object that we wrote: it lives, it is gone (with its last state or none), or it was not seen yet. */
export type Presence =
  | { readonly is: 'live'; readonly object: KubeObject }
  | { readonly is: 'gone'; readonly last: KubeObject | null }
  | { readonly is: 'unseen' }

/** Whether the object of this key and uid is there; another object of the same name never counts. */
export function presenceOf(view: View, key: ResourceKey, uid: string): Presence {
  const last = view.gone.get(uid)
  if (last !== undefined) return { is: 'gone', last }
  const object = liveObject(view, key)
  return object !== undefined && object.metadata.uid === uid ? { is: 'live', object } : { is: 'unseen' }
}
