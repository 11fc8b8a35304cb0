// Where in one object a place of another one is: items of lists are found again by what tells them apart. Pure.
import type { JsonPlace } from './json-place.ts'
import { jsonAt } from './json-place.ts'
import { isJsonList, isJsonObject } from './kube-object.ts'
import type { Json } from './kube-object.ts'

/** The same place in another object, whether anything is there or not; undefined: it has no such item in a list. */
export function samePlace(from: Json, place: JsonPlace, to: Json): JsonPlace | undefined {
  const found: (string | number)[] = []
  for (const [depth, step] of place.entries()) {
    const index =
      typeof step === 'number' ? sameItem(jsonAt(from, place.slice(0, depth)), step, jsonAt(to, found)) : step
    if (index === undefined) return undefined
    found.push(index)
  }
  return found
}

/** What tells items apart, in the lists of Kubernetes (k8s.io/kubernetes:staging/src/k8s.io/api, listMapKey). */
const ITEM_KEYS = [
  ['name'],
  ['containerPort', 'protocol'],
  ['port', 'protocol'],
  ['mountPath'],
  ['devicePath'],
  ['topologyKey', 'whenUnsatisfiable'],
  ['key', 'effect'],
  ['uid'],
  ['ip'],
  ['type'],
]

/** Where nothing tells items apart, it is their number. */
function sameItem(from: Json | undefined, index: number, to: Json | undefined): number | undefined {
  if (!isJsonList(from) || !isJsonList(to)) return undefined
  for (const keys of ITEM_KEYS) {
    const [old, fresh] = [from, to].map((list) => list.map((item) => labelOf(item, keys)))
    if (old === undefined || fresh === undefined || !isTelling(old) || !isTelling(fresh)) continue
    const found = fresh.indexOf(old[index])
    return found < 0 ? undefined : found
  }
  return index < to.length ? index : undefined
}

/** A protocol that is left out is TCP. */
function labelOf(item: Json, [first = '', second]: readonly string[]): string | undefined {
  if (!isJsonObject(item) || item[first] === undefined) return undefined
  const more = second === undefined ? '' : (item[second] ?? (second === 'protocol' ? 'TCP' : ''))
  return JSON.stringify([item[first], more], (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}

function isTelling(labels: readonly (string | undefined)[]): boolean {
  return !labels.includes(undefined) && new Set(labels).size === labels.length
}
