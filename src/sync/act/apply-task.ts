// Writes the object of one task, and tells what that did.
import type { ResourceType } from '../../cluster/port.ts'
import { ClusterError } from '../../errors.ts'
import { isOfOperator, ruleSource } from '../../health/judging.ts'
import { defined } from '../../object/defined.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { field, stringField } from '../../object/kube-object.ts'
import { groupVersionKind, shortKey } from '../../object/resource-key.ts'
import type { GroupVersionKind, ResourceKey } from '../../object/resource-key.ts'
import { typeKey } from '../../plan/plan-sync.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import { isJudged } from '../task-health.ts'
import { tellTaken } from './conflicts.ts'
import type { TaskResult } from '../operation.ts'
import { taskRef } from '../../plan/task-ref.ts'
import { subjectsOf, typeOf } from '../run.ts'
import type { Run } from '../run.ts'
import type { WriteTarget } from './look-back.ts'
import { SeenOtherwise } from './send-once.ts'
import type { SentWrite, WriteChange, WritingRun } from './send-once.ts'
import { isUnchanged } from '../compare/unchanged.ts'
import { remedyFor } from '../refusals/remedy.ts'
import { deadWebhook } from '../refusals/webhook.ts'
import type { DeadWebhook } from '../refusals/webhook.ts'
import { untilDefined } from './until-defined.ts'
import { liveObject } from '../view.ts'
import { refusalOf, takingOf } from '../whose.ts'
import { writeObject } from './write-object.ts'

/** How often the cluster may turn out to be otherwise than it was seen, for one task. */
const SEEN_OTHERWISE = 5

/**
 * Applies one task. A refusal is a result, not an error, and a webhook that cannot be called is none; only a world that is
 * out of reach is thrown. Undefined: the cluster is not as it was seen, and what is to be done has to be decided anew; that
 * it was so before is counted in `surprises`.
 */
export async function applyTask(
  run: WritingRun,
  task: SyncTask,
  surprises: number,
): Promise<TaskResult | DeadWebhook | undefined> {
  const at = run.clock.now()
  const before = liveObject(run.observer.view, task.key)
  const residents = residentsOf(run, task)
  const taking = takingOf(run, task, run.written)
  try {
    const refused = refusalOf(run, task, run.written)
    if (refused !== undefined) throw new ClusterError(refused, { reason: 'Conflict' })
    const type = await servedType(run, task)
    const { object, change, warnings = [], taken } = await writeIfNeeded(run, task, { type, before })
    for (const message of warnings) run.emit({ type: 'warning', key: task.key, message })
    run.observer.note(task.key, object)
    const dragged = residents.filter(({ live }) => isOlder(live, object, change))
    for (const { key, live } of dragged) run.observer.noteAbsent(key, live.metadata.uid ?? '')
    const { uid, resourceVersion } = object.metadata
    run.emit({
      type: 'resource-applied',
      ...taskRef(task),
      change,
      ...(uid === undefined ? {} : { uid, resourceVersion }),
    })
    if (change !== 'unchanged') tellTaken(run, task, { before, taken })
    if (change !== 'unchanged' && taking !== undefined) run.emit({ type: 'warning', key: task.key, message: taking })
    if (before !== undefined && task.hook !== undefined && before.metadata.uid === uid) tellNotRunAgain(run, task)
    return {
      code: 'Synced',
      phase: 'Running',
      message: `${task.key.name} ${change}`,
      applied: true,
      at,
      uid,
      ...(change === 'unchanged' ? {} : { written: object }),
      ...settling(run, task, { change, object }),
    }
  } catch (error) {
    if (error instanceof SeenOtherwise && surprises + 1 < SEEN_OTHERWISE) return undefined
    const failure = error instanceof SeenOtherwise ? takenAgain(task) : error
    if (!(failure instanceof ClusterError) || isOutOfReach(failure)) throw failure
    const dead = run.options.policy.awaitsWebhooks ? deadWebhook(failure) : undefined
    if (dead !== undefined) return dead
    const { message } = failure
    const hint = remedyFor(task, message)
    run.emit({ type: 'apply-failed', ...taskRef(task), message, ...defined({ location: task.location, hint }) })
    return { code: 'SyncFailed', phase: 'Failed', message, applied: true, at }
  }
}

/** What was seen in a namespace before it is written. */
function residentsOf(run: Run, { key }: SyncTask): readonly { key: ResourceKey; live: KubeObject }[] {
  if (key.group !== '' || key.kind !== 'Namespace') return []
  return run.plan.tasks.flatMap((other) => {
    const live = other.key.namespace === key.name ? liveObject(run.observer.view, other.key) : undefined
    return live === undefined ? [] : { key: other.key, live }
  })
}

/** What is older than its namespace went with an earlier one of the name, whether that was seen or not. */
function isOlder(resident: KubeObject, namespace: KubeObject, change: WriteChange): boolean {
  const [then, since] = [resident, namespace].map(({ metadata }) => stringField(metadata, 'creationTimestamp') ?? '')
  return change === 'created' || (then ?? '') < (since ?? '')
}

function takenAgain({ key }: SyncTask): ClusterError {
  const message = `somebody else makes or deletes ${shortKey(key)} again and again: it was looked at ${SEEN_OTHERWISE} times`
  return new ClusterError(message, { reason: 'Conflict' })
}

/** How long a status that says nothing of its generation is taken for the old one after a change, in milliseconds; Argo CD waits as long after each wave. */
const SETTLE_MS = 2000

/** What a custom resource's controller has not looked at yet, as far as can be told from the object. */
function settling(
  run: Run,
  task: SyncTask,
  { change, object }: { readonly change: WriteChange; readonly object: KubeObject },
): Pick<TaskResult, 'settles'> {
  const { resourceVersion } = object.metadata
  // The common conditions say of an object without any that it is well, so its operator is given time to write the first.
  const isByHabit = ruleSource(task.key, run.options) === 'kstatus'
  if (!run.options.policy.awaitsNewStatus || change === 'unchanged') return {}
  if (change === 'created' && !isByHabit) return {}
  if (resourceVersion === undefined) return {}
  if (
    (!isOfOperator(task.key, run.options) && !isByHabit) ||
    field(object, 'status', 'observedGeneration') !== undefined
  )
    return {}
  return { settles: { resourceVersion, at: run.clock.now() + SETTLE_MS } }
}

/** Whether an error means that the server cannot be reached, so that going on makes no sense; a page of a proxy is not its word. */
export function isOutOfReach(error: ClusterError): boolean {
  return ['Unreachable', 'Certificate', 'Unauthorized', 'Config', 'Aborted', 'BadAnswer'].includes(error.reason)
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
  if (kin.some((task) => isJudged(task, run.options))) run.observer.watch(subjects)
}

async function writeIfNeeded(run: WritingRun, task: SyncTask, { type, before }: WriteTarget): Promise<SentWrite> {
  if (before !== undefined && isUnchanged(run, task, before)) return { object: before, change: 'unchanged' }
  return untilDefined(run, task, (seen) => writeObject(run, task, { type, before: seen ?? before }))
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
