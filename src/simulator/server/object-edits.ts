// Edited copies of Kubernetes objects. Nothing is changed in place.
import { isJsonList, isJsonObject, isKubeObject, listField, stringField } from '../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject, ObjectMeta } from '../../object/kube-object.ts'

/** The object with some parts of its metadata replaced; `undefined` takes a part away. */
export function withMeta(object: KubeObject, meta: Partial<ObjectMeta>): KubeObject {
  return { ...object, metadata: withoutUndefined({ ...object.metadata, ...meta }) }
}

/** The object with another status. */
export function withStatus(object: KubeObject, status: JsonObject | undefined): KubeObject {
  return status === undefined ? without(object, 'status') : { ...object, status: withoutUndefined(status) }
}

/** The object without one of its fields. */
export function without(object: KubeObject, name: string): KubeObject {
  const { [name]: _, ...rest } = object
  const { apiVersion, kind, metadata } = object
  return { ...rest, apiVersion, kind, metadata }
}

/** The object with some parts of its spec replaced. */
export function withSpec(object: KubeObject, spec: JsonObject): KubeObject {
  return { ...object, spec: { ...objectField(object, 'spec'), ...spec } }
}

/** The object without one of its finalizers. */
export function withoutFinalizer(object: KubeObject, finalizer: string): KubeObject {
  const left = (object.metadata.finalizers ?? []).filter((name) => name !== finalizer)
  return withMeta(object, { finalizers: left.length > 0 ? left : undefined })
}

/** The JSON object at a key; empty when it is absent or something else. */
export function objectField(value: Json | undefined, ...path: readonly string[]): JsonObject {
  let current: Json | undefined = value
  for (const key of path) current = isJsonObject(current) && Object.hasOwn(current, key) ? current[key] : undefined
  return isJsonObject(current) ? current : {}
}

/**
 * A state of an object, frozen all the way down. What is frozen already is shared: two states differ only where they
 * were changed.
 */
export function frozenState(object: KubeObject, resourceVersion: string): KubeObject {
  const metadata = Object.freeze({ ...frozenFields(withoutUndefined(object.metadata)), resourceVersion })
  const state = Object.freeze(frozenFields({ ...object, metadata }))
  return isKubeObject(state) ? state : object
}

function frozenFields(map: JsonObject): Record<string, Json | undefined> {
  const copy: Record<string, Json | undefined> = {}
  for (const name of Object.keys(map)) {
    const child = map[name]
    copy[name] = child === undefined ? undefined : frozenJson(child)
  }
  return copy
}

function frozenJson(value: Json): Json {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  return Object.freeze(isJsonList(value) ? value.map(frozenJson) : frozenFields(value))
}

// What is frozen can never change, and many ask.
const READ_OWNERS = new WeakMap<readonly Json[], readonly OwnerReference[]>()

/** The owner references of an object. */
export function ownersOf(object: KubeObject): readonly OwnerReference[] {
  const references = listField(object.metadata, 'ownerReferences')
  const known = READ_OWNERS.get(references)
  if (known !== undefined) return known
  const owners = references.map(readOwner)
  if (Object.isFrozen(references)) READ_OWNERS.set(references, owners)
  return owners
}

function readOwner(reference: Json): OwnerReference {
  return {
    apiVersion: stringField(reference, 'apiVersion') ?? '',
    kind: stringField(reference, 'kind') ?? '',
    name: stringField(reference, 'name') ?? '',
    uid: stringField(reference, 'uid') ?? '',
    controller: isJsonObject(reference) && reference['controller'] === true,
    blockOwnerDeletion: isJsonObject(reference) && reference['blockOwnerDeletion'] === true,
  }
}

/** One owner reference. */
export interface OwnerReference {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
  readonly controller: boolean
  readonly blockOwnerDeletion: boolean
}

/** The owner reference with which a controller marks what it makes. */
export function controllerReference(owner: KubeObject): JsonObject {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name ?? '',
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  }
}

function withoutUndefined(value: JsonObject): JsonObject {
  const present: Record<string, Json> = {}
  for (const name of Object.keys(value)) {
    const child = value[name]
    if (child !== undefined) present[name] = child
  }
  return present
}

/** The value without nulls in maps, as a typed decoder reads it. */
export function dropNulls(value: Json): Json {
  if (isJsonList(value)) return value.map(dropNulls)
  if (!isJsonObject(value)) return value
  const copy: Record<string, Json> = {}
  for (const [key, child] of Object.entries(value)) {
    if (child !== null && child !== undefined) copy[key] = dropNulls(child)
  }
  return copy
}
