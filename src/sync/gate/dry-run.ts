// One object's server-side dry run, written as the real run will write it.
import type { ApplyOptions, ObjectRef } from '../../cluster/port.ts'
import { onClusterError } from '../../errors.ts'
import type { ClusterError } from '../../errors.ts'
import { defined } from '../../object/defined.ts'
import { jsonEqual } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { formatKey } from '../../object/resource-key.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import { typeOf } from '../run.ts'
import type { GateFinding } from './gate-report.ts'
import type { Run } from '../run.ts'
import { subjectRef } from '../see/observer.ts'
import { liveObject } from '../view.ts'
import { isAlwaysMadeAnew } from '../act/made-anew.ts'
import { aimedAt } from '../compare/target.ts'
import { DUPLICATE_KEYS } from '../../object/server-words.ts'
import { MISMATCH } from '../refusals/schema-refusal.ts'
import { fieldValidation, writeMethod, writerOf } from '../act/write-method.ts'
import type { WriteMethod } from '../act/write-method.ts'

/** One way of asking. */
export interface Attempt {
  readonly clientSide: boolean
  readonly force: boolean
  readonly conflicts?: ClusterError
  /** As a new object, for the change is refused. */
  readonly anew?: boolean
}

/** What the server tells; throws what it says against it. Undefined: nobody serves the type yet. */
export async function dryRun(run: Run, task: SyncTask, attempt: Attempt): Promise<GateFinding | undefined> {
  const type = typeOf(run, task)
  if (type === undefined) return undefined
  const ref = subjectRef({ type, key: task.key })
  const method = attempt.clientSide ? 'client-side' : writeMethod(task, run.options)
  const options = {
    ...writerOf(run.options),
    dryRun: true,
    fieldValidation: fieldValidation(task, method),
  } as const
  const live = liveObject(run.observer.view, task.key)
  const conflicts = attempt.conflicts?.conflicts ?? []
  const finding = (change: GateFinding['change'], stored?: KubeObject): GateFinding => {
    const anew = attempt.anew === true ? true : undefined
    return { clientSide: attempt.clientSide, conflicts, change, ...defined({ object: stored, anew }) }
  }
  if (attempt.anew === true || willBeCreatedAgain(run, task) || isAlwaysMadeAnew(run, task, live)) {
    await dryRunAnew(run, task, { ref, method, options: { ...options, force: attempt.force } })
    return finding('created')
  }
  const wanted = aimedAt(run, task, { live, method }).object
  if (method === 'replace' || method === 'recreate') {
    if (live === undefined) {
      const { object } = await run.cluster.create(ref, wanted, options)
      return finding('created', object)
    }
    const { resourceVersion } = live.metadata
    const body = { ...wanted, metadata: { ...wanted.metadata, resourceVersion } }
    const { object } = await run.cluster.patch(ref, { type: 'replace', body }, options)
    return finding(jsonEqual(object, live) ? 'unchanged' : 'configured', object)
  }
  const result = await run.cluster.apply(ref, wanted, {
    ...options,
    method,
    force: attempt.force,
    live: live ?? null,
  })
  return finding(live === undefined ? 'created' : result.change, result.object)
}

/** The answer to a dry run of a new object. That there is one of its name is none: all else has been looked at before. */
export async function unlessThere(asking: Promise<unknown>): Promise<void> {
  await asking.catch(onClusterError(() => undefined, 'AlreadyExists'))
}

/**
 * Server-side apply finds more than a create does, but only for a name that is free; and what it then says may be due to
 * that name. The names of definitions and API services follow from what is in them: there is no free one.
 */
async function dryRunAnew(
  run: Run,
  task: SyncTask,
  write: { readonly ref: ObjectRef; readonly method: WriteMethod; readonly options: Omit<ApplyOptions, 'method'> },
): Promise<void> {
  const { ref, method, options } = write
  const { key, object } = task
  if (method === 'client-side') return unlessThere(run.cluster.apply(ref, object, { ...options, method, live: null }))
  if (method === 'server-side' && key.kind !== 'CustomResourceDefinition' && key.kind !== 'APIService') {
    const elsewhere = underFreeName(object)
    const there = { ...ref, name: elsewhere.metadata.name ?? '' }
    const asking = run.cluster.apply(there, elsewhere, { ...options, method, live: null })
    const refused = onClusterError((error) => {
      if (isUntyped(error)) throw underItsName(error, elsewhere, key.name)
    })
    if ((await asking.catch(refused)) !== undefined) return
  }
  await unlessThere(run.cluster.create(ref, object, options))
}

/** A hook that will be deleted first is judged as a new object, and so is what is on its way out already, by itself or with its namespace. */
export function willBeCreatedAgain(run: Run, task: SyncTask): boolean {
  const live = liveObject(run.observer.view, task.key)
  if (live === undefined) return false
  return (
    task.hook?.deletePolicies.includes('BeforeHookCreation') === true ||
    live.metadata.deletionTimestamp !== undefined ||
    namespaceComesAnew(run, task.key.namespace)
  )
}

/** Whether a namespace is being deleted, and this run waits for that and creates it again; Argo CD does not wait. */
export function namespaceComesAnew({ plan, observer, options }: Run, namespace: string): boolean {
  if (namespace === '' || !options.policy.awaitsLeaving) return false
  const key = { group: '', kind: 'Namespace', namespace: '', name: namespace }
  if (liveObject(observer.view, key)?.metadata.deletionTimestamp === undefined) return false
  return plan.tasks.some((task) => task.action === 'apply' && formatKey(task.key) === formatKey(key))
}

/** A name that nobody has, and that is not too long wherever it is used: a CronJob's has at most 52 characters. */
function underFreeName(object: KubeObject): KubeObject {
  const name = `${(object.metadata.name ?? 'hook').slice(0, 37).replace(/[^a-z0-9]+$/, '')}-hooksync-check`
  return { ...object, metadata: { ...object.metadata, name } }
}

/** Whether only server-side apply finds it: an unknown field, two items with one key. */
function isUntyped({ message }: ClusterError): boolean {
  return MISMATCH.test(message) || message.includes(DUPLICATE_KEYS)
}

function underItsName(error: ClusterError, { metadata }: KubeObject, name: string): ClusterError {
  return error.saying(error.message.replaceAll(metadata.name ?? '', name))
}
