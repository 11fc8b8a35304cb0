// The gate: a server-side dry run of all that will be written, before the first write.
import { ClusterError } from '../errors.ts'
import type { ClusterErrorReason } from '../errors.ts'
import { stringField } from '../manifest/kube-object.ts'
import type { KubeObject } from '../manifest/kube-object.ts'
import { formatKey } from '../manifest/resource-key.ts'
import { shortKey } from '../manifest/resource-key.ts'
import type { SyncTask } from '../plan/sync-plan.ts'
import { isUnchanged } from './apply-task.ts'
import { isOutOfReach } from './apply-task.ts'
import { refOf } from './observer.ts'
import { mapLimit } from './parallel.ts'
import { typeOf } from './run.ts'
import type { GateFinding, Run } from './run.ts'
import { liveObject } from './view.ts'
import { writeMethod } from './write-method.ts'

/** One object that the server would refuse. */
export interface GateFailure {
  readonly task: SyncTask
  readonly message: string
  readonly reason: ClusterErrorReason
}

/** What the gate found; `checked` counts the dry runs. */
export interface GateResult {
  readonly checked: number
  readonly failures: readonly GateFailure[]
}

/** Dry-runs each object once. Findings about how to write are left in `run.findings`. */
export async function passGate(run: Run): Promise<GateResult> {
  const seen = new Set<string>()
  const due = run.plan.tasks.filter((task) => {
    if (task.action !== 'apply' || typeOf(run, task) === undefined || seen.has(formatKey(task.key))) return false
    seen.add(formatKey(task.key))
    return willBeCreatedAgain(run, task) || !isUnchanged(run, task, liveObject(run.observer.view, task.key))
  })
  const results = await mapLimit(due, run.options.concurrency, async (task) => checkTask(run, task))
  return { checked: due.length, failures: results.flatMap((result) => result ?? []) }
}

/** Argo CD's own gate is a client-side dry run: only what cannot be read or named at all is found (argo-semantics, "Dry-run gate"). */
export function clientSideGate(run: Run): GateResult {
  const nameless = run.plan.tasks.filter((task) => task.action === 'apply' && task.key.name === '')
  const failures = nameless.map((task) => {
    const from = task.object.metadata.generateName ?? ''
    return { task, message: `from ${from}: cannot use generate name with apply`, reason: 'Invalid' as const }
  })
  return { checked: run.plan.tasks.length, failures }
}

async function checkTask(run: Run, task: SyncTask): Promise<GateFailure | undefined> {
  try {
    await dryRun(run, task, { clientSide: false, force: false })
    return undefined
  } catch (error) {
    if (!(error instanceof ClusterError) || isOutOfReach(error)) throw error
    return secondLook(run, task, error)
  }
}

/** A refusal may be one that the real run will not meet, or one that another way of writing does not meet. */
async function secondLook(run: Run, task: SyncTask, error: ClusterError): Promise<GateFailure | undefined> {
  const failure: GateFailure = { task, message: error.message, reason: error.reason }
  if (error.conflicts.length > 0) {
    if (!run.options.forceConflicts) return { ...failure, message: conflictText(error) }
    return again(run, task, { clientSide: false, force: true, conflicts: error })
  }
  if (/duplicate entries for key/.test(error.message) && task.options.serverSideApply !== true) {
    const message = `${shortKey(task.key)} has two list items of one key, which server-side apply refuses: applied client-side`
    run.emit({ type: 'warning', key: task.key, message, hint: error.message })
    return again(run, task, { clientSide: true, force: false })
  }
  const excuse = broughtByThisRun(run, task, error.message)
  if (excuse === undefined) return failure
  run.emit({ type: 'warning', key: task.key, message: `${shortKey(task.key)} could not be checked: ${excuse}` })
  return undefined
}

interface Attempt {
  readonly clientSide: boolean
  readonly force: boolean
  readonly conflicts?: ClusterError
}

