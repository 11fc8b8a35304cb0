// kubectl's three-way patch: last applied, wanted and live object → the patch that is sent. Pure.
// Follows kubernetes/apimachinery:pkg/util/strategicpatch/patch.go; without a schema it is the one of pkg/util/jsonmergepatch.
import { isJsonList, isJsonObject, jsonEqual, own } from '../../../object/kube-object.ts'
import type { Json, JsonObject } from '../../../object/kube-object.ts'
import { patchMergeList, patchPrimitiveList } from './merge-list.ts'
import type { ThreeWay } from './merge-list.ts'
import type { MergeSchema } from '../../port.ts'

/** The patch that makes `current` what `modified` wants and drops what only `original` wanted; {} when there is nothing to do. */
export function threeWayPatch(states: ThreeWay<JsonObject>, schema: MergeSchema | undefined): JsonObject {
  const { original, modified, current } = states
  // Built from entries, for a key named __proto__ to stay a key.
  const patch: [string, Json | undefined][] = []
  for (const [key, wanted] of Object.entries(modified)) {
    if (wanted === undefined) continue
    const field = { original: own(original ?? {}, key), modified: wanted, current: own(current, key) }
    patch.push(...Object.entries(patchField(key, field, schema?.property(key))))
  }
  for (const key of Object.keys(original ?? {})) {
    if (own(modified, key) === undefined && own(current, key) !== undefined) patch.push([key, null])
  }
  return Object.fromEntries(patch)
}

function patchField(
  key: string,
  states: { readonly original: Json | undefined; readonly modified: Json; readonly current: Json | undefined },
  schema: MergeSchema | undefined,
): JsonObject {
  const { original, modified, current } = states
  // A null asks for absence, and what is absent needs no patch.
  if (current === undefined || current === null) return modified === null ? {} : { [key]: modified }
  if (isJsonObject(modified) && isJsonObject(current) && schema?.strategies.includes('replace') !== true) {
    const inner = { original: isJsonObject(original) ? original : undefined, modified, current }
    const patch = patchUnion(inner, schema, schema?.strategies)
    return Object.keys(patch).length === 0 ? {} : { [key]: patch }
  }
  if (isJsonList(modified) && isJsonList(current) && schema?.strategies.includes('merge') === true) {
    const inner = { original: isJsonList(original) ? original : undefined, modified, current }
    if (schema.mergeKey === undefined) return patchPrimitiveList(key, inner)
    const patchItem = (item: ThreeWay<JsonObject>): JsonObject => patchUnion(item, schema.items(), schema.strategies)
    return patchMergeList(key, inner, { mergeKey: schema.mergeKey, patchItem })
  }
  return jsonEqual(modified, current) ? {} : { [key]: modified }
}

// With retainKeys only the keys that are wanted stay, so that one variant of a union replaces the other. As in diffMaps it is
// sent when something changes, and when the live object has a key that is not wanted.
function patchUnion(
  states: ThreeWay<JsonObject>,
  schema: MergeSchema | undefined,
  strategies: readonly string[] = [],
): JsonObject {
  const patch = threeWayPatch(states, schema)
  if (!strategies.includes('retainKeys')) return patch
  const { modified, current } = states
  const kept = Object.keys(modified).filter((key) => (modified[key] ?? null) !== null)
  const extra = Object.keys(current).some((key) => (current[key] ?? null) !== null && own(modified, key) === undefined)
  if (kept.length === 0 || (Object.keys(patch).length === 0 && !extra)) return patch
  return { ...patch, $retainKeys: kept.toSorted() }
}
