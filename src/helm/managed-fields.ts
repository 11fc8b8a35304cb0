// Hands what Helm owns by Update over to its Apply entry, or a server-side apply meets itself and leaves old fields behind. Pure.
// Follows kubernetes/client-go:util/csaupgrade/upgrade.go.
import { isJsonObject, listField, stringField } from '../manifest/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../manifest/kube-object.ts'
import { HELM_FIELD_MANAGER } from './ownership-marks.ts'

/** The JSON patch that migrates a live object; undefined where there is nothing to migrate. A newer object makes it fail. */
export function migrateToApply(live: KubeObject): readonly JsonObject[] | undefined {
  const entries = listField(live, 'metadata', 'managedFields')
  const updates = entries.filter((entry) => isEntry(entry, 'Update'))
  const first = updates[0]
  const { resourceVersion } = live.metadata
  if (!isJsonObject(first) || resourceVersion === undefined) return undefined
  const apply = entries.find((entry) => isEntry(entry, 'Apply'))
  const base = isJsonObject(apply) ? apply : { ...first, operation: 'Apply' }
  const fieldsV1 = updates.map(fieldsOf).reduce(union, fieldsOf(base))
  const others = entries.filter((entry) => entry !== apply && !updates.includes(entry))
  return [
    { op: 'replace', path: '/metadata/managedFields', value: [{ ...base, fieldsV1 }, ...others] },
    { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion },
  ]
}

function isEntry(entry: Json, operation: 'Apply' | 'Update'): boolean {
  return (
    stringField(entry, 'manager') === HELM_FIELD_MANAGER &&
    stringField(entry, 'operation') === operation &&
    (stringField(entry, 'subresource') ?? '') === ''
  )
}

function fieldsOf(entry: Json): JsonObject {
  const fields = isJsonObject(entry) ? entry['fieldsV1'] : undefined
  return isJsonObject(fields) ? fields : {}
}

/** FieldsV1 is a tree whose keys are path elements, so the union of two sets is a deep merge. */
function union(a: JsonObject, b: JsonObject): JsonObject {
  const merged: Record<string, Json | undefined> = { ...a }
  for (const [key, value] of Object.entries(b)) {
    const other = merged[key]
    merged[key] = isJsonObject(other) && isJsonObject(value) ? union(other, value) : value
  }
  return merged
}
