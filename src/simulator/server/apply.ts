// A server-side apply: what the server reads in it, and what it is held to.
import { ClusterError } from '../../errors.ts'
import { isKubeObject } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { compareText, keyOf } from '../../object/resource-key.ts'
import type { ApplyWrite, WriteResult } from '../../cluster/port.ts'
import { pathsOf } from '../fields/field-paths.ts'
import type { FieldPaths } from '../fields/field-paths.ts'
import { serverSideApply } from '../fields/server-side-apply.ts'
import { dropNulls, withStatus } from './object-edits.ts'
import type { ServedType } from '../schemas/resource-types.ts'
import { badRequest, conflict, invalidError, modified } from './status-errors.ts'
import { formatTime } from './timestamp.ts'
import { findDuplicates, pruneUnknown } from '../schemas/unknown-fields.ts'
import { createObject, refuseTooLarge, updateObject } from './write.ts'
import type { Server } from './write.ts'
import { findUntyped, findWrongTypes } from '../schemas/wrong-types.ts'
import { findUndecodable } from '../validation/undecodable.ts'

/** One server-side apply. */
export function applyOnServer(
  server: Server,
  type: ServedType,
  object: KubeObject,
  options: {
    readonly manager: string
    readonly force: boolean
    readonly dryRun: boolean
    /** What else its metadata say. */
    readonly held?: ApplyWrite['held']
  },
): WriteResult {
  const { applied, paths } = readApplied(server, type, object)
  const schema = server.types.schemaOf(type)
  const live = server.store.get(keyOf(object))
  const time = formatTime(server.clock.now())
  const writer = { manager: options.manager, operation: 'Apply' } as const
  const context = { type, writer, dryRun: options.dryRun, tracking: 'applied' } as const
  const { name = '', uid, resourceVersion } = { ...object.metadata, ...options.held }
  const merged = serverSideApply(live, applied, { ...options, schema, time, paths })
  if (live === undefined) {
    const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`
    if (uid !== undefined) throw conflict(type, name, why)
    return { object: createObject(server, merged, context), change: 'created', warnings: [] }
  }
  if (resourceVersion !== undefined && resourceVersion !== live.metadata.resourceVersion) throw modified(type, name)
  if (uid !== undefined && uid !== live.metadata.uid) {
    throw invalidError(type, name, [`metadata.uid: Invalid value: "${uid}": field is immutable`])
  }
  return updateObject(server, live, merged, context)
}

/** What is applied, as the server understands it. */
interface Reading {
  readonly applied: KubeObject
  /** With what is null: such a field is owned, and keeps its value. */
  readonly paths: FieldPaths
}

// One manifest is applied again and again: as a dry run, for real, and in each rehearsal of an exploration.
const READ = new WeakMap<KubeObject, Reading>()

function readApplied(server: Server, type: ServedType, object: KubeObject): Reading {
  const known = READ.get(object)
  if (known !== undefined) return known
  refuseTooLarge(object)
  refuseUntyped(server, type, object)
  refuseUndecodable(server, type, object)
  if (object.metadata['managedFields'] !== undefined) throw badRequest('metadata.managedFields must be nil')
  const schema = server.types.schemaOf(type)
  const plain = schema.builtIn ? dropNulls(object) : object
  const read = isKubeObject(plain) ? plain : object
  const applied = type.hasStatus ? withStatus(read, undefined) : read
  const declared = type.hasStatus ? withStatus(object, undefined) : object
  const reading = { applied, paths: pathsOf(declared, schema, 'leaves') }
  // A definition may change meanwhile.
  if (schema.builtIn) READ.set(object, reading)
  return reading
}

/** Server-side apply needs to know every field, and every item of a list by its key. */
function refuseUntyped(server: Server, type: ServedType, object: KubeObject): void {
  const schema = server.types.schemaOf(type)
  // The server stops at the first one; a map has no order, so that which one it is means nothing.
  const unknown = pruneUnknown(object, schema)
    .unknown.map(({ typedPath }) => `${typedPath}: field not declared in schema`)
    .toSorted(compareText)
    .slice(0, 1)
  const problems = [
    ...unknown,
    ...findWrongTypes(object, schema)
      .map(({ typed }) => typed)
      .toSorted(compareText),
    ...findUntyped(object, schema),
    ...findDuplicates(object, schema),
  ]
  if (problems.length === 0) return
  const text = problems.length === 1 ? problems[0] : `errors:\n${problems.map((problem) => `  ${problem}`).join('\n')}`
  throw serverError(`failed to create typed patch object (${describe(type, object)}): ${text}`)
}

/** What has the right type can still be no quantity, or no base64. */
function refuseUndecodable(server: Server, type: ServedType, object: KubeObject): void {
  const wrong = server.types.schemaOf(type).builtIn ? findUndecodable(object) : undefined
  if (wrong === undefined) return
  const what = `unable to convert unstructured object to ${kindText(type)}: ${wrong.converted}`
  throw serverError(`failed to convert new object (${describe(type, object)}) to proper version: ${what}`)
}

function describe(type: ServedType, { metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name ?? ''}; ${kindText(type)}`
}

function kindText({ group, version, kind }: ServedType): string {
  return `${group}/${version}, Kind=${kind}`
}

function serverError(message: string): ClusterError {
  return new ClusterError(message, { reason: 'ServerError', status: 500 })
}
