// Writes the object of one task, and tells what that did.
import type { ApplyOptions, ObjectRef, ResourceType, WriteOptions, WriteResult } from '../../cluster/port.ts'
import { ClusterError } from '../../errors.ts'
import { hasCustomRule, hasHealth } from '../../health/index.ts'
import type { JsonObject, KubeObject } from '../../manifest/kube-object.ts'
import { field } from '../../manifest/kube-object.ts'
import { groupVersionKind } from '../../manifest/resource-key.ts'
import type { GroupVersionKind } from '../../manifest/resource-key.ts'
import { typeKey } from '../../plan/plan-sync.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import { tellTaken } from './conflicts.ts'
import { refOf } from '../see/observer.ts'
import type { TaskResult } from '../operation.ts'
import { subjectsOf, taskRef, typeOf } from '../run.ts'
import type { Run } from '../run.ts'
import { isUnchanged } from './unchanged.ts'
import { deadWebhook } from './webhook.ts'
import type { DeadWebhook } from './webhook.ts'
import { untilDefined } from './until-defined.ts'
import { liveObject } from '../view.ts'
import { fieldValidation, writeMethod } from './write-method.ts'

/** Conflicts that a replacement meets before it is given up. */
const REPLACE_TRIES = 5

/** What a write did, in the words of events. */
type Change = WriteResult['change'] | 'recreated' | 'replaced'

/** Applies one task. A refusal is a result, not an error, and a webhook that cannot be called is none; only a world that is out of reach is thrown. */
export async function applyTask(run: Run, task: SyncTask): Promise<TaskResult | DeadWebhook> {
  const at = run.clock.now()
  const before = liveObject(run.observer.view, task.key)
  try {
    const type = await servedType(run, task)
    const { object, change, warnings = [] } = await writeIfNeeded(run, task, { type, before })
    tellWarnings(run, task, warnings)
    run.observer.note(task.key, object)
    const { uid, resourceVersion } = object.metadata
    run.emit({
      type: 'resource-applied',
      ...taskRef(task),
      change,
      ...(uid === undefined ? {} : { uid, resourceVersion }),
    })
    if (change !== 'unchanged') tellTaken(run, task, before)
    if (before !== undefined && task.hook !== undefined && before.metadata.uid === uid) tellNotRunAgain(run, task)
    return {
      code: 'Synced',
      phase: 'Running',
      message: `${task.key.name} ${change}`,
      applied: true,
      at,
      ...(uid === undefined ? {} : { uid }),
      ...settling(run, task, { change, object }),
    }
  } catch (error) {
    if (!(error instanceof ClusterError) || isOutOfReach(error)) throw error
    const dead = run.options.argoCompat ? undefined : deadWebhook(error)
    if (dead !== undefined) return dead
    const place = task.location === undefined ? {} : { location: task.location }
    run.emit({ type: 'apply-failed', ...taskRef(task), message: error.message, ...place })
    if (isUnclear(error)) await seeWhatCame(run, task)
    return { code: 'SyncFailed', phase: 'Failed', message: error.message, applied: true, at }
  }
}

/** Whether the request may have been carried out all the same. */
function isUnclear(error: ClusterError): boolean {
  return ['Timeout', 'ServerError', 'BadAnswer'].includes(error.reason)
}

/** The write has failed, but what it may have left is there for the policies that delete it. */
async function seeWhatCame(run: Run, task: SyncTask): Promise<void> {
  const type = typeOf(run, task)
  if (type === undefined) return
  try {
    const object = await run.cluster.get(refOf({ type, key: task.key }))
    if (object !== undefined) run.observer.note(task.key, object)
  } catch (error) {
    if (!(error instanceof ClusterError) || isOutOfReach(error)) throw error
  }
}

/** How long a status that says nothing of its generation is taken for the old one after a change, in milliseconds; Argo CD waits as long after each wave. */
const SETTLE_MS = 2000

