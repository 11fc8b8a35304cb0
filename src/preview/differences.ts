// Where two JSON values differ: fields by name, items of lists by their keys where they have some. Pure.
import { formatItemKey } from '../object/fields-v1.ts'
import { isJsonList, isJsonObject, jsonEqual } from '../object/kube-object.ts'
import type { Json, JsonObject } from '../object/kube-object.ts'
import { itemKeys, ownersOfField, ownersOfItem } from './field-owners.ts'
import type { FieldOwner } from './field-owners.ts'

/** One place where they differ; undefined: there is no value. */
export interface Difference {
  /** The names of fields and the `[selectors]` of items that lead there. */
  readonly steps: readonly string[]
  readonly from: Json | undefined
  readonly to: Json | undefined
  readonly owners: readonly FieldOwner[]
}

/** The differences at a place and below it, in the order of the old value; what is new comes last. */
export function differences(at: Difference): readonly Difference[] {
  const { from, to } = at
  if (jsonEqual(from, to)) return []
  if (isJsonObject(from) && isJsonObject(to)) return mapDifferences(at, from, to)
  if (isJsonList(from) && isJsonList(to) && [...from, ...to].every((item) => isJsonObject(item))) {
    return listDifferences(at, from.filter(isJsonObject), to.filter(isJsonObject))
  }
  return [at]
}

function mapDifferences({ steps, owners }: Difference, from: JsonObject, to: JsonObject): readonly Difference[] {
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((name) =>
    differences({
      steps: [...steps, name],
      from: from[name],
      to: to[name],
      owners: ownersOfField(owners, name),
    }),
  )
}

function listDifferences(
  at: Difference,
  from: readonly JsonObject[],
  to: readonly JsonObject[],
): readonly Difference[] {
  const { steps, owners } = at
  const names = itemKeys(owners) ?? ['name']
  const keyed = [from, to].map((items) => byKeys(items, names))
  const [old, fresh] = keyed
  if (old === undefined || fresh === undefined) {
    const longest = Math.max(from.length, to.length)
    return Array.from({ length: longest }, (_, index) => index).flatMap((index) =>
      differences({
        steps: [...steps, `[${index}]`],
        from: from[index],
        to: to[index],
        owners: ownersOfItem(owners, {}),
      }),
    )
  }
  const labels = [...new Set([...old.keys(), ...fresh.keys()])]
  const found = labels.flatMap((label) => {
    const keys = keysOf(old.get(label) ?? fresh.get(label) ?? {}, names)
    return differences({
      steps: [...steps, `[${label}]`],
      from: old.get(label),
      to: fresh.get(label),
      owners: ownersOfItem(owners, keys),
    })
  })
  if (found.length > 0) return found
  // Nothing but their order.
  return [{ ...at, from: [...old.keys()], to: [...fresh.keys()] }]
}

/** The items by `name="web"`; undefined when that does not tell them apart. */
function byKeys(items: readonly JsonObject[], names: readonly string[]): ReadonlyMap<string, JsonObject> | undefined {
  const labelled = new Map(items.map((item) => [formatItemKey(keysOf(item, names)), item]))
  return labelled.size === items.length && !labelled.has('') ? labelled : undefined
}

function keysOf(item: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])))
}
