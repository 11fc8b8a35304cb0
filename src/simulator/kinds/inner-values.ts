// Changes inside of a map: to the items of its lists and to its inner maps. What is not there stays away.
import { isJsonObject, listField } from '../../object/kube-object.ts'
import type { Json, JsonObject } from '../../object/kube-object.ts'

/** Makes another map of a map. */
export type MapChange = (map: JsonObject) => JsonObject

/** Gives a map what it does not say itself. */
export function filledWith(defaults: JsonObject): MapChange {
  return (map) => ({ ...defaults, ...map })
}

/** The map with other maps in these of its lists. */
export function withItems<T extends JsonObject>(map: T, changes: Readonly<Record<string, MapChange>>): T {
  const lists = Object.entries(changes).filter(([name]) => map[name] !== undefined)
  const changed = lists.map(([name, change]) => [name, listField(map, name).map((item) => changeMap(item, change))])
  return { ...map, ...Object.fromEntries(changed) }
}

/** The map with these of its inner maps changed. */
export function withMaps<T extends JsonObject>(map: T, changes: Readonly<Record<string, MapChange>>): T {
  const maps = Object.entries(changes).filter(([name]) => isJsonObject(map[name]))
  return { ...map, ...Object.fromEntries(maps.map(([name, change]) => [name, changeMap(map[name], change)])) }
}

function changeMap(value: Json | undefined, change: MapChange): Json | undefined {
  return isJsonObject(value) ? change(value) : value
}
