// The errors of the API server, in its own words.
import { ClusterError } from '../../errors.ts'
import type { FieldConflict } from '../../errors.ts'
import type { ResourceType } from '../../cluster/port.ts'
import type { Owner } from '../fields/managed-fields.ts'

/** `configmaps "x" not found` */
export function notFoundError(type: ResourceType, name: string): ClusterError {
  return new ClusterError(`${resourceName(type)} "${name}" not found`, { reason: 'NotFound', status: 404 })
}

/** The type itself is not served. */
export function notServed(): ClusterError {
  return new ClusterError('the server could not find the requested resource', { reason: 'NotFound', status: 404 })
}

/** `jobs.batch "mig" already exists` */
export function alreadyExists(type: ResourceType, name: string): ClusterError {
  return new ClusterError(`${resourceName(type)} "${name}" already exists`, { reason: 'AlreadyExists', status: 409 })
}

/** `Job.batch "mig" is invalid: …`; several causes stand in brackets. */
export function invalidError(type: ResourceType, name: string, causes: readonly string[]): ClusterError {
  const kind = type.group === '' ? type.kind : `${type.kind}.${type.group}`
  const all = [...new Set(causes)]
  const text = all.length === 1 ? all[0] : `[${all.join(', ')}]`
  return new ClusterError(`${kind} "${name}" is invalid: ${text}`, { reason: 'Invalid', status: 422 })
}

/** `configmaps "x" is forbidden: …` */
export function forbiddenError(type: ResourceType, name: string, why: string): ClusterError {
  return new ClusterError(`${resourceName(type)} "${name}" is forbidden: ${why}`, { reason: 'Forbidden', status: 403 })
}

/** A request that cannot be understood. */
export function badRequest(message: string): ClusterError {
  return new ClusterError(message, { reason: 'BadRequest', status: 400 })
}

/** A write that saw an older object. */
export function conflict(type: ResourceType, name: string, why: string): ClusterError {
  return new ClusterError(`Operation cannot be fulfilled on ${resourceName(type)} "${name}": ${why}`, {
    reason: 'Conflict',
    status: 409,
  })
}

/** Why a write or a deletion that is meant for one object does not do for another one of its name. */
export function otherUid(expected: string, uid: string | undefined): string {
  return `Precondition failed: UID in precondition: ${expected}, UID in object meta: ${uid}`
}

/** Why a deletion that is meant for one version of an object does not do for another. */
export function otherVersion(expected: string, version: string | undefined): string {
  return `Precondition failed: ResourceVersion in precondition: ${expected}, ResourceVersion in object meta: ${version}`
}

/** A write that saw an older resourceVersion. */
export function modified(type: ResourceType, name: string): ClusterError {
  return conflict(
    type,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  )
}

/** History that is forgotten. */
export function expired(since: number, oldest: number): ClusterError {
  return new ClusterError(`too old resource version: ${since} (${oldest})`, { reason: 'Gone', status: 410 })
}

/** `Apply failed with 1 conflict: …` (kubernetes/apimachinery:pkg/util/managedfields/internal/conflict.go). */
export function applyConflict(conflicts: readonly { readonly owner: Owner; readonly field: string }[]): ClusterError {
  const fields: FieldConflict[] = conflicts.map(({ owner, field }) => ({ manager: owner.manager, field }))
  const options = { reason: 'Conflict', status: 409, conflicts: fields } as const
  const [first] = conflicts
  if (conflicts.length === 1 && first !== undefined) {
    const text = `Apply failed with 1 conflict: conflict with ${managerName(first.owner)}: ${first.field}`
    return new ClusterError(text, options)
  }
  const byManager = new Map<string, string[]>()
  for (const { owner, field } of conflicts) {
    const name = managerName(owner)
    byManager.set(name, [...(byManager.get(name) ?? []), `- ${field}`])
  }
  const lines = [...byManager.keys()]
    .toSorted()
    .flatMap((name) => [`conflicts with ${name}:`, ...(byManager.get(name) ?? [])])
  return new ClusterError(`Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`, options)
}

/** `jobs.batch`, `configmaps` */
export function resourceName(type: ResourceType): string {
  return type.group === '' ? type.plural : `${type.plural}.${type.group}`
}

function managerName(owner: Owner): string {
  const name =
    owner.subresource === undefined
      ? `"${owner.manager}"`
      : `"${owner.manager}" with subresource "${owner.subresource}"`
  return owner.operation === 'Update' ? `${name} using ${owner.apiVersion}` : name
}
