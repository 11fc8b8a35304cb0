// What identifies a resource: group, kind, namespace and name. Knows nothing about versions.
import type { KubeObject } from './kube-object.ts'

/** Identity of a resource; `namespace` is '' for a cluster-scoped one, `group` is '' for the core group. */
export interface ResourceKey {
  readonly group: string
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/** A type as a manifest names it. */
export interface GroupVersionKind {
  readonly group: string
  readonly version: string
  readonly kind: string
}

/** Splits `apiVersion` and `kind`: `apps/v1` → group `apps`, version `v1`; `v1` → group ''. */
export function groupVersionKind(object: { readonly apiVersion: string; readonly kind: string }): GroupVersionKind {
  const slash = object.apiVersion.indexOf('/')
  return {
    group: slash < 0 ? '' : object.apiVersion.slice(0, slash),
    version: object.apiVersion.slice(slash + 1),
    kind: object.kind,
  }
}

/** What identifies an object; a cluster-scoped one has no namespace. */
export function keyOf(object: KubeObject): ResourceKey {
  const { group, kind } = groupVersionKind(object)
  return { group, kind, namespace: object.metadata.namespace ?? '', name: object.metadata.name ?? '' }
}

// A run looks things up by the keys of its tasks, at every step.
const FORMATTED = new WeakMap<ResourceKey, string>()

/** For people and for sorting: `apps/Deployment shop/web`, `ConfigMap shop/settings`, `Namespace shop`. */
export function formatKey(key: ResourceKey): string {
  const known = FORMATTED.get(key)
  if (known !== undefined) return known
  const kind = key.group === '' ? key.kind : `${key.group}/${key.kind}`
  const text = key.namespace === '' ? `${kind} ${key.name}` : `${kind} ${key.namespace}/${key.name}`
  FORMATTED.set(key, text)
  return text
}

/** The short form for people: `Deployment shop/web`. */
export function shortKey(key: ResourceKey): string {
  return key.namespace === '' ? `${key.kind} ${key.name}` : `${key.kind} ${key.namespace}/${key.name}`
}

/** A total order of keys: group, kind, namespace, name, by code units. */
export function compareKeys(a: ResourceKey, b: ResourceKey): number {
  return (
    compareText(a.group, b.group) ||
    compareText(a.kind, b.kind) ||
    compareText(a.namespace, b.namespace) ||
    compareText(a.name, b.name)
  )
}

/** Whether two keys are one. */
export function isSameKey(a: ResourceKey, b: ResourceKey): boolean {
  return compareKeys(a, b) === 0
}

/** Compares by UTF-16 code units, the same on every machine. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
