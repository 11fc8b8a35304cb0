// The gate: a server-side dry run of all that will be written, before the first write.
import { ClusterError } from '../../errors.ts'
import type { ClusterErrorReason } from '../../errors.ts'
import type { Location } from '../../manifest/manifest.ts'
import { defined } from '../../object/defined.ts'
import { firstOf } from '../../object/one-line.ts'
import { formatKey, shortKey } from '../../object/resource-key.ts'
import type { SyncTask, TaskId } from '../../plan/sync-plan.ts'
import { isOutOfReach } from '../act/apply-task.ts'
import type { GateFinding, GateReport } from './gate-report.ts'
import { NO_NAMESPACE } from '../refusals/cluster-fault.ts'
import { mapLimit } from '../parallel.ts'
import { typeOf } from '../run.ts'
import type { Run } from '../run.ts'
import { liveObject } from '../view.ts'
import { definitionFor, definitionsOf, mismatch } from './definition-check.ts'
import type { Definitions } from './definition-check.ts'
import { dryRun, unlessThere, willBeCreatedAgain } from './dry-run.ts'
import type { Attempt } from './dry-run.ts'
import { broughtByThisRun } from '../refusals/deferral.ts'
import type { Deferral } from '../refusals/deferral.ts'
import { isForNew, mayBeForced } from '../act/made-anew.ts'
import { withHolders } from './leaving-namespace.ts'
import { remedyFor, withoutLongValues } from '../refusals/remedy.ts'
import { DUPLICATE_KEYS } from '../../object/server-words.ts'
import { BY_ADMISSION, isBySchema, MISMATCH } from '../refusals/schema-refusal.ts'
import { fieldValidation, writeMethod } from '../act/write-method.ts'

/** One object that the server would refuse. */
export interface GateFailure {
  readonly task: SyncTask
  readonly message: string
  readonly reason: ClusterErrorReason
  readonly hint?: string
  /** Of the field that is meant; left out: that of the manifest. */
  readonly location?: Location
}

/** What the gate found; `checked` counts the dry runs. */
export interface GateResult {
  readonly checked: number
  readonly failures: readonly GateFailure[]
  readonly report: GateReport
}

/** Dry-runs each object once, but those of the tasks that would change nothing. */
export async function passGate(run: Run, unchanged: GateReport['unchanged']): Promise<GateResult> {
  const seen = new Set<string>()
  const due = run.plan.tasks.filter((task) => {
    if (task.action !== 'apply' || typeOf(run, task) === undefined || seen.has(formatKey(task.key))) return false
    seen.add(formatKey(task.key))
    return willBeCreatedAgain(run, task) || !unchanged.has(task.id)
  })
  const definitions = definitionsOf(run)
  // Until these are written the server judges by the old ones.
  const changed = new Map([...definitions].filter(([, { id }]) => !unchanged.has(id)))
  const results = await mapLimit(due, run.options.concurrency, async (task) => {
    const found = await checkTask(run, task)
    return definitionFor(task, changed) === undefined ? found : unlessBySchema(found)
  })
  const deferrals = results.flatMap((result) => ('deferral' in result ? [result] : []))
  const failures = results.flatMap((result) => ('message' in result ? [result] : []))
  const unserved = run.plan.tasks.filter((task) => task.action === 'apply' && typeOf(run, task) === undefined)
  const deferred = [...deferrals, ...unserved.map((task) => ({ task, deferral: 'the kind comes with this run' }))]
  tellDeferred(run, deferred)
  const report = {
    unchanged,
    findings: findingsOf(run, results),
    deferred: new Map(deferred.map(({ task, deferral }) => [task.id, deferral])),
  }
  const after = { ...run, gate: report }
  const passed = results.flatMap((result) => ('message' in result ? [] : [result.task]))
  const mismatches = [...mismatchesAmong(after, unserved, definitions), ...mismatchesAmong(after, passed, changed)]
  const refused = await withHolders(run, failures)
  return { checked: due.length - deferrals.length, failures: [...refused, ...mismatches], report }
}

/** The way of writing holds for all tasks of an object: a hook of several phases is checked once. */
function findingsOf({ plan }: Run, results: readonly Checked[]): GateReport['findings'] {
  const findings = new Map<TaskId, GateFinding>()
  for (const result of results) {
    const { task, finding } = 'finding' in result ? result : { ...result, finding: undefined }
    if (finding === undefined) continue
    const isHookOfMany = (task.hook?.types.length ?? 0) > 1
    const others = isHookOfMany ? plan.tasks.filter((one) => formatKey(one.key) === formatKey(task.key)) : []
    for (const { id } of others) findings.set(id, { ...finding, conflicts: [] })
    findings.set(task.id, finding)
  }
  return findings
}

/** The old schema of a definition that changes with this run says nothing of what comes after the new one. */
function unlessBySchema(found: Checked): Checked {
  if (!('message' in found) || !isBySchema(found)) return found
  return { task: found.task, deferral: 'its definition changes with this run' }
}

/** What the definitions of this run will refuse. */
function mismatchesAmong(run: Run, tasks: readonly SyncTask[], definitions: Definitions): readonly GateFailure[] {
  return tasks.flatMap((task) => {
    const definition = definitionFor(task, definitions)
    const message = definition === undefined ? undefined : mismatch(run, task, definition)
    return message === undefined ? [] : [{ task, message, reason: 'Invalid' as const }]
  })
}

