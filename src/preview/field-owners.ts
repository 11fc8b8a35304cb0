// Who owns which field, from managedFields (FieldsV1). Pure.
import { parseSelector } from '../object/fields-v1.ts'
import { isJsonObject, jsonEqual } from '../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../object/kube-object.ts'
import { managedFieldsOf } from '../object/managed-fields.ts'

/** A manager, and what it owns at one place and below; nothing written there means all of it. */
export interface FieldOwner {
  readonly manager: string
  readonly fields: JsonObject
}

/** All managers of an object, at its root. */
export function fieldOwners(object: KubeObject): readonly FieldOwner[] {
  return managedFieldsOf(object).flatMap(({ manager, fields }) => (fields === undefined ? [] : [{ manager, fields }]))
}

/** Those that own something at a field of this place, or all of it. */
export function ownersOfField(owners: readonly FieldOwner[], name: string): readonly FieldOwner[] {
  return owners.flatMap((owner) => below(owner, owner.fields[`f:${name}`]))
}

/** Those that own something of a list's item with these keys. */
export function ownersOfItem(owners: readonly FieldOwner[], keys: JsonObject): readonly FieldOwner[] {
  return owners.flatMap((owner) => {
    const entry = Object.entries(owner.fields).find(([key]) => jsonEqual(parseSelector(key), keys))
    return below(owner, entry?.[1])
  })
}

/** The names of the keys by which the items of a list are told apart; undefined: by their place only, as far as owners know. */
export function itemKeys(owners: readonly FieldOwner[]): readonly string[] | undefined {
  const selectors = owners.flatMap(({ fields }) => Object.keys(fields)).map(parseSelector)
  const known = selectors.find(isJsonObject)
  return known === undefined ? undefined : Object.keys(known)
}

/** The names of the managers, each once. */
export function managersAmong(owners: readonly FieldOwner[]): readonly string[] {
  return [...new Set(owners.map(({ manager }) => manager))]
}

function below(owner: FieldOwner, child: Json | undefined): readonly FieldOwner[] {
  if (Object.keys(owner.fields).length === 0) return [owner]
  return isJsonObject(child) ? [{ ...owner, fields: child }] : []
}
