// Creating and changing stored objects: admission, defaults, validation, generation, ownership. All writes end here.
import { ClusterError } from '../../errors.ts'
import { toJson } from '../../object/json.ts'
import { isJsonObject, isKubeObject, jsonEqual, listField, stringField } from '../../object/kube-object.ts'
import type { KubeObject, ObjectMeta } from '../../object/kube-object.ts'
import { keyOf } from '../../object/resource-key.ts'
import { schemaFaults, withoutNulls, withSchemaDefaults } from '../../object/structural-schema.ts'
import type { WriteOptions, WriteResult } from '../../cluster/port.ts'
import { trackUpdate } from '../fields/managed-fields.ts'
import type { Writer } from '../fields/managed-fields.ts'
import type { Life } from '../life.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import { withDefaults } from '../kinds/defaults.ts'
import { withFirstValues, withKeptValues, withLaterValues } from '../kinds/first-values.ts'
import { refuseNodePorts } from '../kinds/service/node-ports.ts'
import { dropNulls, withMeta, withStatus } from './object-edits.ts'
import type { ServedType } from '../schemas/resource-types.ts'
import type { PodAdmission } from '../kinds/pod/pod-admission.ts'
import {
  alreadyExists,
  badRequest,
  conflict,
  forbiddenError,
  invalidError,
  modified,
  notFoundError,
  otherUid,
} from './status-errors.ts'
import type { Store } from './store.ts'
import { formatTime } from './timestamp.ts'
import type { TypeRegistry } from '../schemas/type-registry.ts'
import { pruneUnknown } from '../schemas/unknown-fields.ts'
import { findWrongTypes } from '../schemas/wrong-types.ts'
import { shortSuffix } from '../stages/short-hash.ts'
import { byteLength, validateMetadata } from '../validation/metadata.ts'
import { findUndecodable } from '../validation/undecodable.ts'
import { validateObject } from '../validation/validate.ts'

/** The state of the server. */
export interface Server {
  readonly store: Store
  readonly types: TypeRegistry
  readonly clock: VirtualClock
  /** A number that no other call gets. */
  readonly nextSerial: () => number
  /** How an object fares, where somebody says so. */
  readonly life: (object: KubeObject) => Life
  readonly admitPod: PodAdmission
}

/** How one object is written. `applied`: server-side apply does its own bookkeeping; `none`: nobody ever applies what a controller made. */
export interface WriteContext {
  readonly type: ServedType
  readonly writer: Writer
  readonly dryRun: boolean
  readonly tracking: 'update' | 'applied' | 'none'
}

const NAMESPACES = { group: '', version: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false } as const

const MAX_REQUEST_BYTES = 3_145_728
const DRY_RUN_UID = '00000000-0000-4000-8000-00000000d47f'

/** An object as the server reads it out of a request: unknown fields are refused, told or dropped. */
export function decodeObject(
  server: Server,
  type: ServedType,
  object: KubeObject,
  validation: WriteOptions['fieldValidation'],
): { readonly object: KubeObject; readonly warnings: readonly string[] } {
  refuseTooLarge(object)
  const schema = server.types.schemaOf(type)
  const plain = schema.builtIn ? dropNulls(object) : withoutNulls(object, schema.openApi)
  const wrong = findWrongTypes(object, schema)[0] ?? (schema.builtIn ? findUndecodable(object) : undefined)
  if (wrong !== undefined) {
    throw badRequest(`${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: ${wrong.decoded}`)
  }
  const pruned = pruneUnknown(isKubeObject(plain) ? plain : object, schema)
  const problems = pruned.unknown.map(({ path }) => `unknown field "${path}"`)
  if (problems.length > 0 && validation === 'Strict') {
    throw badRequest(
      `${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: strict decoding error: ${problems.join(', ')}`,
    )
  }
  return { object: pruned.object, warnings: validation === 'Ignore' ? [] : problems }
}

/** Refuses what no request can carry. */
export function refuseTooLarge(object: KubeObject): void {
  if (byteLength(toJson(object)) <= MAX_REQUEST_BYTES) return
  throw new ClusterError('Request entity too large: limit is 3145728', { reason: 'Invalid', status: 413 })
}

