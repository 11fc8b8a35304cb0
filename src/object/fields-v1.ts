// The keys by which the items of lists are told apart, as FieldsV1 and paths of fields write them. Pure.
import { readJson, toJson } from './json.ts'
import type { Json, JsonObject } from './kube-object.ts'

/** `k:{"name":"web"}` and `v:"finalizer"` as values; undefined for anything else. */
export function parseSelector(key: string): Json | undefined {
  return key.startsWith('k:') || key.startsWith('v:') ? readJson(key.slice(2)) : undefined
}

/** `name="web"` or `port=80,protocol="TCP"`, as it stands in brackets in the API server's paths. */
export function formatItemKey(keys: JsonObject): string {
  return Object.entries(keys)
    .map(([name, value]) => `${name}=${toJson(value ?? null)}`)
    .join(',')
}
