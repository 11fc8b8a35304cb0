// Server-side apply, and the hand-over of objects that kubectl applied client-side before.
import { ClusterError } from '../../errors.ts'
import { toGoJson, toYamlSafeJson } from '../../object/json.ts'
import { field, isJsonObject, jsonEqual } from '../../object/kube-object.ts'
import type { Json, KubeObject } from '../../object/kube-object.ts'
import type { ApplyOptions, ObjectRef, WriteResult } from '../port.ts'
import { repeatOf } from './http/retry.ts'
import type { Writing } from './http/retry.ts'
import { CLIENT_SIDE_MANAGER, handOverFields, ownedByClientSideApply } from './patch/managed-fields.ts'
import { objectPath, withQuery } from './resource-path.ts'
import type { Transport } from './http/transport.ts'
import { parseWritten, refuseNameless, sendObject, sendPatch, writeQuery } from './writes.ts'

/**
 * Applies an object. What `kubectl-client-side-apply` owns is handed over to our manager before, or, when the live object
 * is not known, after the first apply, which is then repeated, as kubectl does (kubectl:pkg/cmd/apply/apply.go).
 * A dry run hands nothing over: where only fields of that manager are in conflict it is forced, for the real run will own them.
 */
export async function applyServerSide(
  transport: Transport,
  ref: ObjectRef,
  object: KubeObject,
  options: ApplyOptions,
): Promise<WriteResult> {
  refuseNameless(ref, object)
  if (options.dryRun === true) return applyDry(transport, ref, object, options)
  const { live } = options
  if (live !== undefined && live !== null) {
    if (ownedByClientSideApply(live, options.fieldManager)) await takeOver(transport, ref, live, options)
    return send(transport, ref, object, options)
  }
  const result = await applyOrTakeOver(transport, ref, object, options)
  if (result.change === 'created' || !ownedByClientSideApply(result.object, options.fieldManager)) return result
  await takeOver(transport, ref, result.object, options)
  return send(transport, ref, object, options)
}

// The live object is not known, and it may be one whose fields are kubectl's: then they conflict before they could be handed over.
async function applyOrTakeOver(
  transport: Transport,
  ref: ObjectRef,
  object: KubeObject,
  options: ApplyOptions,
): Promise<WriteResult> {
  try {
    return await send(transport, ref, object, options)
  } catch (error) {
    if (!isOnlyClientSide(error, options.fieldManager)) throw error
    return send(transport, ref, object, { ...options, force: true })
  }
}

async function applyDry(
  transport: Transport,
  ref: ObjectRef,
  object: KubeObject,
  options: ApplyOptions,
): Promise<WriteResult> {
  const result = await applyOrTakeOver(transport, ref, object, options)
  const { live } = options
  if (live === undefined || live === null || result.change === 'created') return result
  // A dry run keeps the resourceVersion whatever it would change.
  return { ...result, change: jsonEqual(withoutTimes(live), withoutTimes(result.object)) ? 'unchanged' : 'configured' }
}

async function send(
  transport: Transport,
  ref: ObjectRef,
  object: KubeObject,
  options: ApplyOptions,
): Promise<WriteResult> {
  const path = objectPath(ref)
  const bound = boundOf(object, options)
  const held = bindTo(bound, object, options.live)
  const answer = await sendObject(transport, ref, {
    content: object,
    method: 'PATCH',
    path: withQuery(path, { ...writeQuery(options), force: options.force ? true : undefined }),
    body: options.goSpelling === true ? toGoJson(held) : toYamlSafeJson(held),
    contentType: 'application/apply-patch+yaml',
    repeat: repeatOf({ verb: 'apply', dryRun: options.dryRun === true, bound }),
    signal: options.signal,
  })
  const stored = parseWritten(answer.body, `PATCH ${path}`)
  const before = options.live?.metadata.resourceVersion
  const same = before !== undefined && before === stored.metadata.resourceVersion
  const change = answer.status === 201 ? 'created' : same ? 'unchanged' : 'configured'
  return { object: stored, change, warnings: answer.warnings }
}

/** What a real write is held to: a dry run leaves no trace. */
function boundOf(object: KubeObject, { live, dryRun }: ApplyOptions): Writing['bound'] {
  if (dryRun === true) return 'nothing'
  if (live === null) return 'absent'
  if (object.metadata.resourceVersion !== undefined) return 'version'
  return (object.metadata.uid ?? live?.metadata.uid) === undefined ? 'nothing' : 'uid'
}

/** No object has this version: etcd counts from 1, and its first write makes 2. */
const NO_VERSION = '1'

/**
 * The object so that the server refuses it, by a Conflict or as Invalid, where something else is there than was seen. A
 * version is not compared where nothing is there, so that one which nothing has makes an apply that only creates, with
 * the managedFields of any other apply; a uid keeps it from creating (apiserver:pkg/registry/generic/registry/store.go,
 * Update; apiserver:pkg/endpoints/handlers/patch.go, applyPatch). Neither is stored or owned.
 */
function bindTo(bound: Writing['bound'], object: KubeObject, live: ApplyOptions['live']): KubeObject {
  if (bound === 'absent') return { ...object, metadata: { ...object.metadata, resourceVersion: NO_VERSION } }
  const uid = object.metadata.uid ?? live?.metadata.uid
  if (bound !== 'uid' || uid === undefined) return object
  return { ...object, metadata: { ...object.metadata, uid } }
}

async function takeOver(transport: Transport, ref: ObjectRef, live: KubeObject, options: ApplyOptions): Promise<void> {
  const body = [
    { op: 'replace', path: '/metadata/managedFields', value: handOverFields(live, options.fieldManager) },
    // With a resourceVersion in it the patch is refused when somebody was faster.
    { op: 'replace', path: '/metadata/resourceVersion', value: live.metadata.resourceVersion ?? '' },
  ]
  try {
    await sendPatch(
      transport,
      ref,
      { type: 'json', body },
      { fieldManager: options.fieldManager, signal: options.signal },
    )
  } catch (error) {
    // Changed or gone meanwhile: the apply itself tells what there is to tell.
    if (error instanceof ClusterError && (error.reason === 'Conflict' || error.reason === 'NotFound')) return
    throw error
  }
}

function isOnlyClientSide(error: unknown, fieldManager: string): boolean {
  if (!(error instanceof ClusterError) || error.reason !== 'Conflict' || error.conflicts.length === 0) return false
  return error.conflicts.every(({ manager }) => manager === CLIENT_SIDE_MANAGER || manager === fieldManager)
}

function withoutTimes(object: KubeObject): Json {
  const entries = field(object, 'metadata', 'managedFields')
  if (!Array.isArray(entries)) return object
  const managedFields = entries.map((entry: Json) => (isJsonObject(entry) ? { ...entry, time: undefined } : entry))
  return { ...object, metadata: { ...object.metadata, managedFields } }
}
