// Field ownership: an object last applied by kubectl client-side is handed over to our server-side manager. Pure.
// Follows kubernetes/client-go:util/csaupgrade/upgrade.go.
import { isJsonObject, listField, stringField } from '../../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../../object/kube-object.ts'

/** The manager of `kubectl apply` without --server-side. */
export const CLIENT_SIDE_MANAGER = 'kubectl-client-side-apply'

/**
 * Whether kubectl's client-side apply owns fields of the object, or our manager itself by anything but server-side apply
 * (Helm does so on releases that were born client-side): server-side apply would meet itself.
 */
export function ownedByClientSideApply(object: KubeObject, manager: string): boolean {
  return managedFields(object).some((entry) => isClientSideEntry(entry, manager))
}

/** The managedFields after the hand-over: those entries are part of our Apply entry, which is the owner now. */
export function handOverFields(object: KubeObject, manager: string): readonly Json[] {
  const entries = managedFields(object)
  const handed = entries.filter((entry) => isClientSideEntry(entry, manager))
  const ours = entries.find((entry) => isApplyEntryOf(entry, manager))
  const first = handed[0]
  if (first === undefined || !isJsonObject(first)) return entries
  const base = isJsonObject(ours) ? ours : { ...first, manager, operation: 'Apply' }
  const fields = handed.map((entry) => fieldsOf(entry)).reduce(union, fieldsOf(base))
  const rest = entries.filter((entry) => entry !== ours && !isClientSideEntry(entry, manager))
  return [{ ...base, fieldsV1: fields }, ...rest]
}

function managedFields(object: KubeObject): readonly Json[] {
  return listField(object, 'metadata', 'managedFields')
}

function isClientSideEntry(entry: Json, manager: string): boolean {
  const owner = stringField(entry, 'manager')
  return (
    (owner === CLIENT_SIDE_MANAGER || owner === manager) &&
    stringField(entry, 'operation') === 'Update' &&
    (stringField(entry, 'subresource') ?? '') === ''
  )
}

function isApplyEntryOf(entry: Json, manager: string): boolean {
  return (
    stringField(entry, 'manager') === manager &&
    stringField(entry, 'operation') === 'Apply' &&
    (stringField(entry, 'subresource') ?? '') === ''
  )
}

function fieldsOf(entry: Json): JsonObject {
  const fields = isJsonObject(entry) ? entry['fieldsV1'] : undefined
  return isJsonObject(fields) ? fields : {}
}

// FieldsV1 is a tree whose keys are the path elements, so the union of two sets is a deep merge.
function union(a: JsonObject, b: JsonObject): JsonObject {
  const merged: Record<string, Json | undefined> = { ...a }
  for (const [key, value] of Object.entries(b)) {
    const other = merged[key]
    merged[key] = isJsonObject(other) && isJsonObject(value) ? union(other, value) : value
  }
  return merged
}
