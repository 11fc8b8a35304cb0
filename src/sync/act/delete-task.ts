// Deletes objects for a sync: hooks by policy, pruned resources; and takes Argo CD's finalizer off hooks.
import type { DeleteResult, ObjectRef } from '../../cluster/port.ts'
import { holdersOf } from '../../diagnose/leaving.ts'
import type { JsonObject, KubeObject } from '../../object/kube-object.ts'
import { listField } from '../../object/kube-object.ts'
import { ClusterError } from '../../errors.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import type { DeleteReason } from '../events.ts'
import { isOutOfReach } from './apply-task.ts'
import { HOOK_FINALIZER } from '../../object/well-known.ts'
import { subjectRef } from '../see/observer.ts'
import { taskRef } from '../../plan/task-ref.ts'
import { typeOf } from '../run.ts'
import { deadWebhook } from '../refusals/webhook.ts'
import type { DeadWebhook } from '../refusals/webhook.ts'
import type { Run } from '../run.ts'
import { liveObject } from '../view.ts'

/** Conflicts that are met before it is given up (argo-cd uses client-go's retry.DefaultRetry). */
const RELEASE_TRIES = 5

/** What came of a delete; `uid` is that of the object that it was meant for. */
export interface Deletion {
  readonly uid: string
  /** The server's refusal. */
  readonly refused: string | undefined
  /** Nobody has refused it. */
  readonly dead?: DeadWebhook
}

/** Deletes the object that is seen now, and only that one: a newer one of the same name is safe. */
export async function deleteTask(run: Run, task: SyncTask, reason: DeleteReason): Promise<Deletion> {
  const object = liveObject(run.observer.view, task.key)
  const type = typeOf(run, task)
  const uid = object?.metadata.uid ?? ''
  if (object === undefined || type === undefined) return { uid, refused: undefined }
  const ref = subjectRef({ type, key: task.key })
  try {
    const outcome = await deleteSurely(run, ref, uid)
    if (outcome === 'absent') run.observer.noteAbsent(task.key, uid)
    const held = outcome === 'absent' ? [] : holdersOf(object)
    run.emit({
      type: 'resource-deleted',
      ...taskRef(task),
      reason,
      outcome: outcome === 'absent' ? 'absent' : 'requested',
      ...(held.length === 0 ? {} : { held }),
    })
    return { uid, refused: undefined }
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error
    if (isOutOfReach(error)) {
      const message = 'its deletion was sent, and no answer came: it may be gone'
      if (error.unsure) run.emit({ type: 'write-unanswered', ...taskRef(task), what: 'delete', message })
      throw error
    }
    const isAwaited = run.options.policy.awaitsWebhooks && reason === 'BeforeHookCreation'
    const dead = isAwaited ? deadWebhook(error) : undefined
    if (dead !== undefined) return { uid, refused: undefined, dead }
    run.emit({ type: 'resource-deleted', ...taskRef(task), reason, outcome: 'refused', message: error.message })
    return { uid, refused: error.message }
  }
}

/** Deletes the object of this uid; when no answer came, what is there answers, and what is still as it was is asked to go once more. */
async function deleteSurely(run: Run, ref: ObjectRef, uid: string): Promise<DeleteResult> {
  const send = (): Promise<DeleteResult> =>
    run.cluster.delete(ref, { propagation: run.options.syncOptions.propagation, uid })
  try {
    return await send()
  } catch (error) {
    if (!(error instanceof ClusterError) || !error.unsure || isOutOfReach(error)) throw error
    const left = await run.cluster.get(ref)
    if (left?.metadata.uid !== uid) return 'absent'
    return left.metadata.deletionTimestamp === undefined ? send() : 'accepted'
  }
}

/** Takes Argo CD's hook finalizer off, so that the hook can go. A conflict is met with the newest object, as in Argo CD. */
export async function releaseTask(run: Run, task: SyncTask): Promise<Deletion> {
  const type = typeOf(run, task)
  const seen = liveObject(run.observer.view, task.key)
  const uid = seen?.metadata.uid ?? ''
  if (seen === undefined || type === undefined) return { uid, refused: undefined }
  const ref = subjectRef({ type, key: task.key })
  let object: KubeObject | undefined = seen
  for (let attempt = 1; object !== undefined; attempt += 1) {
    try {
      const patch = { type: 'merge', body: released(object) } as const
      const result = await run.cluster.patch(ref, patch, { fieldManager: run.options.fieldManager })
      run.observer.note(task.key, result.object)
      break
    } catch (error) {
      if (!(error instanceof ClusterError) || isOutOfReach(error)) throw error
      if (error.reason === 'NotFound') break
      // Its own answer may be lost, and then it conflicts with itself.
      if ((error.reason !== 'Conflict' && !error.unsure) || attempt === RELEASE_TRIES)
        return { uid, refused: error.message }
      object = await run.cluster.get(ref)
    }
  }
  return { uid, refused: undefined }
}

function released(object: KubeObject): JsonObject {
  const finalizers = listField(object, 'metadata', 'finalizers').filter((name) => name !== HOOK_FINALIZER)
  return { metadata: { finalizers, resourceVersion: object.metadata.resourceVersion } }
}
