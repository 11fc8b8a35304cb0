// Apply as kubectl does it without --server-side: create, or a three-way patch against the last-applied annotation.
import { ClusterError } from '../../errors.ts'
import { parseJson, toGoJson } from '../../object/json.ts'
import { isJsonObject } from '../../object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../object/kube-object.ts'
import { LAST_APPLIED } from '../../object/well-known.ts'
import type { ApplyOptions, ObjectRef, WriteResult } from '../port.ts'
import type { OpenApi } from './open-api.ts'
import { threeWayPatch } from './patch/three-way-patch.ts'
import { getObject } from './reads.ts'
import { refuseNameless, sendCreate, sendPatch } from './writes.ts'
import type { Transport } from './http/transport.ts'

/** As often as kubectl takes up a conflict again (kubectl:pkg/cmd/apply/patcher.go). */
const MAX_CONFLICTS = 5

interface Context {
  readonly transport: Transport
  readonly openApi: OpenApi
}

/** Applies an object; sends no write when the patch is empty. */
export async function applyClientSide(
  context: Context,
  ref: ObjectRef,
  object: KubeObject,
  options: ApplyOptions,
): Promise<WriteResult> {
  refuseNameless(ref, object)
  const wanted = withLastApplied(withNamespace(object, ref))
  let live = options.live
  for (let conflicts = 0; ; conflicts++) {
    if (live === undefined) live = (await getObject(context.transport, ref, options.signal)) ?? null
    if (live === null) return sendCreate(context.transport, ref, withoutVersion(wanted), options)
    try {
      return await update(context, ref, { wanted, live, options })
    } catch (error) {
      const again = error instanceof ClusterError && (error.reason === 'Conflict' || error.reason === 'NotFound')
      if (!again || conflicts >= MAX_CONFLICTS) throw error
      live = undefined
    }
  }
}

async function update(
  context: Context,
  ref: ObjectRef,
  states: { readonly wanted: KubeObject; readonly live: KubeObject; readonly options: ApplyOptions },
): Promise<WriteResult> {
  const { wanted, live, options } = states
  const { schema, strategic } = await context.openApi.mergeSchema(ref.type, options.signal)
  const patch = threeWayPatch({ original: lastApplied(live), modified: wanted, current: live }, schema)
  if (Object.keys(patch).length === 0) return { object: live, change: 'unchanged', warnings: [] }
  const result = await sendPatch(
    context.transport,
    ref,
    { type: strategic ? 'strategic' : 'merge', body: patch },
    options,
  )
  const same = options.dryRun !== true && result.object.metadata.resourceVersion === live.metadata.resourceVersion
  return same ? { ...result, change: 'unchanged' } : result
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
  const text = live.metadata.annotations?.[LAST_APPLIED]
  if (text === undefined || text === '') return undefined
  try {
    const original = parseJson(text)
    return isJsonObject(original) ? original : undefined
  } catch {
    // Edited by hand into something else: nothing is known of the last apply then.
    return undefined
  }
}
