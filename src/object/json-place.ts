// Places in a JSON value: JSON pointers, what is there, and the value without it or with something else there. Pure.
import { field, isJsonList, isJsonObject } from './kube-object.ts'
import type { Json, JsonObject } from './kube-object.ts'

/** The names of fields and the numbers of items that lead to a place. */
export type JsonPlace = readonly (string | number)[]

/** The value at a place; undefined: there is none. */
export function jsonAt(root: Json | undefined, place: JsonPlace): Json | undefined {
  let current = root
  for (const step of place) current = childOf(current, step)
  return current
}

function childOf(value: Json | undefined, step: string | number): Json | undefined {
  if (typeof step === 'number') return isJsonList(value) ? value[step] : undefined
  return field(value, step)
}

/** The names in a JSON pointer such as `/metadata/labels/example.com~1role` (RFC 6901); undefined: it is none. */
export function parsePointer(text: string): readonly string[] | undefined {
  if (!text.startsWith('/') || /~(?![01])/.test(text)) return undefined
  const names = text.slice(1).split('/')
  return names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The place that a pointer names in a value; undefined: there is nothing. */
export function findPointer(root: Json, names: readonly string[]): JsonPlace | undefined {
  const place: (string | number)[] = []
  let current: Json | undefined = root
  for (const name of names) {
    const step = isJsonList(current) ? indexIn(current, name) : name
    if (step === undefined) return undefined
    current = childOf(current, step)
    if (current === undefined) return undefined
    place.push(step)
  }
  return place
}

/** Below zero it counts from the end, as in the library that Argo CD uses (evanphx/json-patch). */
function indexIn(list: readonly Json[], name: string): number | undefined {
  return /^-?\d+$/.test(name) ? itemIndex(list, Number(name)) : undefined
}

/** The index of an item; below zero it counts from the end. */
export function itemIndex(list: readonly Json[], number: number): number | undefined {
  const index = number < 0 ? list.length + number : number
  return index >= 0 && index < list.length ? index : undefined
}

/** The value without what is at these places. A map or list that this empties goes, too, unless it is one to keep. */
export function withoutPlaces(
  root: JsonObject,
  places: readonly JsonPlace[],
  keeps: (place: JsonPlace) => boolean = () => false,
): JsonObject {
  const left = places.length === 0 ? root : without(root, places, { at: [], keeps })
  return isJsonObject(left) ? left : {}
}

interface Cut {
  readonly at: JsonPlace
  readonly keeps: (place: JsonPlace) => boolean
}

function without(value: Json, places: readonly JsonPlace[], { at, keeps }: Cut): Json | undefined {
  const child = (step: string | number, item: Json | undefined): Json | undefined => {
    const here = places.flatMap(([first, ...rest]) => (first === step ? [rest] : []))
    if (here.length === 0 || item === undefined) return item
    return here.some((rest) => rest.length === 0) ? undefined : without(item, here, { at: [...at, step], keeps })
  }
  if (isJsonList(value)) {
    const items = value.flatMap((item, index) => {
      const left = child(index, item)
      return left === undefined ? [] : [left]
    })
    return items.length === 0 && value.length > 0 && !keeps(at) ? undefined : items
  }
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).flatMap(([name, item]) => {
    const left = child(name, item)
    return left === undefined ? [] : [[name, left] as const]
  })
  if (entries.length === 0 && Object.keys(value).length > 0 && !keeps(at)) return undefined
  return Object.fromEntries(entries)
}

/** The value with another one at a place, whose parent is there; the number behind the last item adds one. */
export function withValueAt(root: Json, [step, ...rest]: JsonPlace, value: Json): Json {
  if (step === undefined) return value
  const child = rest.length === 0 ? value : withValueAt(childOf(root, step) ?? {}, rest, value)
  if (typeof step === 'string') return isJsonObject(root) ? { ...root, [step]: child } : root
  return isJsonList(root) ? [...root.slice(0, step), child, ...root.slice(step + 1)] : root
}
