// Create, patch, replace and delete: one request each.
import { ClusterError } from '../../errors.ts'
import { toJson } from '../../object/json.ts'
import { stringField } from '../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../object/kube-object.ts'
import type { DeleteOptions, DeleteResult, ObjectRef, Patch, WriteOptions, WriteResult } from '../port.ts'
import type { ApiAnswer } from './http/answer.ts'
import { repeatOf } from './http/retry.ts'
import { parseObject } from './objects.ts'
import { collectionPath, objectPath, withQuery } from './resource-path.ts'
import type { Query } from './resource-path.ts'
import { withoutSecretValues } from '../../guard/quiet-errors.ts'
import type { ApiRequest, Transport } from './http/transport.ts'

const PATCH_TYPES = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
  replace: 'application/json',
} as const

/** The parameters that every write has. */
export function writeQuery(options: WriteOptions): Query {
  return {
    fieldManager: options.fieldManager,
    fieldValidation: options.fieldValidation,
    dryRun: options.dryRun === true ? 'All' : undefined,
  }
}

/** An apply needs a name to look for. */
export function refuseNameless({ type, name }: ObjectRef, { metadata }: KubeObject): void {
  if (name !== '') return
  const what = metadata.generateName === undefined ? `a ${type.kind} without a name` : `from ${metadata.generateName}`
  throw new ClusterError(`${what}: cannot use generate name with apply`, { reason: 'BadRequest' })
}

/** Creates an object. */
export async function sendCreate(
  transport: Transport,
  ref: ObjectRef,
  object: KubeObject,
  options: WriteOptions,
): Promise<WriteResult> {
  const path = collectionPath(ref.type, ref.namespace)
  const answer = await sendObject(transport, ref, {
    content: object,
    method: 'POST',
    path: withQuery(path, writeQuery(options)),
    body: toJson(object),
    contentType: 'application/json',
    repeat: repeatOf({ verb: 'create', dryRun: options.dryRun === true, bound: 'absent' }),
    signal: options.signal,
  })
  return { object: parseWritten(answer.body, `POST ${path}`), change: 'created', warnings: answer.warnings }
}

/** Changes an object. Without its former state it cannot be told whether anything changed. */
export async function sendPatch(
  transport: Transport,
  ref: ObjectRef,
  patch: Patch,
  options: WriteOptions,
): Promise<WriteResult> {
  const method = patch.type === 'replace' ? 'PUT' : 'PATCH'
  const path = objectPath(ref)
  const content = isList(patch.body) ? {} : patch.body
  // What edits a list by position does not do the same twice, and so holds itself to a version.
  const versioned = patch.type === 'json' || stringField(content, 'metadata', 'resourceVersion') !== undefined
  const bound = versioned ? 'version' : 'nothing'
  const answer = await sendObject(transport, ref, {
    content,
    method,
    path: withQuery(path, writeQuery(options)),
    body: toJson(patch.body),
    contentType: PATCH_TYPES[patch.type],
    repeat: repeatOf({ verb: 'change', dryRun: options.dryRun === true, bound }),
    signal: options.signal,
  })
  const change = answer.status === 201 ? 'created' : 'configured'
  return { object: parseWritten(answer.body, `${method} ${path}`), change, warnings: answer.warnings }
}

/** Deletes an object, or the one of a uid. */
export async function sendDelete(transport: Transport, ref: ObjectRef, options: DeleteOptions): Promise<DeleteResult> {
  const body: JsonObject = {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    propagationPolicy: options.propagation,
    ...(options.uid === undefined ? {} : { preconditions: { uid: options.uid } }),
    ...(options.dryRun === true ? { dryRun: ['All'] } : {}),
  }
  try {
    await transport.request({
      method: 'DELETE',
      path: objectPath(ref),
      body: toJson(body),
      contentType: 'application/json',
      repeat: repeatOf({
        verb: 'delete',
        dryRun: options.dryRun === true,
        bound: options.uid === undefined ? 'nothing' : 'uid',
      }),
      signal: options.signal,
    })
    return 'accepted'
  } catch (error) {
    return deleteRefused(error, options)
  }
}

// A conflict is either our precondition (apiserver: registry/generic/registry/store.go) or a namespace that is going already.
function deleteRefused(error: unknown, options: DeleteOptions): DeleteResult {
  if (!(error instanceof ClusterError)) throw error
  if (error.reason === 'NotFound') return 'absent'
  if (error.reason === 'Conflict') {
    if (options.uid !== undefined && /precondition/i.test(error.message)) return 'absent'
    if (error.message.includes('ensuring all content is removed')) return 'accepted'
  }
  throw error
}

/** Sends an object or a part of one; what the server says about a Secret's values is not passed on. */
export async function sendObject(
  transport: Transport,
  { type, namespace, name }: ObjectRef,
  { content, ...request }: ApiRequest & { readonly content: JsonObject },
): Promise<ApiAnswer> {
  try {
    return await transport.request(request)
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error
    throw withoutSecretValues(error, { kind: type.kind, content, names: [name, namespace] })
  }
}

/** The answer to a write that was carried out; one that is not an object says so, and not what it was. */
export function parseWritten(body: Json, where: string): KubeObject {
  try {
    return parseObject(body, where)
  } catch (error) {
    throw error instanceof ClusterError ? error.asUnsure() : error
  }
}

function isList(body: JsonObject | readonly JsonObject[]): body is readonly JsonObject[] {
  return Array.isArray(body)
}