/** Stores a new object. */
export function createObject(server: Server, object: KubeObject, context: WriteContext): KubeObject {
  const { type } = context
  const named = withName(server, object)
  admitNamespace(server, type, named)
  refusePod(server, type, object)
  const key = keyOf(named)
  const { generation, managedFields } = named.metadata
  const fresh = withMeta(named, {
    resourceVersion: undefined,
    deletionTimestamp: undefined,
    uid: context.dryRun ? DRY_RUN_UID : nextUid(server),
    creationTimestamp: formatTime(server.clock.now()),
    generation: type.hasGeneration ? 1 : generation,
    managedFields: context.tracking === 'applied' ? managedFields : undefined,
  })
  const defaulted = withAllDefaults(server, type, type.hasStatus ? withStatus(fresh, undefined) : fresh)
  // What controllers make follows from what has been looked at; only its name and its labels can be wrong.
  const isMade = context.tracking === 'none'
  const problems = isMade ? validateMetadata(type, defaulted) : problemsOf(server, type, defaulted)
  if (problems.length > 0) throw invalidError(type, named.metadata.name ?? '', problems)
  if (server.store.get(key) !== undefined) throw alreadyExists(type, key.name)
  refuseNodePorts(server.store, type, defaulted, context)
  const complete = withFirstValues(defaulted, context.dryRun ? 0 : server.nextSerial())
  const tracked = withChangedOwners(server, { before: undefined, after: complete }, context)
  return context.dryRun ? tracked : server.store.put(tracked)
}

/** Stores a changed object. Says `unchanged` and writes nothing when there is no change. */
export function updateObject(
  server: Server,
  before: KubeObject,
  wanted: KubeObject,
  context: WriteContext,
): WriteResult {
  const { type } = context
  const merged = withServerFields(type, before, wanted)
  const after = withKeptValues(before, withAllDefaults(server, type, merged))
  const name = before.metadata.name ?? ''
  const problems = problemsOf(server, type, after, before)
  if (problems.length > 0) throw invalidError(type, name, problems)
  refuseNodePorts(server.store, type, after, { before, dryRun: context.dryRun })
  const complete = withLaterValues(after, () => (context.dryRun ? 0 : server.nextSerial()))
  const counted = countGeneration(type, before, complete)
  const tracked = withChangedOwners(server, { before, after: counted }, context)
  if (jsonEqual(tracked, before) || jsonEqual(withoutTimes(tracked), withoutTimes(before)))
    return { object: before, change: 'unchanged', warnings: [] }
  const object = context.dryRun ? tracked : storeOrRemove(server.store, tracked)
  return { object, change: 'configured', warnings: [] }
}

/** That a manager has written the same again is not a change. */
function withChangedOwners(
  { types, clock }: Server,
  { before, after }: { readonly before: KubeObject | undefined; readonly after: KubeObject },
  { tracking, type, writer }: Omit<WriteContext, 'dryRun'>,
): KubeObject {
  if (tracking !== 'update') return after
  return trackUpdate(before, after, { writer, schema: types.schemaOf(type), time: formatTime(clock.now()) })
}

function withoutTimes(object: KubeObject): KubeObject {
  const entries = listField(object.metadata, 'managedFields').map((entry) =>
    isJsonObject(entry) ? { ...entry, time: null } : entry,
  )
  return withMeta(object, { managedFields: entries })
}

/** The defaults of a built-in kind, or those of a definition's schema. */
function withAllDefaults(server: Server, type: ServedType, object: KubeObject): KubeObject {
  const complete = withDefaults(object)
  const { openApi } = server.types.schemaOf(type)
  const filled = openApi === undefined ? complete : withSchemaDefaults(complete, openApi)
  return isKubeObject(filled) ? filled : complete
}

function problemsOf(server: Server, type: ServedType, object: KubeObject, before?: KubeObject): readonly string[] {
  const { openApi } = server.types.schemaOf(type)
  const faults = openApi === undefined ? [] : schemaFaults(object, openApi)
  return [...validateObject(type, object, before), ...faults.map(({ path, message }) => `${path}: ${message}`)]
}

/** Stores what a controller makes of an object: no checks, and its status counts. */
export function updateByController(server: Server, before: KubeObject, after: KubeObject, writer: Writer): void {
  const type = server.types.ofKind(keyOf(before).group, before.kind)
  if (type === undefined || jsonEqual(before, after)) return
  const counted = before.kind === 'Pod' ? after : countGeneration(type, before, after)
  const change = { before, after: counted }
  const tracking = before.metadata['managedFields'] === undefined ? 'none' : 'update'
  storeOrRemove(server.store, withChangedOwners(server, change, { type, writer, tracking }))
}

