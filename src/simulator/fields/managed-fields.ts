// Who owns which fields: metadata.managedFields as data, and what an update changes in it.
import type { JsonObject, KubeObject } from '../../object/kube-object.ts'
import { managedFieldsOf } from '../../object/managed-fields.ts'
import { withMeta } from '../server/object-edits.ts'
import { changedFields } from './field-changes.ts'
import { decodeFields, encodeFields } from './field-paths.ts'
import type { FieldPaths } from './field-paths.ts'
import type { FieldSchema } from './list-shape.ts'

/** Who writes. */
export interface Writer {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly subresource?: string
}

/** One manager with the fields that it owns. */
export interface Owner extends Writer {
  readonly apiVersion: string
  readonly time: string
  readonly paths: FieldPaths
}

/** The owners that an object names. */
export function ownersOfFields(object: KubeObject): readonly Owner[] {
  return managedFieldsOf(object).map(({ manager, operation, subresource, apiVersion, time, fields }) => ({
    manager,
    operation: operation === 'Apply' ? 'Apply' : 'Update',
    apiVersion,
    time,
    paths: decodeFields(fields),
    ...(subresource === '' ? {} : { subresource }),
  }))
}

/** The object with these owners; one without fields is dropped. */
export function withOwners(object: KubeObject, owners: readonly Owner[]): KubeObject {
  const entries = owners.filter(({ paths }) => paths.size > 0).map(encodeOwner)
  return withMeta(object, { managedFields: entries.length > 0 ? entries : undefined })
}

/** Whether two writers are one manager: appliers are told apart by name only. */
export function isSameWriter(owner: Owner, writer: Writer, apiVersion: string): boolean {
  return (
    owner.manager === writer.manager &&
    owner.operation === writer.operation &&
    owner.subresource === writer.subresource &&
    (writer.operation === 'Apply' || owner.apiVersion === apiVersion)
  )
}

/** What changed belongs to who changed it; what is gone belongs to nobody. */
export function trackUpdate(
  before: KubeObject | undefined,
  after: KubeObject,
  options: { readonly writer: Writer; readonly schema: FieldSchema; readonly time: string },
): KubeObject {
  const { writer, schema, time } = options
  // From the new object: a patch may rewrite the list itself.
  const owners = before === undefined ? [] : ownersOfFields(after)
  const { changed, lost } = changedFields(before, after, schema)
  if (changed.size === 0 && lost.size === 0) return withOwners(after, owners)
  const isTaken = (path: string): boolean => changed.has(path) || lost.has(path)
  const isOwn = (owner: Owner): boolean => isSameWriter(owner, writer, after.apiVersion)
  const others = owners.map((owner) => (isOwn(owner) ? owner : withoutPaths(owner, isTaken)))
  const own = others.find(isOwn)
  const paths = withChanges(own?.paths ?? new Set(), changed, lost)
  const next: Owner = { ...writer, apiVersion: after.apiVersion, time, paths }
  return withOwners(after, own === undefined ? [...others, next] : others.with(others.indexOf(own), next))
}

/** The very same set where it has all that changed: it is encoded already. */
function withChanges(paths: FieldPaths, changed: FieldPaths, lost: FieldPaths): FieldPaths {
  const isSame = [...changed].every((path) => paths.has(path)) && ![...lost].some((path) => paths.has(path))
  return isSame ? paths : new Set([...[...paths].filter((path) => !lost.has(path)), ...changed])
}

function withoutPaths(owner: Owner, isTaken: (path: string) => boolean): Owner {
  const left = [...owner.paths].filter((path) => !isTaken(path))
  return left.length === owner.paths.size ? owner : { ...owner, paths: new Set(left) }
}

function encodeOwner(owner: Owner): JsonObject {
  return {
    manager: owner.manager,
    operation: owner.operation,
    apiVersion: owner.apiVersion,
    time: owner.time,
    fieldsType: 'FieldsV1',
    fieldsV1: encodeFields(owner.paths),
    ...(owner.subresource === undefined ? {} : { subresource: owner.subresource }),
  }
}
