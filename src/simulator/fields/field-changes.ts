// Which fields two states of an object do not have alike. What they share is not looked at. Knows no managers.
import { isJsonList, isJsonObject, jsonEqual } from '../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../object/kube-object.ts'
import { collectItem, collectValue, elementsOf, join, ownable, shapeAt } from './field-paths.ts'
import type { Place } from './field-paths.ts'
import type { FieldSchema } from './list-shape.ts'

/** Fields, with maps and lists as fields of their own: those that are new or changed, and those that are no more. */
export interface FieldChanges {
  readonly changed: Set<string>
  readonly lost: Set<string>
}

/** What changed; without a state before everything is new. */
export function changedFields(before: KubeObject | undefined, after: KubeObject, schema: FieldSchema): FieldChanges {
  const found = { changed: new Set<string>(), lost: new Set<string>() }
  const top = { names: [], prefix: '', schema, parents: true }
  compareMaps(before === undefined ? {} : ownable(before), ownable(after), top, found)
  for (const paths of [found.changed, found.lost]) {
    paths.delete('f:metadata')
    paths.delete('f:spec')
  }
  return found
}

function compareMaps(old: JsonObject, now: JsonObject, place: Place, { changed, lost }: FieldChanges): void {
  const at = (name: string): Place => ({
    ...place,
    names: [...place.names, name],
    prefix: join(place.prefix, `f:${name}`),
  })
  for (const name of Object.keys(now)) {
    const value = now[name]
    const known = Object.hasOwn(old, name) ? old[name] : undefined
    if (value === undefined || value === known) continue
    if (known === undefined) collectValue(value, { ...at(name), found: changed })
    else compareValues(known, value, at(name), { changed, lost })
  }
  for (const name of Object.keys(old)) {
    const value = old[name]
    const isKept = Object.hasOwn(now, name) && now[name] !== undefined
    if (value !== undefined && !isKept) collectValue(value, { ...at(name), found: lost })
  }
}

function compareValues(old: Json, now: Json, place: Place, found: FieldChanges): void {
  const [was, is] = [shapeAt(old, place), shapeAt(now, place)]
  if (was === is && is === 'list' && isJsonList(old) && isJsonList(now)) return compareItems(old, now, place, found)
  if (was === is && is === 'map' && isJsonObject(old) && isJsonObject(now)) return compareMaps(old, now, place, found)
  if (was === is && jsonEqual(old, now)) return
  // Of another shape it has no value in common with what it was.
  const [before, after] = [new Set<string>(), new Set<string>()]
  collectValue(old, { ...place, found: before })
  collectValue(now, { ...place, found: after })
  for (const path of after) if (!before.has(path) || is === 'value') found.changed.add(path)
  for (const path of before) if (!after.has(path)) found.lost.add(path)
}

function compareItems(old: readonly Json[], now: readonly Json[], place: Place, { changed, lost }: FieldChanges): void {
  const before = new Map(elementsOf(old, place))
  const after = new Map(elementsOf(now, place))
  // An empty one is not a field.
  if (old.length === 0) changed.add(place.prefix)
  if (now.length === 0) lost.add(place.prefix)
  for (const [prefix, item] of after) {
    const known = before.get(prefix)
    if (known === undefined) collectItem(item, { ...place, prefix, found: changed })
    else if (known !== item && isJsonObject(known) && isJsonObject(item)) {
      if (shapeAt(item, place) === 'map') compareMaps(known, item, { ...place, prefix }, { changed, lost })
      else if (!jsonEqual(known, item)) changed.add(prefix)
    }
  }
  for (const [prefix, item] of before) if (!after.has(prefix)) collectItem(item, { ...place, prefix, found: lost })
}