/** Stores an object, or removes it when it was only waiting for its last finalizer: its last state is then the one before. */
export function storeOrRemove(store: Store, object: KubeObject): KubeObject {
  if (!isGone(object)) return store.put(object)
  return store.remove(keyOf(object)) ?? object
}

/** Whether nothing keeps a deleted object any longer. */
export function isGone(object: KubeObject): boolean {
  const { deletionTimestamp, finalizers, deletionGracePeriodSeconds } = object.metadata
  if (deletionTimestamp === undefined || (finalizers ?? []).length > 0) return false
  if (typeof deletionGracePeriodSeconds === 'number' && deletionGracePeriodSeconds > 0) return false
  return object.kind !== 'Namespace' || listField(object, 'spec', 'finalizers').length === 0
}

/** The object with the next generation when more than its metadata and status changed. */
function countGeneration(type: ServedType, before: KubeObject, after: KubeObject): KubeObject {
  if (!type.hasGeneration) return after
  const uncounted = type.hasStatus ? ['metadata', 'status'] : ['metadata']
  const isSame = [...new Set([...Object.keys(before), ...Object.keys(after)])].every(
    (name) => uncounted.includes(name) || jsonEqual(before[name], after[name]),
  )
  const known = before.metadata.generation ?? 1
  const generation = isSame ? known : known + 1
  return after.metadata.generation === generation ? after : withMeta(after, { generation })
}

/** What a user cannot change stays: identity, times, and a status that has its own subresource. */
function withServerFields(type: ServedType, before: KubeObject, wanted: KubeObject): KubeObject {
  const { name, uid, resourceVersion } = wanted.metadata
  const old = before.metadata
  if (uid !== undefined && uid !== old.uid) {
    throw conflict(type, name ?? '', otherUid(uid, old.uid))
  }
  if (resourceVersion !== undefined && resourceVersion !== old.resourceVersion) throw modified(type, name ?? '')
  const meta: ObjectMeta = {
    name: old.name,
    namespace: old.namespace,
    uid: old.uid,
    resourceVersion: old.resourceVersion,
    creationTimestamp: old.creationTimestamp,
    generation: old.generation,
    deletionTimestamp: old.deletionTimestamp,
    deletionGracePeriodSeconds: old['deletionGracePeriodSeconds'],
    managedFields: wanted.metadata['managedFields'] ?? old['managedFields'],
    finalizers: (wanted.metadata.finalizers ?? []).length > 0 ? wanted.metadata.finalizers : undefined,
  }
  const object = withMeta(wanted, meta)
  const status = before['status']
  return type.hasStatus ? withStatus(object, isJsonObject(status) ? status : undefined) : object
}

function withName(server: Server, object: KubeObject): KubeObject {
  const { name = '', generateName = '' } = object.metadata
  if (name !== '' || generateName === '') return object
  return withMeta(object, { name: generateName + shortSuffix(server.nextSerial()) })
}

function admitNamespace(server: Server, type: ServedType, object: KubeObject): void {
  if (!type.namespaced) return
  const name = object.metadata.namespace ?? ''
  const namespace = server.store.get({ group: '', kind: 'Namespace', namespace: '', name })
  if (namespace === undefined) throw notFoundError(NAMESPACES, name)
  if (stringField(namespace, 'status', 'phase') === 'Terminating') {
    throw forbiddenError(
      type,
      object.metadata.name ?? '',
      `unable to create new content in namespace ${name} because it is being terminated`,
    )
  }
}

/** By the name that was asked for: a generated one is not known yet. */
function refusePod(server: Server, type: ServedType, object: KubeObject): void {
  const why = type.group === '' && type.kind === 'Pod' ? server.admitPod(object) : undefined
  if (why !== undefined) throw new ClusterError(why, { reason: 'Forbidden', status: 403 })
}

/** The object with a uid that no other one has. */
export function withUid(server: Server, object: KubeObject): KubeObject {
  return withMeta(object, { uid: nextUid(server) })
}

function nextUid(server: Server): string {
  return `${UID_BEGINNING}${server.nextSerial().toString(16).padStart(12, '0')}`
}

const UID_BEGINNING = '00000000-0000-4000-8000-'

/** The number in a uid that a simulated cluster has given; 0 where another one has. */
export function serialOf({ metadata: { uid = '' } }: KubeObject): number {
  return uid.startsWith(UID_BEGINNING) ? Number.parseInt(uid.slice(UID_BEGINNING.length), 16) || 0 : 0
}
