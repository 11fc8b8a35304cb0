// The shape of a Kubernetes object as we carry it: plain JSON, read-only. Knows no kinds.

/** A JSON value. Integers beyond 2^53 are bigint, so that they survive unchanged. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject

/** A JSON object; `undefined` stands for an absent key. */
export interface JsonObject {
  readonly [key: string]: Json | undefined
}

/** The parts of `metadata` that we read. */
export interface ObjectMeta extends JsonObject {
  readonly name?: string
  readonly generateName?: string
  readonly namespace?: string
  readonly uid?: string
  readonly resourceVersion?: string
  readonly generation?: number
  readonly creationTimestamp?: string | null
  readonly deletionTimestamp?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly finalizers?: readonly string[]
}

/** A Kubernetes object. */
export interface KubeObject extends JsonObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta
}

/** Whether a value is a Kubernetes object. */
export function isKubeObject(value: Json | undefined): value is KubeObject {
  return (
    isJsonObject(value) &&
    typeof value['apiVersion'] === 'string' &&
    typeof value['kind'] === 'string' &&
    isJsonObject(value['metadata'])
  )
}

/** The value at a path, or undefined: `field(deployment, 'spec', 'replicas')`. */
export function field(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let current: Json | undefined = value
  for (const key of path) {
    if (!isJsonObject(current)) return undefined
    current = own(current, key)
  }
  return current
}

/** What a table says of a word; undefined where it does not know it, even if it is `constructor`. */
export function own<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined
}

/** The string at a path, or undefined when it is absent or of another type. */
export function stringField(value: Json | undefined, ...path: readonly string[]): string | undefined {
  const found = field(value, ...path)
  return typeof found === 'string' ? found : undefined
}

/** The number at a path, or undefined when it is absent or of another type. */
export function numberField(value: Json | undefined, ...path: readonly string[]): number | undefined {
  const found = field(value, ...path)
  return typeof found === 'number' ? found : undefined
}

/** The list at a path; empty when it is absent or of another type. */
export function listField(value: Json | undefined, ...path: readonly string[]): readonly Json[] {
  const found = field(value, ...path)
  return isJsonList(found) ? found : []
}

/** Whether a value is a JSON object (not null, not a list). */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a value is a JSON list. */
export function isJsonList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

/** Whether two JSON values are equal; key order does not count, an absent key equals undefined. */
export function jsonEqual(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (isJsonList(a)) {
    return isJsonList(b) && a.length === b.length && a.every((item, index) => jsonEqual(item, b[index]))
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false
  let left = countFields(b)
  for (const key of Object.keys(a)) {
    if (a[key] === undefined) continue
    if (!Object.hasOwn(b, key) || !jsonEqual(a[key], b[key])) return false
    left -= 1
  }
  return left === 0
}

function countFields(map: JsonObject): number {
  let count = 0
  for (const key of Object.keys(map)) if (map[key] !== undefined) count += 1
  return count
}
