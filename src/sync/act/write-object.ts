// Writes one object in its task's way: applied, replaced, or deleted and made anew.
import type { ApplyOptions, WriteOptions } from '../../cluster/port.ts'
import { ClusterError } from '../../errors.ts'
import type { JsonObject, KubeObject } from '../../object/kube-object.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import { subjectRef } from '../see/observer.ts'
import type { Run } from '../run.ts'
import { liveObject } from '../view.ts'
import { dryRun } from '../gate/dry-run.ts'
import type { WriteTarget } from './look-back.ts'
import { aimedAt } from '../compare/target.ts'
import { isAlwaysMadeAnew, isForNew, mayBeForced, roleChange } from './made-anew.ts'
import { withoutLongValues } from '../refusals/remedy.ts'
import { sendOnce } from './send-once.ts'
import type { SentWrite, WritingRun } from './send-once.ts'
import { fieldValidation, writeMethod, writerOf } from './write-method.ts'

/** Conflicts that a replacement meets before it is given up. */
const REPLACE_TRIES = 5

/** Writes an object onto what was seen, or as a new one. */
export async function writeObject(run: WritingRun, task: SyncTask, target: WriteTarget): Promise<SentWrite> {
  const { type, before } = target
  if (before !== undefined && isAlwaysMadeAnew(run, task, before)) {
    tellRoleChange(run, task, before)
    return makeAnew(run, task, { type, before })
  }
  const method = writeMethod(task, run.options, run.gate.findings.get(task.id))
  const options = { ...writerOf(run.options), fieldValidation: fieldValidation(task, method) }
  const aimed = aimedAt(run, task, { live: before, method })
  const sent = sendOnce(run, aimed, target, () =>
    method === 'replace' || method === 'recreate'
      ? replace(run, aimed, { ...target, options })
      : applyOrTake(run, aimed, { ...target, options: { ...options, method, live: before ?? null } }),
  )
  return sent.catch((error: unknown) => {
    const isRefused = error instanceof ClusterError && isForNew(error)
    if (!isRefused || before === undefined || !mayBeForced(run, task, before)) throw error
    return forceAnew(run, task, { type, before, error })
  })
}

/** Deletes only what the server would take as a new object, so that nothing is lost that cannot come again. */
async function forceAnew(
  run: WritingRun,
  task: SyncTask,
  { type, before, error }: Anew & { readonly error: ClusterError },
): Promise<SentWrite> {
  await dryRun(run, task, { clientSide: run.gate.findings.get(task.id)?.clientSide === true, force: false, anew: true })
  const message = 'the server refuses the change: deleted and created anew (Force=true)'
  run.emit({ type: 'warning', key: task.key, message, hint: withoutLongValues(error.message) })
  return makeAnew(run, task, { type, before })
}

type Anew = WriteTarget & { readonly before: KubeObject }

async function makeAnew(run: WritingRun, task: SyncTask, { type, before }: Anew): Promise<SentWrite> {
  await deleteFirst(run, task, { type, before })
  const aimed = aimedAt(run, task, { live: before, method: 'recreate' })
  return { ...(await writeObject(run, aimed, { type, before: undefined })), change: 'recreated' }
}

/** Takes only what the gate saw in other hands, so that a field that somebody took meanwhile is told as well. */
async function applyOrTake(
  run: Run,
  task: SyncTask,
  { type, options }: Pick<WriteTarget, 'type'> & { readonly options: Omit<ApplyOptions, 'force'> },
): Promise<SentWrite> {
  const ref = subjectRef({ type, key: task.key })
  const { forceConflicts, policy } = run.options
  const finding = run.gate.findings.get(task.id)
  const force = forceConflicts && (!policy.forcesKnownConflicts || (finding?.conflicts.length ?? 0) > 0)
  try {
    return await run.cluster.apply(ref, task.object, { ...options, force })
  } catch (error) {
    const conflicts = error instanceof ClusterError ? error.conflicts : []
    if (force || !forceConflicts || conflicts.length === 0) throw error
    return { ...(await run.cluster.apply(ref, task.object, { ...options, force: true })), taken: conflicts }
  }
}

interface WholeWrite extends WriteTarget {
  readonly options: WriteOptions
}

async function replace(run: Run, task: SyncTask, { type, before, options }: WholeWrite): Promise<SentWrite> {
  const ref = subjectRef({ type, key: task.key })
  let seen = before
  for (let attempt = 1; ; attempt += 1) {
    if (seen === undefined) return run.cluster.create(ref, task.object, options)
    const { object } = aimedAt(run, task, { live: seen, method: 'replace' })
    const { resourceVersion } = seen.metadata
    const body: JsonObject = { ...object, metadata: { ...object.metadata, resourceVersion } }
    try {
      const result = await run.cluster.patch(ref, { type: 'replace', body }, options)
      const same = resourceVersion !== undefined && result.object.metadata.resourceVersion === resourceVersion
      // kubectl, and with it Argo CD, says `replaced` of everything.
      return { object: result.object, change: same && run.options.policy.tellsUnchanged ? 'unchanged' : 'replaced' }
    } catch (error) {
      // Somebody wrote it meanwhile: the whole object is meant to be replaced, whatever it is now.
      if (!(error instanceof ClusterError) || error.reason !== 'Conflict' || attempt === REPLACE_TRIES) throw error
      seen = await run.cluster.get(ref)
    }
  }
}

function tellRoleChange(run: Run, task: SyncTask, before: KubeObject): void {
  const change = roleChange(run, task, before)
  if (change === undefined) return
  const message = `its roleRef changes ${change}, which no update can do: deleted and created anew`
  run.emit({ type: 'warning', key: task.key, message })
}

/** Deletes what is there, and waits until it is gone. */
async function deleteFirst(run: Run, { key }: SyncTask, { type, before }: Anew): Promise<void> {
  const ref = subjectRef({ type, key })
  const { uid } = before.metadata
  const subject = [{ type, key }]
  run.observer.watch(subject)
  const outcome = await run.cluster.delete(ref, { propagation: 'Background', uid })
  if (outcome === 'absent' && uid !== undefined) run.observer.noteAbsent(key, uid)
  let readAt = run.clock.now()
  while (liveObject(run.observer.view, key)?.metadata.uid === uid) {
    if (run.stop.aborted) throw new ClusterError('interrupted', { reason: 'Aborted' })
    await Promise.race([run.observer.changed(), run.clock.sleep(1000, run.stop)])
    run.observer.check()
    if (run.clock.now() - readAt < run.observer.patience(subject)) continue
    readAt = run.clock.now()
    await run.observer.read(subject, run.stop)
  }
}
