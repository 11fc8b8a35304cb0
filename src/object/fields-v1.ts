// FieldsV1, the trees of fields that managers own, and the keys by which the items of lists are told apart in them. Pure.
import { itemIndex, jsonAt } from './json-place.ts'
import type { JsonPlace } from './json-place.ts'
import { readJson, toJson } from './json.ts'
import { isJsonList, isJsonObject, jsonEqual } from './kube-object.ts'
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

/** The fields of two trees: their keys are the steps of paths, so it is a deep merge. */
export function mergeFields(a: JsonObject, b: JsonObject): JsonObject {
  const merged: Record<string, Json | undefined> = { ...a }
  for (const [key, value] of Object.entries(b)) {
    const other = merged[key]
    merged[key] = isJsonObject(other) && isJsonObject(value) ? mergeFields(other, value) : value
  }
  return merged
}

/** What is owned at a place of an object and below; `{}`: all of it; undefined: nothing. */
export function fieldsAt(fields: JsonObject, object: Json, [step, ...rest]: JsonPlace): JsonObject | undefined {
  if (step === undefined || isWhole(fields)) return fields
  for (const [key, child] of Object.entries(fields)) {
    if (!isJsonObject(child) || stepOf(key, object) !== step) continue
    return fieldsAt(child, jsonAt(object, [step]) ?? null, rest)
  }
  return undefined
}

/** The part of a value that is owned. */
export function ownedPart(value: Json, fields: JsonObject): Json {
  if (isWhole(fields)) return value
  const parts = Object.entries(fields).flatMap(([key, child]) => {
    const step = stepOf(key, value)
    const item = step === undefined ? undefined : (jsonAt(value, [step]) ?? null)
    if (step === undefined || item === undefined || !isJsonObject(child)) return []
    return [[step, ownedPart(item, child)] as const]
  })
  return isJsonList(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts)
}

/** The places of single values that are owned. */
export function ownedPlaces(fields: JsonObject, value: Json): readonly JsonPlace[] {
  if (isWhole(fields)) return [[]]
  return Object.entries(fields).flatMap(([key, child]) => {
    const step = stepOf(key, value)
    if (step === undefined || !isJsonObject(child)) return []
    return ownedPlaces(child, jsonAt(value, [step]) ?? null).map((place) => [step, ...place])
  })
}

function isWhole(fields: JsonObject): boolean {
  return Object.keys(fields).length === 0
}

function stepOf(key: string, value: Json): string | number | undefined {
  if (key.startsWith('f:')) return isJsonObject(value) && Object.hasOwn(value, key.slice(2)) ? key.slice(2) : undefined
  if (!isJsonList(value)) return undefined
  if (key.startsWith('i:')) return itemIndex(value, Number(key.slice(2)))
  const selector = parseSelector(key)
  if (selector === undefined) return undefined
  const index = value.findIndex((item) => (key.startsWith('v:') ? jsonEqual(item, selector) : hasKeys(item, selector)))
  return index < 0 ? undefined : index
}

function hasKeys(item: Json, keys: Json): boolean {
  if (!isJsonObject(item) || !isJsonObject(keys)) return false
  return Object.entries(keys).every(([name, value]) => jsonEqual(item[name], value))
}