async function again(run: Run, task: SyncTask, attempt: Attempt): Promise<GateFailure | undefined> {
  try {
    await dryRun(run, task, attempt)
    return undefined
  } catch (error) {
    if (!(error instanceof ClusterError) || isOutOfReach(error)) throw error
    return { task, message: error.message, reason: error.reason }
  }
}

async function dryRun(run: Run, task: SyncTask, attempt: Attempt): Promise<void> {
  const type = typeOf(run, task)
  if (type === undefined) return
  const method = attempt.clientSide ? 'client-side' : writeMethod(task, run.options)
  const fieldValidation = !task.options.validate || method === 'client-side' ? 'Warn' : 'Strict'
  const options = { fieldManager: run.options.fieldManager, dryRun: true, fieldValidation } as const
  const live = liveObject(run.observer.view, task.key)
  const conflicts = attempt.conflicts?.conflicts ?? []
  const finding = (change: GateFinding['change']): void => {
    run.findings.set(task.id, { clientSide: attempt.clientSide, conflicts, change })
  }
  if (willBeCreatedAgain(run, task) || (method === 'recreate' && live !== undefined)) {
    await run.cluster.create(type, underFreeName(task.object), options)
    return finding('created')
  }
  if (method === 'replace' || method === 'recreate') {
    if (live === undefined) await run.cluster.create(type, task.object, options)
    else {
      const resourceVersion = live.metadata.resourceVersion
      const body = { ...task.object, metadata: { ...task.object.metadata, resourceVersion } }
      await run.cluster.patch(refOf({ type, key: task.key }), { type: 'replace', body }, options)
    }
    return finding(live === undefined ? 'created' : 'configured')
  }
  const result = await run.cluster.apply(type, task.object, {
    ...options,
    method,
    force: attempt.force,
    live: live ?? null,
  })
  finding(live === undefined ? 'created' : result.change)
}

/** A hook that is there and will be deleted first is judged as a new object. */
function willBeCreatedAgain(run: Run, task: SyncTask): boolean {
  const deletes = task.hook?.deletePolicies.includes('BeforeHookCreation') === true
  return deletes && liveObject(run.observer.view, task.key) !== undefined
}

function underFreeName(object: KubeObject): KubeObject {
  const name = `${(object.metadata.name ?? 'hook').slice(0, 40).replace(/[^a-z0-9]+$/, '')}-hooksync-check`
  return { ...object, metadata: { ...object.metadata, name } }
}

/** Why a refusal is none: what it misses comes with this very run, or the webhook cannot be asked without a trace. */
function broughtByThisRun(run: Run, task: SyncTask, message: string): string | undefined {
  const brings = (kind: string, name: string | undefined): boolean =>
    run.plan.tasks.some((other) => other.action === 'apply' && other.key.kind === kind && other.key.name === name)
  const { namespace } = task.key
  if (/^namespaces? ".*" not found/.test(message) && brings('Namespace', namespace)) {
    return `namespace ${namespace} comes with this run`
  }
  const account = /service ?account "?([^" ]+)"? not found/i.exec(message)?.[1]?.split('/').at(-1)
  if (account !== undefined && brings('ServiceAccount', account)) return `ServiceAccount ${account} comes with this run`
  const priority = stringField(task.object, 'spec', 'priorityClassName') ?? podPriority(task.object)
  if (/no PriorityClass with name/.test(message) && brings('PriorityClass', priority)) {
    return `PriorityClass ${priority ?? ''} comes with this run`
  }
  return /does not support dry run/i.test(message) ? message : undefined
}

function podPriority(object: KubeObject): string | undefined {
  return stringField(object, 'spec', 'template', 'spec', 'priorityClassName')
}

function conflictText(error: ClusterError): string {
  const owners = error.conflicts.map(({ manager, field }) => `${field} (${manager})`)
  return `other managers own ${owners.join(', ')}; --force-conflicts takes them`
}
