// Server-side apply, and the hand-over of objects that kubectl applied client-side before.
import { ClusterError, onClusterError } from '../../../errors.ts'
import type { KubeObject } from '../../../object/kube-object.ts'
import type { ApiServer, ApplyOptions, ApplyWrite, WriteResult } from '../../port.ts'
import { refuseNameless, send } from '../requests.ts'
import type { Application } from '../requests.ts'
import { handOverFields, ownedByClientSideApply, predecessors } from './hand-over.ts'

/**
 * Applies an object. What `kubectl-client-side-apply` owns is handed over to our manager before, or, when the live object
 * is not known, after the first apply, which is then repeated, as kubectl does (kubectl:pkg/cmd/apply/apply.go).
 * A dry run hands nothing over: where only fields of that manager are in conflict it is forced, for the real run will own them.
 */
export async function applyServerSide(server: ApiServer, application: Application): Promise<WriteResult> {
  const { options } = application
  refuseNameless(application)
  if (options.dryRun === true) return applyOrTakeOver(server, application)
  const { live } = options
  if (live !== undefined && live !== null) {
    if (ownedByClientSideApply(live, options)) await takeOver(server, application, live)
    return apply(server, application)
  }
  const result = await applyOrTakeOver(server, application)
  if (result.change === 'created' || !ownedByClientSideApply(result.object, options)) return result
  await takeOver(server, application, result.object)
  return apply(server, application)
}

// The live object is not known, and it may be one whose fields are kubectl's: then they conflict before they could be handed over.
async function applyOrTakeOver(server: ApiServer, application: Application): Promise<WriteResult> {
  const { options } = application
  try {
    return await apply(server, application)
  } catch (error) {
    if (!isOnlyClientSide(error, options)) throw error
    return apply(server, { ...application, options: { ...options, force: true } })
  }
}

async function apply(server: ApiServer, { ref, object, options }: Application): Promise<WriteResult> {
  const { force, goSpelling } = options
  const write = { verb: 'apply', ref, object, force, goSpelling, held: heldTo(object, options) } as const
  return send(server, write, options, options.live)
}

/** No object has this version: etcd counts from 1, and its first write makes 2. */
const NO_VERSION = '1'

/**
 * What the server is to refuse the object by, with a Conflict or as Invalid, where something else is there than was seen;
 * a dry run leaves no trace. A version is not compared where nothing is there, so that one which nothing has makes an apply
 * that only creates, with the managedFields of any other apply; a uid keeps it from creating
 * (apiserver:pkg/registry/generic/registry/store.go, Update; apiserver:pkg/endpoints/handlers/patch.go, applyPatch).
 * Neither is stored or owned.
 */
function heldTo(object: KubeObject, { live, dryRun }: ApplyOptions): ApplyWrite['held'] {
  if (dryRun === true) return undefined
  if (live === null) return { resourceVersion: NO_VERSION }
  const uid = object.metadata.uid ?? live?.metadata.uid
  return uid === undefined || object.metadata.resourceVersion !== undefined ? undefined : { uid }
}

async function takeOver(server: ApiServer, { ref, options }: Application, live: KubeObject): Promise<void> {
  const { fieldManager, signal } = options
  const body = [
    { op: 'replace', path: '/metadata/managedFields', value: handOverFields(live, options) },
    // With a resourceVersion in it the patch is refused when somebody was faster.
    { op: 'replace', path: '/metadata/resourceVersion', value: live.metadata.resourceVersion ?? '' },
  ]
  const sending = send(server, { verb: 'patch', ref, patch: { type: 'json', body } }, { fieldManager, signal })
  // Changed or gone meanwhile: the apply itself tells what there is to tell.
  await sending.catch(onClusterError(() => undefined, 'Conflict', 'NotFound'))
}

function isOnlyClientSide(error: unknown, options: ApplyOptions): boolean {
  if (!(error instanceof ClusterError) || error.reason !== 'Conflict' || error.conflicts.length === 0) return false
  return error.conflicts.every(({ manager }) => predecessors(options).includes(manager))
}
