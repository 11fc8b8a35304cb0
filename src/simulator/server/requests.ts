// Requests of one user to the server: faults before and after, and a record of every write.
import { ClusterError } from '../../errors.ts'
import { isJsonObject } from '../../object/kube-object.ts'
import type { Json } from '../../object/kube-object.ts'
import type { DeleteOptions, ObjectRef, Stored, WriteOptions, WriteResult } from '../../cluster/port.ts'
import type { Faults, SimulatedRequest } from '../faults.ts'
import { deleteObject } from './delete.ts'
import type { ServedType } from '../schemas/resource-types.ts'
import { conflict, notFoundError, notServed, otherUid, otherVersion } from './status-errors.ts'
import { inVersion } from './watch.ts'
import type { WatchSource } from './watch.ts'
import type { Server } from './write.ts'

/** One write that a user asked for. */
export interface WriteRecord {
  /** `apply` is a server-side apply, `update` a replacement; client-side apply is a `create` or a `patch`. */
  readonly verb: 'create' | 'apply' | 'patch' | 'update' | 'delete'
  readonly group: string
  readonly kind: string
  /** The name of the type in URLs. */
  readonly resource: string
  readonly namespace: string
  readonly name: string
  /** HTTP status of the answer: 201 for what was created. */
  readonly code: number
  readonly dryRun: boolean
  readonly fieldManager: string
  readonly user: string
  readonly uid: string
  /** What it did, where the server did not refuse it. */
  readonly change?: 'created' | 'configured' | 'unchanged'
  /** The server's words where it refused. */
  readonly message?: string
  /** It asked for other finalizers, and for nothing else. */
  readonly onlyFinalizers?: true
  readonly at: number
}

/** What all users of a cluster share. */
export interface Shared {
  readonly server: Server
  readonly faults: Faults
  readonly record: (entry: WriteRecord) => void
  readonly watches: WatchSource
}

/** What is written, and where. */
export interface UserWrite {
  readonly verb: Exclude<WriteRecord['verb'], 'delete'>
  readonly ref: ObjectRef
  readonly body: Json
}

/** The requests of one user. */
export interface Requests {
  read<T>(verb: 'get' | 'list' | 'watch' | 'logs', ref: ObjectRef, run: (type: ServedType) => T): Promise<T>
  write(write: UserWrite, options: WriteOptions, run: (type: ServedType) => WriteResult): Promise<Stored>
  remove(ref: ObjectRef, options: DeleteOptions): Promise<void>
}

/** Makes requests for a user of this name. */
export function createRequests(shared: Shared, user: string): Requests {
  const { server, faults } = shared
  const hide = (request: SimulatedRequest): void => {
    const hidden = faults.afterRequest?.(request)
    if (hidden !== undefined) throw hidden.status === undefined ? hidden.failing('broken') : hidden
  }
  const record = (ref: ObjectRef, request: WriteRequest, outcome: Outcome): void =>
    shared.record(recordOf(ref, request, { ...outcome, at: server.clock.now() }))
  const refuse = (ref: ObjectRef, request: WriteRequest, fieldManager: string, error: unknown): never => {
    if (!(error instanceof ClusterError)) throw error
    record(ref, request, { code: error.status ?? 0, uid: '', fieldManager, message: error.message })
    throw error
  }
  return {
    read: (verb, ref, run) => send(shared, requestOf(ref, { verb, user, dryRun: false }), ref, run),
    write: async ({ verb, ref, body }, options, run) => {
      const { fieldManager, dryRun = false } = options
      const request = { ...requestOf(ref, { verb, user, dryRun }), body }
      const { object, change, warnings } = await send(shared, request, ref, run).catch((error: unknown) =>
        refuse(ref, request, fieldManager, error),
      )
      const { uid = '', name = ref.name } = object.metadata
      const created = change === 'created'
      record({ ...ref, name }, request, { code: created ? 201 : 200, uid, fieldManager, change })
      hide(request)
      return { object: inVersion(object, ref.type), created, warnings }
    },
    remove: async (ref, options) => {
      const request = requestOf(ref, { verb: 'delete', user, dryRun: options.dryRun === true })
      const run = (): Removal => removeObject(server, ref, options)
      const { code, uid, refusal } = await send(shared, request, ref, run).catch((error: unknown) =>
        refuse(ref, request, '', error),
      )
      record(ref, request, { code, uid, fieldManager: '' })
      hide(request)
      if (refusal !== undefined) throw refusal
    },
  }
}

type WriteRequest = SimulatedRequest & Pick<WriteRecord, 'verb'>

type Outcome = Pick<WriteRecord, 'code' | 'uid' | 'fieldManager' | 'change' | 'message'>

async function send<T>(
  { server, faults }: Shared,
  request: SimulatedRequest,
  ref: ObjectRef,
  run: (type: ServedType) => T,
): Promise<T> {
  const delay = faults.delay?.(request) ?? 0
  if (delay > 0) await server.clock.sleep(delay)
  const refused = faults.beforeRequest?.(request)
  if (refused !== undefined) throw refused
  const served = server.types.find(ref.type)
  if (served === undefined) throw notServed()
  return run(served)
}

function requestOf<Verb extends SimulatedRequest['verb']>(
  ref: ObjectRef,
  how: { readonly verb: Verb; readonly user: string; readonly dryRun: boolean },
): SimulatedRequest & { readonly verb: Verb } {
  const { type, namespace, name } = ref
  return { ...how, key: { group: type.group, kind: type.kind, namespace, name }, resource: type.plural }
}

function recordOf(ref: ObjectRef, request: WriteRequest, outcome: Outcome & { readonly at: number }): WriteRecord {
  const { verb, user, dryRun } = request
  const { group, kind, plural } = ref.type
  const place = { group, kind, resource: plural, namespace: ref.namespace, name: ref.name }
  const finalizers = isOfFinalizers(request.body) ? ({ onlyFinalizers: true } as const) : {}
  return { verb, ...place, dryRun, user, ...finalizers, ...outcome }
}

function isOfFinalizers(body: Json | undefined): boolean {
  const meta = isJsonObject(body) && Object.keys(body).join() === 'metadata' ? body['metadata'] : undefined
  return isJsonObject(meta) && Object.keys(meta).every((name) => name === 'finalizers' || name === 'resourceVersion')
}

interface Removal {
  readonly code: 200 | 404 | 409
  readonly uid: string
  readonly refusal?: ClusterError
}

function removeObject(server: Server, ref: ObjectRef, options: DeleteOptions): Removal {
  const { type, namespace, name } = ref
  const object = server.store.get({ group: type.group, kind: type.kind, namespace, name })
  if (object === undefined) return { code: 404, uid: '', refusal: notFoundError(type, name) }
  const { uid = '' } = object.metadata
  if (options.uid !== undefined && options.uid !== uid) {
    return { code: 409, uid: '', refusal: conflict(type, name, otherUid(options.uid, uid)) }
  }
  const { resourceVersion } = object.metadata
  if (options.resourceVersion !== undefined && options.resourceVersion !== resourceVersion) {
    return { code: 409, uid: '', refusal: conflict(type, name, otherVersion(options.resourceVersion, resourceVersion)) }
  }
  if (options.dryRun !== true) deleteObject(server, object, options.propagation)
  return { code: 200, uid }
}