/** What a custom resource's controller has not looked at yet, as far as can be told from the object. */
function settling(
  run: Run,
  task: SyncTask,
  { change, object }: { readonly change: Change; readonly object: KubeObject },
): Pick<TaskResult, 'settles'> {
  const { resourceVersion } = object.metadata
  if (run.options.argoCompat || change === 'unchanged' || change === 'created' || resourceVersion === undefined)
    return {}
  if (!hasCustomRule(task.key.group, task.key.kind) || field(object, 'status', 'observedGeneration') !== undefined)
    return {}
  return { settles: { resourceVersion, at: run.clock.now() + SETTLE_MS } }
}

/** Whether an error means that nobody can be reached, so that going on makes no sense. */
export function isOutOfReach(error: ClusterError): boolean {
  return ['Unreachable', 'Certificate', 'Unauthorized', 'Config', 'Aborted'].includes(error.reason)
}

/** The type, asked for again when a definition of this run has brought it meanwhile. */
async function servedType(run: Run, task: SyncTask): Promise<ResourceType> {
  const kind = groupVersionKind(task.object)
  const known = typeOf(run, task)
  if (known !== undefined) return known
  // A definition is served a moment after it is established, and no watch tells when.
  const tries = run.plan.tasks.some((other) => other.key.kind === 'CustomResourceDefinition') ? 40 : 1
  for (let attempt = 1; ; attempt += 1) {
    const type = await run.cluster.resolve(kind, { fresh: true })
    if (type !== undefined) {
      run.types.set(typeKey(kind), type)
      await lookAtKin(run, kind)
      return type
    }
    if (run.stop.aborted) throw new ClusterError('interrupted', { reason: 'Aborted' })
    if (attempt >= tries) break
    await run.clock.sleep(50, run.stop)
  }
  throw new ClusterError(
    `no matches for kind "${kind.kind}" in version "${task.object.apiVersion}": ensure CRDs are installed first`,
    { reason: 'UnknownKind' },
  )
}

/** All of a kind that has come with this run are looked at, and watched: nobody could before. */
async function lookAtKin(run: Run, kind: GroupVersionKind): Promise<void> {
  const kin = run.plan.tasks.filter((task) => typeKey(groupVersionKind(task.object)) === typeKey(kind))
  const subjects = subjectsOf(run, kin)
  await run.observer.look(subjects)
  if (kin.some((task) => hasHealth(task.object))) run.observer.watch(subjects)
}

async function writeIfNeeded(
  run: Run,
  task: SyncTask,
  target: { readonly type: ResourceType; readonly before: KubeObject | undefined },
): Promise<Written> {
  const { type, before } = target
  if (before === undefined || !isUnchanged(run, task, before)) {
    return untilDefined(run, task, (seen) => write(run, task, { type, before: seen ?? before }))
  }
  if (!run.options.argoCompat || task.hook === undefined) return { object: before, change: 'unchanged' }
  // Argo CD puts its finalizer on a hook that is there, which is a write: here it says nothing, and changes nothing.
  const options = { fieldManager: run.options.fieldManager }
  const { object } = await run.cluster.patch(refOf({ type, key: task.key }), { type: 'merge', body: {} }, options)
  return { object, change: 'unchanged' }
}

/** What a write did, and what the server said beside. */
interface Written {
  readonly object: KubeObject
  readonly change: Change
  readonly warnings?: readonly string[]
}

async function write(
  run: Run,
  task: SyncTask,
  target: { readonly type: ResourceType; readonly before: KubeObject | undefined },
): Promise<Written> {
  const { type, before } = target
  const method = writeMethod(task, run.options, run.findings.get(task.id))
  const { object } = task
  const options = writeOptions(run, task)
  if (method === 'replace' || method === 'recreate') {
    return method === 'recreate' && before !== undefined
      ? recreate(run, { ref: refOf({ type, key: task.key }), object, before, options })
      : replace(run, { ref: refOf({ type, key: task.key }), object, before, options })
  }
  return applyOrTake(run, task, { type, options: { ...options, method, live: before ?? null } })
}