/** Argo CD's own gate is a client-side dry run: only what cannot be read or named at all is found. */
export function clientSideGate(run: Run): Omit<GateResult, 'report'> {
  const nameless = run.plan.tasks.filter((task) => task.action === 'apply' && task.key.name === '')
  const failures = nameless.map((task) => {
    const from = task.object.metadata.generateName ?? ''
    return { task, message: `from ${from}: cannot use generate name with apply`, reason: 'Invalid' as const }
  })
  return { checked: run.plan.tasks.length, failures }
}

async function checkTask(run: Run, task: SyncTask): Promise<Checked> {
  try {
    return { task, finding: await dryRun(run, task, { clientSide: false, force: false }) }
  } catch (error) {
    if (!(error instanceof ClusterError) || isOutOfReach(error)) throw error
    return secondLook(run, task, error)
  }
}

/** A refusal may be one that the real run will not meet, or one that another way of writing does not meet. */
async function secondLook(run: Run, task: SyncTask, error: ClusterError): Promise<Checked> {
  const failure = refusal(task, error)
  if (error.conflicts.length > 0) {
    if (!run.options.forceConflicts) return { ...failure, message: conflictText(error) }
    return again(run, task, { clientSide: false, force: true, conflicts: error })
  }
  if (error.message.includes(DUPLICATE_KEYS) && task.options.serverSideApply !== true) {
    const message = 'two list items have one key, which server-side apply refuses: applied client-side'
    run.emit({ type: 'warning', key: task.key, message, hint: error.message })
    return again(run, task, { clientSide: true, force: false })
  }
  const live = liveObject(run.observer.view, task.key)
  if (isForNew(error) && !willBeCreatedAgain(run, task) && mayBeForced(run, task, live))
    return again(run, task, { clientSide: false, force: false, anew: true })
  const deferral = broughtByThisRun(run, task, error)
  if (deferral === undefined && NO_NAMESPACE.test(error.message)) {
    const flag = task.key.namespace === run.plan.namespace ? '--create-namespace' : '--create-namespace=all'
    return { ...failure, hint: `create the namespace first, add it to the manifests, or use ${flag}` }
  }
  if (deferral === undefined) return failure
  return (
    (await wrongAnywhere(run, task, deferral)) ?? {
      task,
      deferral: deferral.text,
      webhook: deferral.what === 'webhook',
    }
  )
}

/** An object that could not be checked, and why that is not a fault. */
interface Deferred {
  readonly task: SyncTask
  readonly deferral: string
  readonly webhook?: boolean
}

/** The last: an object that the server takes. */
type Checked = GateFailure | Deferred | { readonly task: SyncTask; readonly finding: GateFinding | undefined }

/** One line for each reason, however many objects it concerns. */
function tellDeferred(run: Run, deferred: readonly Deferred[]): void {
  for (const deferral of new Set(deferred.map((one) => one.deferral))) {
    const names = deferred.filter((one) => one.deferral === deferral).map(({ task }) => shortKey(task.key))
    const until = deferred.some((one) => one.deferral === deferral && one.webhook === true) ? 'answers' : 'is there'
    run.emit({ type: 'warning', message: `${deferral}: not fully checked before it ${until}: ${firstOf(names, 3)}` })
  }
}

/**
 * An object whose namespace is still to come is checked in another one: what is wrong with the object itself is found
 * there too. What that namespace's own rules say does not count.
 */
async function wrongAnywhere(run: Run, task: SyncTask, deferral: Deferral): Promise<GateFailure | undefined> {
  const type = typeOf(run, task)
  if (deferral.what !== 'namespace' || type === undefined) return undefined
  const { object } = task
  const elsewhere = { ...object, metadata: { ...object.metadata, namespace: 'default' } }
  const options = { fieldManager: run.options.fieldManager, dryRun: true }
  const unknown = fieldValidation(task, writeMethod(task, run.options))
  try {
    await unlessThere(
      run.cluster.create({ type, namespace: 'default', name: task.key.name }, elsewhere, {
        ...options,
        fieldValidation: unknown,
      }),
    )
    return undefined
  } catch (error) {
    if (!(error instanceof ClusterError) || isOutOfReach(error)) throw error
    const { reason, message } = error
    const own = (reason === 'Invalid' || reason === 'BadRequest') && !BY_ADMISSION.test(message)
    return own ? { task, message, reason } : undefined
  }
}

async function again(run: Run, task: SyncTask, attempt: Attempt): Promise<Checked> {
  try {
    return { task, finding: await dryRun(run, task, attempt) }
  } catch (error) {
    if (!(error instanceof ClusterError) || isOutOfReach(error)) throw error
    const deferral = broughtByThisRun(run, task, error)
    return deferral?.what === 'webhook' ? { task, deferral: deferral.text, webhook: true } : refusal(task, error)
  }
}

function refusal(task: SyncTask, { message, reason }: ClusterError): GateFailure {
  const isMismatch = MISMATCH.test(message)
  const said = isMismatch ? message.replace(MISMATCH, '') : message
  const hint = remedyFor(task, said)
  return {
    task,
    message: withoutLongValues(said),
    reason: isMismatch ? 'Invalid' : reason,
    ...defined({ hint }),
  }
}

function conflictText(error: ClusterError): string {
  const owners = error.conflicts.map(({ manager, field }) => `${field} (${manager})`)
  return `other managers own ${owners.join(', ')}; --force-conflicts takes them`
}
