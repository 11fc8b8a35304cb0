// One text for one value, whatever the order of its keys. Pure.
import { toJson } from '../object/json.ts'
import { isJsonList, isJsonObject } from '../object/kube-object.ts'
import type { Json } from '../object/kube-object.ts'

/** JSON with the keys of each map in order. */
export function canonicalText(value: Json): string {
  return toJson(sorted(value))
}

function sorted(value: Json): Json {
  if (isJsonList(value)) return value.map(sorted)
  if (!isJsonObject(value)) return value
  const names = Object.keys(value).toSorted()
  return Object.fromEntries(
    names.flatMap((name) => {
      const child = value[name]
      return child === undefined ? [] : [[name, sorted(child)]]
    }),
  )
}
