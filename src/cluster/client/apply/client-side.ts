// Apply as kubectl does it without --server-side: create, or a three-way patch against the last-applied annotation.
import { ClusterError } from '../../../errors.ts'
import { readJson, toGoJson } from '../../../object/json.ts'
import { isJsonObject } from '../../../object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../../object/kube-object.ts'
import { LAST_APPLIED } from '../../../object/well-known.ts'
import type { ApiServer, ObjectRef, WriteResult } from '../../port.ts'
import { readIfThere, refuseNameless, send } from '../requests.ts'
import type { Application } from '../requests.ts'
import { threeWayPatch } from './three-way-patch.ts'

/** As often as kubectl takes up a conflict again (kubectl:pkg/cmd/apply/patcher.go). */
const MAX_CONFLICTS = 5

/** Applies an object; sends no write when the patch is empty. */
export async function applyClientSide(server: ApiServer, application: Application): Promise<WriteResult> {
  const { ref, object, options } = application
  refuseNameless(application)
  const wanted = withLastApplied(withNamespace(object, ref))
  let live = options.live
  for (let conflicts = 0; ; conflicts++) {
    if (live === undefined) live = (await readIfThere(server, ref, options)) ?? null
    if (live === null) return send(server, { verb: 'create', ref, object: withoutVersion(wanted) }, options)
    try {
      return await update(server, { ...application, object: wanted }, live)
    } catch (error) {
      const again = error instanceof ClusterError && (error.reason === 'Conflict' || error.reason === 'NotFound')
      if (!again || conflicts >= MAX_CONFLICTS) throw error
      live = undefined
    }
  }
}

async function update(
  server: ApiServer,
  { ref, object, options }: Application,
  live: KubeObject,
): Promise<WriteResult> {
  const schema = await server.mergeSchema(ref.type, options)
  const patch = threeWayPatch({ original: lastApplied(live), modified: object, current: live }, schema)
  if (Object.keys(patch).length === 0) return { object: live, change: 'unchanged', warnings: [] }
  const type = schema === undefined ? 'merge' : 'strategic'
  return send(server, { verb: 'patch', ref, patch: { type, body: patch } }, options, live)
}

/** A copy of a live object carries its version, which the server refuses in a create: kubectl takes it off (cli-runtime:pkg/resource/helper.go). */
function withoutVersion(object: KubeObject): KubeObject {
  const { resourceVersion: _version, ...metadata } = object.metadata
  return { ...object, metadata }
}

function withNamespace(object: KubeObject, ref: ObjectRef): KubeObject {
  if (object.metadata.namespace !== undefined || ref.namespace === '') return object
  return { ...object, metadata: { ...object.metadata, namespace: ref.namespace } }
}

/** The object with itself as an annotation, byte for byte as kubectl writes it (kubectl:pkg/util/apply.go). */
function withLastApplied(object: KubeObject): KubeObject {
  const { [LAST_APPLIED]: _before, ...annotations } = object.metadata.annotations ?? {}
  const bare = { ...object, metadata: { ...object.metadata, annotations } }
  const text = `${toGoJson(bare)}\n`
  return { ...bare, metadata: { ...bare.metadata, annotations: { ...annotations, [LAST_APPLIED]: text } } }
}

function lastApplied(live: KubeObject): JsonObject | undefined {
  // Edited by hand into something else, nothing is known of the last apply.
  const original = readJson(live.metadata.annotations?.[LAST_APPLIED] ?? '')
  return isJsonObject(original) ? original : undefined
}
