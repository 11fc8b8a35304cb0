// Whether a live object already is what a manifest says, so that nothing has to be sent. Pure.
import type { Json, JsonObject, KubeObject } from '../manifest/kube-object.ts'
import { field, isJsonList, isJsonObject, jsonEqual, listField } from '../manifest/kube-object.ts'

/**
 * Whether server-side apply of the manifest by this field manager would change nothing: the manager's own
 * entry in managedFields has exactly the manifest's fields, and the live values are equal to its values.
 */
export function isApplied(live: KubeObject, manifest: KubeObject, fieldManager: string): boolean {
  const entry = listField(live, 'metadata', 'managedFields').find(
    (candidate) =>
      field(candidate, 'manager') === fieldManager &&
      field(candidate, 'operation') === 'Apply' &&
      field(candidate, 'subresource') === undefined &&
      field(candidate, 'apiVersion') === manifest.apiVersion,
  )
  const fields = field(entry, 'fieldsV1')
  if (!isJsonObject(fields)) return false
  const { apiVersion: _, kind: __, metadata, ...rest } = manifest
  const { name: ___, namespace: ____, creationTimestamp: _____, ...meta } = metadata
  const applied = Object.keys(meta).length === 0 ? rest : { ...rest, metadata: meta }
  return mapMatches(fields, applied, live)
}

/** Whether client-side apply would change nothing: the last-applied annotation is this manifest, and live has its values. */
export function isLastApplied(live: KubeObject, manifest: KubeObject, lastApplied: Json | undefined): boolean {
  return jsonEqual(lastApplied, withoutLastApplied(manifest)) && contains(live, manifest)
}

/** The manifest as kubectl writes it into its annotation. */
function withoutLastApplied(manifest: KubeObject): JsonObject {
  const { annotations, ...metadata } = manifest.metadata
  return { ...manifest, metadata: { ...metadata, annotations: annotations ?? {} } }
}

function contains(live: Json | undefined, wanted: Json | undefined): boolean {
  if (isJsonObject(wanted)) {
    return isJsonObject(live) && Object.entries(wanted).every(([key, value]) => contains(live[key], value))
  }
  if (isJsonList(wanted)) {
    return isJsonList(live) && live.length === wanted.length && wanted.every((item, i) => contains(live[i], item))
  }
  return jsonEqual(live, wanted)
}

function matches(fields: JsonObject, wanted: Json | undefined, live: Json | undefined): boolean {
  const children = Object.keys(fields).filter((key) => key !== '.')
  if (children.length === 0) {
    return isEmpty(wanted) ? jsonEqual(wanted, live) || isEmpty(live) : jsonEqual(wanted, live)
  }
  if (isJsonObject(wanted)) return isJsonObject(live) && mapMatches(fields, wanted, live)
  return isJsonList(wanted) && isJsonList(live) && listMatches(fields, wanted, live)
}

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
}

function mapMatches(fields: JsonObject, wanted: JsonObject, live: JsonObject): boolean {
  const owned = Object.keys(fields).filter((key) => key.startsWith('f:'))
  const present = Object.keys(wanted).filter((key) => wanted[key] !== undefined)
  if (owned.length !== present.length) return false
  return owned.every((key) => {
    const name = key.slice(2)
    const child = fields[key]
    return Object.hasOwn(wanted, name) && isJsonObject(child) && matches(child, wanted[name], live[name])
  })
}

function listMatches(fields: JsonObject, wanted: readonly Json[], live: readonly Json[]): boolean {
  const owned = Object.keys(fields).filter((key) => key !== '.')
  if (owned.length !== wanted.length) return false
  return owned.every((key) => {
    const child = fields[key]
    const selector = parseSelector(key)
    if (selector === undefined || !isJsonObject(child)) return false
    if (key.startsWith('v:')) return [wanted, live].every((list) => list.some((item) => jsonEqual(item, selector)))
    const one = wanted.filter((item) => isItem(item, selector, true))
    const other = live.filter((item) => isItem(item, selector, false))
    return one.length === 1 && other.length === 1 && itemMatches(child, one[0], other[0])
  })
}

function itemMatches(fields: JsonObject, wanted: Json | undefined, live: Json | undefined): boolean {
  return isJsonObject(wanted) && isJsonObject(live) && mapMatches(fields, wanted, live)
}

/** Keys with a default, like a port's protocol, may be missing in the manifest. */
function isItem(item: Json, selector: Json, defaultsMayBeMissing: boolean): boolean {
  if (!isJsonObject(item) || !isJsonObject(selector)) return false
  return Object.entries(selector).every(([name, value]) =>
    item[name] === undefined ? defaultsMayBeMissing : jsonEqual(item[name], value),
  )
}

/** `k:{"name":"web"}` and `v:"finalizer"` of FieldsV1; undefined for anything else. */
function parseSelector(key: string): Json | undefined {
  if (!key.startsWith('k:') && !key.startsWith('v:')) return undefined
  try {
    return JSON.parse(key.slice(2)) as Json
  } catch {
    return undefined
  }
}
