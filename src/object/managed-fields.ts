// Who owns which fields of an object, as its metadata.managedFields say. Knows no rules of ownership.
import { field, isJsonObject, listField, stringField } from './kube-object.ts'
import type { JsonObject, KubeObject } from './kube-object.ts'

/** The manager of `kubectl apply` without --server-side. */
export const CLIENT_SIDE_MANAGER = 'kubectl-client-side-apply'

/** One owner and its fields; a text that an entry does not have is empty. */
export interface ManagedFields {
  readonly manager: string
  readonly operation: string
  readonly subresource: string
  readonly apiVersion: string
  readonly time: string
  /** FieldsV1. */
  readonly fields: JsonObject | undefined
  /** As it stands in the object. */
  readonly entry: JsonObject
}

/** All owners, in the order of the object. */
export function managedFieldsOf(object: KubeObject): readonly ManagedFields[] {
  return listField(object, 'metadata', 'managedFields').map((entry) => {
    const text = (name: string): string => stringField(entry, name) ?? ''
    const fields = field(entry, 'fieldsV1')
    return {
      manager: text('manager'),
      operation: text('operation'),
      subresource: text('subresource'),
      apiVersion: text('apiVersion'),
      time: text('time'),
      fields: isJsonObject(fields) ? fields : undefined,
      entry: isJsonObject(entry) ? entry : {},
    }
  })
}
