// Runs the gate and tells what it found; without a run to follow for a dry run.
import { missingRights } from './check-rights.ts'
import { onFailureText, tellDryRun } from './tell-dry-run.ts'
import { clientSideGate, passGate } from './gate.ts'
import type { GateFailure, GateResult } from './gate.ts'
import { defined } from '../../object/defined.ts'
import { refusedField } from '../../object/refused-field.ts'
import { formatKey, shortKey } from '../../object/resource-key.ts'
import { NO_REPORT } from './gate-report.ts'
import type { GateReport } from './gate-report.ts'
import { refusedDeletes } from './refused-deletes.ts'
import { taskRef } from '../../plan/task-ref.ts'
import type { Run } from '../run.ts'
import { liveObject } from '../view.ts'
import { refusalOf } from '../whose.ts'
import type { End } from '../end.ts'
import { besideIgnoredFindings } from '../compare/out-of-sync-only.ts'
import { isUnchanged } from '../compare/unchanged.ts'

/** What came of the gate. */
export interface GateOutcome {
  /** The run with what the gate found out. */
  readonly run: Run
  /** Of the sync, where the gate is its end: on a refusal, or when only a dry run was asked for. */
  readonly end: End | undefined
}

/** Runs it, and tells what it found. A plan shows what would be deleted, and says beside it what the server would refuse: it is no dry run. */
export async function runGate(before: Run, deletions: 'refused' | 'told' = 'refused'): Promise<GateOutcome> {
  const started = before.clock.now()
  const foreign = refusals(before)
  if (foreign.length > 0) return { run: before, end: refusedEnd(before, foreign) }
  const unchanged = unchangedTasks(before)
  const [result, missing, undeletable] = await Promise.all([
    gateResult(before, unchanged),
    unprovenRights(before, unchanged),
    // A run finds that out by itself, object by object.
    before.options.dryRun === 'server' ? refusedDeletes(before) : [],
  ])
  const asked = { ...before, gate: besideIgnoredFindings(before, result.report) }
  // After a stop nobody waits for this any more.
  if (asked.stop.aborted) return { run: asked, end: undefined }
  for (const diagnostic of missing?.diagnostics ?? []) asked.emit({ type: 'diagnostic', diagnostic })
  if (deletions === 'told') tellUndeletable(asked, undeletable)
  const failures = [...result.failures, ...(deletions === 'told' ? [] : undeletable)]
  if (failures.length > 0) return { run: asked, end: refusedEnd(asked, failures) }
  if (missing !== undefined)
    return { run: asked, end: { phase: 'Failed', message: missing.message, reason: 'invalid' } }
  const run = { ...asked, gate: { ...asked.gate, taken: tellTaken(asked) } }
  run.emit({ type: 'gate-passed', checked: result.checked, durationMs: run.clock.now() - started })
  if (run.options.dryRun === 'none') return { run, end: undefined }
  tellDryRun(run)
  const message = run.options.dryRun === 'server' ? 'the server accepts all manifests' : 'the server was not asked'
  return { run, end: { phase: 'Succeeded', message: `${message}${onFailureText(run)}`, reason: 'completed' } }
}

function tellUndeletable({ emit }: Run, failures: readonly GateFailure[]): void {
  for (const { task, message: why } of failures) {
    const message = `the server would refuse to delete ${shortKey(task.key)}: ${why}`
    emit({ type: 'diagnostic', diagnostic: { code: 'REFUSED_DELETE', severity: 'warning', message } })
  }
}

/** What others own and this run writes or deletes, object by object. */
function tellTaken(run: Run): ReadonlyMap<string, string> {
  const { takes } = run.options
  if (takes?.inventory !== undefined) run.emit({ type: 'warning', message: takes.inventory })
  const told = new Map<string, string>()
  for (const task of run.plan.tasks) {
    const live = liveObject(run.observer.view, task.key)
    const isTouched = live !== undefined && !run.gate.unchanged.has(task.id) && !told.has(formatKey(task.key))
    const message = isTouched ? takes?.of(task, live) : undefined
    if (message === undefined) continue
    told.set(formatKey(task.key), message)
    run.emit({ type: 'warning', key: task.key, message })
  }
  return told
}

/** The tasks for which nothing has to be sent, as far as can be told from what is seen. */
function unchangedTasks(run: Run): GateReport['unchanged'] {
  const { tasks } = run.plan
  return new Set(
    tasks.filter((task) => isUnchanged(run, task, liveObject(run.observer.view, task.key))).map(({ id }) => id),
  )
}

/** What the caller does not want to be touched. */
function refusals(run: Run): readonly GateFailure[] {
  return run.plan.tasks.flatMap((task) => {
    const message = refusalOf(run, task, new Set())
    return message === undefined ? [] : [{ task, message, reason: 'Conflict' as const }]
  })
}

async function gateResult(run: Run, unchanged: GateReport['unchanged']): Promise<GateResult> {
  const { dryRun, policy } = run.options
  if (dryRun === 'server' || (dryRun === 'none' && policy.gatesAtServer)) return passGate(run, unchanged)
  const report = { ...NO_REPORT, unchanged }
  return { ...(policy.gatesAtServer ? { checked: 0, failures: [] } : clientSideGate(run)), report }
}

/** Nothing is asked in a client-side dry run, or where Argo CD would find out on the way. */
async function unprovenRights(run: Run, unchanged: GateReport['unchanged']): ReturnType<typeof missingRights> {
  const { dryRun, policy } = run.options
  return policy.asksRights && dryRun !== 'client' ? missingRights(run, unchanged) : undefined
}

/** Tells what is refused, and gives the end that it is. An object is told once, also where it is of several tasks, as a hook of two phases is. */
export function refusedEnd(run: Run, failures: readonly GateFailure[]): End {
  const objects = new Map(failures.toReversed().map((failure) => [formatKey(failure.task.key), failure]))
  const first = failures.filter((failure) => objects.get(formatKey(failure.task.key)) === failure)
  run.emit({
    type: 'gate-failed',
    failures: first.map(({ task, message, reason, hint }) => ({
      task: taskRef(task),
      message,
      reason,
      ...defined({ field: refusedField(message), location: task.location, hint }),
    })),
  })
  const message = 'one or more objects failed to apply (dry run)'
  return { phase: 'Failed', message, reason: run.options.policy.refusesInput ? 'gate' : 'completed' }
}
