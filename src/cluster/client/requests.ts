// Reading and writing one object: what the server's answer means, and what of it is passed on.
import { ClusterError, onClusterError } from '../../errors.ts'
import { withoutSecretValues } from '../../guard/quiet-errors.ts'
import { field, isJsonObject, jsonEqual } from '../../object/kube-object.ts'
import type { Json, KubeObject } from '../../object/kube-object.ts'
import type {
  ApiServer,
  ApiWrite,
  ApplyOptions,
  DeleteOptions,
  DeleteResult,
  ObjectRef,
  WriteOptions,
  WriteResult,
} from '../port.ts'

/** The object, or undefined when there is none (or no longer such a type). */
export async function readIfThere(
  server: ApiServer,
  ref: ObjectRef,
  options?: { readonly signal?: AbortSignal | undefined },
): Promise<KubeObject | undefined> {
  return server.read(ref, options).catch(onClusterError(() => undefined, 'NotFound'))
}

/**
 * Sends a write; what the server says about a Secret's values is not passed on. Without the state before it cannot be told
 * whether anything changed.
 */
export async function send(
  server: ApiServer,
  write: ApiWrite,
  options: WriteOptions,
  live?: KubeObject | null,
): Promise<WriteResult> {
  try {
    const { created, ...stored } = await server.send(write, options)
    const same = live !== undefined && live !== null && isSame(live, stored.object, options)
    return { ...stored, change: created ? 'created' : same ? 'unchanged' : 'configured' }
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error
    const { type, namespace, name } = write.ref
    const content = write.verb === 'patch' ? write.patch.body : write.object
    throw withoutSecretValues(error, { kind: type.kind, content, names: [name, namespace] })
  }
}

function isSame(live: KubeObject, stored: KubeObject, { dryRun }: WriteOptions): boolean {
  // A dry run keeps the resourceVersion whatever it would change.
  if (dryRun === true) return jsonEqual(withoutTimes(live), withoutTimes(stored))
  const { resourceVersion } = live.metadata
  return resourceVersion !== undefined && resourceVersion === stored.metadata.resourceVersion
}

function withoutTimes(object: KubeObject): Json {
  const entries = field(object, 'metadata', 'managedFields')
  if (!Array.isArray(entries)) return object
  const managedFields = entries.map((entry: Json) => (isJsonObject(entry) ? { ...entry, time: undefined } : entry))
  return { ...object, metadata: { ...object.metadata, managedFields } }
}

/** Deletes an object, or the one of a uid. */
export async function sendDelete(server: ApiServer, ref: ObjectRef, options: DeleteOptions): Promise<DeleteResult> {
  const refused = onClusterError((error) => deleteRefused(error, options))
  return server.delete(ref, options).then(() => 'accepted', refused)
}

// A conflict is either our precondition (apiserver: registry/generic/registry/store.go) or a namespace that is going already.
function deleteRefused(error: ClusterError, options: DeleteOptions): DeleteResult {
  if (error.reason === 'NotFound') return 'absent'
  if (error.reason === 'Conflict') {
    if (options.uid !== undefined && /precondition/i.test(error.message)) return 'absent'
    if (error.message.includes('ensuring all content is removed')) return 'accepted'
  }
  throw error
}

/** What is applied, where and how. */
export interface Application {
  readonly ref: ObjectRef
  readonly object: KubeObject
  readonly options: ApplyOptions
}

/** An apply needs a name to look for. */
export function refuseNameless({ ref, object }: Application): void {
  const { type, name } = ref
  const { metadata } = object
  if (name !== '') return
  const what = metadata.generateName === undefined ? `a ${type.kind} without a name` : `from ${metadata.generateName}`
  throw new ClusterError(`${what}: cannot use generate name with apply`, { reason: 'BadRequest' })
}
