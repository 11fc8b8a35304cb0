// Server-side apply, and the hand-over of objects that kubectl applied client-side before.
import { ClusterError } from '../../errors.ts'
import { toGoJson, toYamlSafeJson } from '../../manifest/json.ts'
import { field, isJsonObject, jsonEqual } from '../../manifest/kube-object.ts'
import type { Json, KubeObject } from '../../manifest/kube-object.ts'
import type { ApplyOptions, ObjectRef, ResourceType, WriteResult } from '../port.ts'
import { parseObject } from './objects.ts'
import { CLIENT_SIDE_MANAGER, handOver, ownedByClientSideApply } from './patch/managed-fields.ts'
import { objectPath, withQuery } from './resource-path.ts'
import { patchObject, refOf, sendObject, writeQuery } from './writes.ts'
import type { WriteContext } from './writes.ts'

/**
 * Applies an object. What `kubectl-client-side-apply` owns is handed over to our manager before, or, when the live object
 * is not known, after the first apply, which is then repeated, as kubectl does (kubectl:pkg/cmd/apply/apply.go).
 * A dry run hands nothing over: where only fields of that manager are in conflict it is forced, for the real run will own them.
 */
export async function applyServerSide(
  context: WriteContext,
  type: ResourceType,
  object: KubeObject,
  options: ApplyOptions,
): Promise<WriteResult> {
  const ref = refOf(context, type, object)
  if (options.dryRun === true) return applyDry(context, ref, object, options)
  const { live } = options
  if (live !== undefined && live !== null) {
    if (ownedByClientSideApply(live, options.fieldManager)) await takeOver(context, ref, live, options)
    return send(context, ref, object, options)
  }
  const result = await applyOrTakeOver(context, ref, object, options)
  if (result.change === 'created' || !ownedByClientSideApply(result.object, options.fieldManager)) return result
  await takeOver(context, ref, result.object, options)
  return send(context, ref, object, options)
}

// The live object is not known, and it may be one whose fields are kubectl's: then they conflict before they could be handed over.
async function applyOrTakeOver(
  context: WriteContext,
  ref: ObjectRef,
  object: KubeObject,
  options: ApplyOptions,
): Promise<WriteResult> {
  try {
    return await send(context, ref, object, options)
  } catch (error) {
    if (!isOnlyClientSide(error, options.fieldManager)) throw error
    return send(context, ref, object, { ...options, force: true })
  }
}

async function applyDry(
  context: WriteContext,
  ref: ObjectRef,
  object: KubeObject,
  options: ApplyOptions,
): Promise<WriteResult> {
  const result = await applyOrTakeOver(context, ref, object, options)
  const { live } = options
  if (live === undefined || live === null || result.change === 'created') return result
  // A dry run keeps the resourceVersion whatever it would change.
  return { ...result, change: jsonEqual(withoutTimes(live), withoutTimes(result.object)) ? 'unchanged' : 'configured' }
}

async function send(
  context: WriteContext,
  ref: ObjectRef,
  object: KubeObject,
  options: ApplyOptions,
): Promise<WriteResult> {
  const path = objectPath(ref)
  const answer = await sendObject(context, object, {
    method: 'PATCH',
    path: withQuery(path, { ...writeQuery(options), force: options.force ? true : undefined }),
    body: options.goSpelling === true ? toGoJson(object) : toYamlSafeJson(object),
    contentType: 'application/apply-patch+yaml',
    idempotent: object.metadata.resourceVersion === undefined,
    signal: options.signal,
  })
  const stored = parseObject(answer.body, `PATCH ${path}`)
  const before = options.live?.metadata.resourceVersion
  const same = before !== undefined && before === stored.metadata.resourceVersion
  const change = answer.status === 201 ? 'created' : same ? 'unchanged' : 'configured'
  return { object: stored, change, warnings: answer.warnings }
}

async function takeOver(context: WriteContext, ref: ObjectRef, live: KubeObject, options: ApplyOptions): Promise<void> {
  const body = [
    { op: 'replace', path: '/metadata/managedFields', value: handOver(live, options.fieldManager) },
    // With a resourceVersion in it the patch is refused when somebody was faster.
    { op: 'replace', path: '/metadata/resourceVersion', value: live.metadata.resourceVersion ?? '' },
  ]
  try {
    await patchObject(
      context,
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
