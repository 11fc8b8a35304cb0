// Create, apply, patch, replace and delete: one request each.
import { ClusterError } from '../../errors.ts'
import { defined } from '../../object/defined.ts'
import { toGoJson, toJson, toYamlSafeJson } from '../../object/json.ts'
import type { JsonObject, KubeObject } from '../../object/kube-object.ts'
import type { ApiWrite, ApplyWrite, DeleteOptions, ObjectRef, Patch, Stored, WriteOptions } from '../port.ts'
import type { ApiAnswer } from './http/answer.ts'
import type { ApiRequest, Transport } from './http/transport.ts'
import { parseObject } from './objects.ts'
import { collectionPath, objectPath, withQuery } from './resource-path.ts'

const PATCH_TYPES = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
  replace: 'application/json',
} as const

/** A write as a request. */
interface WriteRequest extends Pick<ApiRequest, 'method' | 'path' | 'body' | 'contentType'> {
  readonly force?: boolean
}

/** Sends a write, and gives what it left. */
export async function sendWrite(transport: Transport, write: ApiWrite, options: WriteOptions): Promise<Stored> {
  const { force, ...request } = requestOf(write)
  const { fieldManager, fieldValidation, signal } = options
  const query = { fieldManager, fieldValidation, dryRun: options.dryRun === true ? 'All' : undefined, force }
  const path = withQuery(request.path, query)
  const answer = await transport.request({ ...request, path, signal })
  const created = write.verb === 'create' || answer.status === 201
  return { object: parseWritten(answer, request), created, warnings: answer.warnings }
}

function requestOf(write: ApiWrite): WriteRequest {
  switch (write.verb) {
    case 'create': {
      const { ref, object } = write
      const path = collectionPath(ref.type, ref.namespace)
      return { method: 'POST', path, ...json(object) }
    }
    case 'apply':
      return applyRequest(write)
    case 'patch':
      return patchRequest(write.ref, write.patch)
    default:
      return write satisfies never
  }
}

function applyRequest({ ref, object, held, force, goSpelling }: ApplyWrite): WriteRequest {
  const sent = held === undefined ? object : { ...object, metadata: { ...object.metadata, ...held } }
  return {
    method: 'PATCH',
    path: objectPath(ref),
    body: goSpelling === true ? toGoJson(sent) : toYamlSafeJson(sent),
    contentType: 'application/apply-patch+yaml',
    ...(force ? { force } : {}),
  }
}

function patchRequest(ref: ObjectRef, { type, body }: Patch): WriteRequest {
  return {
    method: type === 'replace' ? 'PUT' : 'PATCH',
    path: objectPath(ref),
    body: toJson(body),
    contentType: PATCH_TYPES[type],
  }
}

/** Deletes an object, or the one of a uid. */
export async function sendDeletion(transport: Transport, ref: ObjectRef, options: DeleteOptions): Promise<void> {
  const { uid, resourceVersion, signal, propagation } = options
  const dryRun = options.dryRun === true
  const body: JsonObject = {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    propagationPolicy: propagation,
    ...(uid === undefined ? {} : { preconditions: { uid, ...defined({ resourceVersion }) } }),
    ...(dryRun ? { dryRun: ['All'] } : {}),
  }
  // The server goes by the body; an audit log shows the path.
  const path = withQuery(objectPath(ref), { dryRun: dryRun ? 'All' : undefined })
  await transport.request({ method: 'DELETE', path, ...json(body), signal })
}

function json(body: JsonObject): Pick<ApiRequest, 'body' | 'contentType'> {
  return { body: toJson(body), contentType: 'application/json' }
}

/** The answer to a write that was carried out; one that is not an object says so, and not what it was. */
function parseWritten({ body }: ApiAnswer, { method, path }: Pick<ApiRequest, 'method' | 'path'>): KubeObject {
  try {
    return parseObject(body, `${method} ${path}`)
  } catch (error) {
    throw error instanceof ClusterError ? error.asUnsure() : error
  }
}