/** Takes only what the gate saw in other hands, so that a field that somebody took meanwhile is told as well. */
async function applyOrTake(
  run: Run,
  task: SyncTask,
  target: { readonly type: ResourceType; readonly options: Omit<ApplyOptions, 'force'> },
): Promise<WriteResult> {
  const { type, options } = target
  const { forceConflicts, argoCompat } = run.options
  const finding = run.findings.get(task.id)
  const force = forceConflicts && (argoCompat || (finding?.conflicts.length ?? 0) > 0)
  try {
    return await run.cluster.apply(type, task.object, { ...options, force })
  } catch (error) {
    const conflicts = error instanceof ClusterError ? error.conflicts : []
    if (force || !forceConflicts || conflicts.length === 0) throw error
    run.findings.set(task.id, { clientSide: false, change: 'configured', ...finding, conflicts })
    return run.cluster.apply(type, task.object, { ...options, force: true })
  }
}

function writeOptions(run: Run, task: SyncTask): WriteOptions {
  const method = writeMethod(task, run.options, run.findings.get(task.id))
  return { fieldManager: run.options.fieldManager, fieldValidation: fieldValidation(task, method) }
}

interface WholeWrite {
  readonly ref: ObjectRef
  readonly object: KubeObject
  readonly before: KubeObject | undefined
  readonly options: WriteOptions
}

async function replace(run: Run, whole: WholeWrite): Promise<{ object: KubeObject; change: Change }> {
  const { ref, object, before, options } = whole
  let seen = before
  for (let attempt = 1; ; attempt += 1) {
    if (seen === undefined) return run.cluster.create(ref.type, object, options)
    const { resourceVersion } = seen.metadata
    const body: JsonObject = { ...object, metadata: { ...object.metadata, resourceVersion } }
    try {
      const result = await run.cluster.patch(ref, { type: 'replace', body }, options)
      const same = resourceVersion !== undefined && result.object.metadata.resourceVersion === resourceVersion
      // kubectl, and with it Argo CD, says `replaced` of everything.
      return { object: result.object, change: same && !run.options.argoCompat ? 'unchanged' : 'replaced' }
    } catch (error) {
      // Somebody wrote it meanwhile: the whole object is meant to be replaced, whatever it is now.
      if (!(error instanceof ClusterError) || error.reason !== 'Conflict' || attempt === REPLACE_TRIES) throw error
      seen = await run.cluster.get(ref)
    }
  }
}

async function recreate(
  run: Run,
  whole: WholeWrite & { readonly before: KubeObject },
): Promise<{ object: KubeObject; change: Change }> {
  const { ref, object, before, options } = whole
  const uid = before.metadata.uid
  const key = { group: ref.type.group, kind: ref.type.kind, namespace: ref.namespace, name: ref.name }
  run.observer.watch([{ type: ref.type, key }])
  const outcome = await run.cluster.delete(ref, { propagation: 'Background', ...(uid === undefined ? {} : { uid }) })
  if (outcome === 'absent' && uid !== undefined) run.observer.noteAbsent(key, uid)
  while (liveObject(run.observer.view, key)?.metadata.uid === uid) {
    if (run.stop.aborted) throw new ClusterError('interrupted', { reason: 'Aborted' })
    await Promise.race([run.observer.changed(), run.clock.sleep(1000, run.stop)])
    run.observer.check()
  }
  const result = await run.cluster.create(ref.type, object, options)
  return { object: result.object, change: 'recreated' }
}

function tellWarnings(run: Run, task: SyncTask, warnings: readonly string[]): void {
  for (const message of warnings) run.emit({ type: 'warning', key: task.key, message })
}

/** As in Argo CD, a hook that is still there is applied onto, which does not run it again; there nobody says so. */
function tellNotRunAgain(run: Run, task: SyncTask): void {
  run.emit({
    type: 'warning',
    key: task.key,
    message: 'was there from an earlier run and was NOT run again; its old result counts',
    hint: 'add BeforeHookCreation to its argocd.argoproj.io/hook-delete-policy to run it each time',
  })
}
