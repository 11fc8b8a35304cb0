// The keys of FieldsV1, in which managedFields name the items of lists. Pure.
import type { Json } from './kube-object.ts'

/** `k:{"name":"web"}` and `v:"finalizer"` as values; undefined for anything else. */
export function parseSelector(key: string): Json | undefined {
  if (!key.startsWith('k:') && !key.startsWith('v:')) return undefined
  try {
    return JSON.parse(key.slice(2)) as Json
  } catch {
    return undefined
  }
}
