// Requests of one user to the server: faults before and after, and a record of every write.
import { ClusterError } from '../../../errors.ts'
import type { Json } from '../../../manifest/kube-object.ts'
import type { DeleteOptions, DeleteResult, ObjectRef, WriteOptions, WriteResult } from '../../port.ts'
import type { Faults, SimulatedRequest } from '../faults.ts'
import { deleteObject } from './delete.ts'
import type { ServedType } from './resource-types.ts'
import { notServed } from './status-errors.ts'
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
export interface Placed extends ObjectRef {
  readonly object: Json
}

/** The requests of one user. */
export interface Requests {
  read<T>(verb: 'get' | 'list' | 'logs', ref: ObjectRef, run: (type: ServedType) => T): Promise<T>
  write(
    verb: Exclude<WriteRecord['verb'], 'delete'>,
    placed: Placed,
    options: WriteOptions,
    run: (type: ServedType) => WriteResult,
  ): Promise<WriteResult>
  remove(ref: ObjectRef, options: DeleteOptions): Promise<DeleteResult>
}

/** Makes requests for a user of this name. */
export function createRequests(shared: Shared, user: string): Requests {
  const { server, faults } = shared
  const send = async <T>(request: SimulatedRequest, ref: ObjectRef, run: (type: ServedType) => T): Promise<T> => {
    const delay = faults.delay?.(request) ?? 0
    if (delay > 0) await server.clock.sleep(delay)
    const refused = faults.beforeRequest?.(request)
    if (refused !== undefined) throw refused
    const served = server.types.find(ref.type)
    if (served === undefined) throw notServed()
    return run(served)
  }
  const requestOf = (verb: SimulatedRequest['verb'], ref: ObjectRef, dryRun: boolean, body?: Json): SimulatedRequest => ({
    verb,
    key: { group: ref.type.group, kind: ref.type.kind, namespace: ref.namespace, name: ref.name },
    resource: ref.type.plural,
    dryRun,
    user,
    ...(body === undefined ? {} : { body }),
  })
  const entry = (ref: ObjectRef, result: Pick<WriteRecord, 'verb' | 'code' | 'dryRun' | 'fieldManager' | 'uid'>): WriteRecord => ({
    ...result,
    group: ref.type.group,
    kind: ref.type.kind,
    resource: ref.type.plural,
    namespace: ref.namespace,
    name: ref.name,
    user,
    at: server.clock.now(),
  })
  const refuse = (ref: ObjectRef, result: Pick<WriteRecord, 'verb' | 'dryRun' | 'fieldManager'>, error: unknown): never => {
    if (error instanceof ClusterError) shared.record({ ...entry(ref, { ...result, code: error.status ?? 0, uid: '' }), message: error.message })
    throw error
  }
  const hide = (request: SimulatedRequest): void => {
    const hidden = faults.afterRequest?.(request)
    if (hidden !== undefined) throw hidden
  }
  return {
    read: (verb, ref, run) => send(requestOf(verb, ref, false), ref, run),
    write: async (verb, placed, options, run) => {
      const request = requestOf(verb, placed, options.dryRun === true, placed.object)
      const outcome = { verb, dryRun: options.dryRun === true, fieldManager: options.fieldManager }
      const result = await send(request, placed, run).catch((error: unknown) => refuse(placed, outcome, error))
      const { uid = '', name = placed.name } = result.object.metadata
      const code = result.change === 'created' ? 201 : 200
      shared.record({ ...entry({ ...placed, name }, { ...outcome, code, uid }), change: result.change })
      hide(request)
      return { ...result, object: inVersion(result.object, placed.type) }
    },
    remove: async (ref, options) => {
      const request = requestOf('delete', ref, options.dryRun === true)
      const outcome = { verb: 'delete', dryRun: options.dryRun === true, fieldManager: '' } as const
      const run = (): Removal => removeObject(server, ref, options)
      const { code, uid } = await send(request, ref, run).catch((error: unknown) => refuse(ref, outcome, error))
      shared.record(entry(ref, { ...outcome, code, uid }))
      hide(request)
      return code === 200 ? 'accepted' : 'absent'
    },
  }
}

interface Removal {
  readonly code: 200 | 404 | 409
  readonly uid: string
}

function removeObject(server: Server, ref: ObjectRef, options: DeleteOptions): Removal {
  const { group, kind } = ref.type
  const object = server.store.get({ group, kind, namespace: ref.namespace, name: ref.name })
  if (object === undefined) return { code: 404, uid: '' }
  const { uid = '' } = object.metadata
  if (options.uid !== undefined && options.uid !== uid) return { code: 409, uid: '' }
  if (options.dryRun !== true) deleteObject(server, object, options.propagation)
  return { code: 200, uid }
}
