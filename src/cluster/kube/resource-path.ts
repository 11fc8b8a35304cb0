// The URL paths of the Kubernetes API. Pure.
import type { ObjectRef, ResourceType } from '../port.ts'

/** A parameter of a query; undefined ones are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>

/** `/apis/apps/v1`, `/api/v1` */
export function groupVersionPath(type: { readonly group: string; readonly version: string }): string {
  return type.group === '' ? `/api/${part(type.version)}` : `/apis/${part(type.group)}/${part(type.version)}`
}

/** The collection of a type, in one namespace or (namespace '') in all. */
export function collectionPath(type: ResourceType, namespace: string): string {
  const base = groupVersionPath(type)
  return type.namespaced && namespace !== ''
    ? `${base}/namespaces/${part(namespace)}/${part(type.plural)}`
    : `${base}/${part(type.plural)}`
}

/** One object, and a subresource of it. */
export function objectPath(ref: ObjectRef, subresource?: string): string {
  const path = `${collectionPath(ref.type, ref.namespace)}/${part(ref.name)}`
  return subresource === undefined ? path : `${path}/${subresource}`
}

/** A path with its query. */
export function withQuery(path: string, query: Query): string {
  const parts: string[] = []
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) parts.push(`${key}=${encodeURIComponent(value)}`)
  }
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`
}

function part(text: string): string {
  // encodeURIComponent leaves '.' and '..' as they are, and these would climb the path.
  return /^\.+$/.test(text) ? text.replaceAll('.', '%2E') : encodeURIComponent(text)
}
