// One object's server-side dry run, written as the real run will write it; what it tells is left in the run's findings.
import type { ClusterError } from '../../errors.ts'
import type { KubeObject } from '../../manifest/kube-object.ts'
import { formatKey } from '../../manifest/resource-key.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import { typeOf } from '../run.ts'
import type { GateFinding, Run } from '../run.ts'
import { refOf } from '../see/observer.ts'
import { liveObject } from '../view.ts'
import { writeMethod } from './write-method.ts'

/** One way of asking. */
export interface Attempt {
  readonly clientSide: boolean
  readonly force: boolean
  readonly conflicts?: ClusterError
}

/** Asks the server; throws what it says against it. */
export async function dryRun(run: Run, task: SyncTask, attempt: Attempt): Promise<void> {
  const type = typeOf(run, task)
  if (type === undefined) return
  const method = attempt.clientSide ? 'client-side' : writeMethod(task, run.options)
  const fieldValidation = !task.options.validate || method === 'client-side' ? 'Warn' : 'Strict'
  const options = { fieldManager: run.options.fieldManager, dryRun: true, fieldValidation } as const
  const live = liveObject(run.observer.view, task.key)
  const conflicts = attempt.conflicts?.conflicts ?? []
  const finding = (change: GateFinding['change'], stored?: KubeObject): void => {
    const result = stored === undefined ? {} : { object: stored }
    noteFinding(run, task, { clientSide: attempt.clientSide, conflicts, change, ...result })
  }
  const createdAgain = willBeCreatedAgain(run, task) || (method === 'recreate' && live !== undefined)
  const whole = method === 'replace' || method === 'recreate'
  if (createdAgain) {
    const object = underFreeName(task.object)
    if (whole) await run.cluster.create(type, object, options)
    else await run.cluster.apply(type, object, { ...options, method, force: attempt.force, live: null })
    return finding('created')
  }
  if (whole) {
    if (live === undefined) {
      const { object } = await run.cluster.create(type, task.object, options)
      return finding('created', object)
    }
    const { resourceVersion } = live.metadata
    const body = { ...task.object, metadata: { ...task.object.metadata, resourceVersion } }
    const { object } = await run.cluster.patch(refOf({ type, key: task.key }), { type: 'replace', body }, options)
    return finding('configured', object)
  }
  const result = await run.cluster.apply(type, task.object, {
    ...options,
    method,
    force: attempt.force,
    live: live ?? null,
  })
  finding(live === undefined ? 'created' : result.change, result.object)
}

/** The way of writing holds for all tasks of an object: a hook of several phases is checked once. */
function noteFinding(run: Run, task: SyncTask, finding: GateFinding): void {
  run.findings.set(task.id, finding)
  if ((task.hook?.types.length ?? 0) < 2) return
  for (const other of run.plan.tasks) {
    const isSame = other.id !== task.id && formatKey(other.key) === formatKey(task.key)
    if (isSame) run.findings.set(other.id, { ...finding, conflicts: [] })
  }
}

/** A hook that will be deleted first is judged as a new object, and so is what is on its way out already. */
export function willBeCreatedAgain(run: Run, task: SyncTask): boolean {
  const live = liveObject(run.observer.view, task.key)
  if (live === undefined) return false
  return (
    task.hook?.deletePolicies.includes('BeforeHookCreation') === true || live.metadata.deletionTimestamp !== undefined
  )
}

/** A name that nobody has, for a dry run. */
export function underFreeName(object: KubeObject): KubeObject {
  const name = `${(object.metadata.name ?? 'hook').slice(0, 40).replace(/[^a-z0-9]+$/, '')}-hooksync-check`
  return { ...object, metadata: { ...object.metadata, name } }
}
