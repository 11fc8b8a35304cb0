// Runs the gate and tells what it found; without a run to follow for a dry run.
import type { ClusterErrorReason } from '../errors.ts'
import { clientSideGate, passGate } from './gate.ts'
import type { GateFailure, GateResult } from './gate.ts'
import { taskRef } from './run.ts'
import type { Run } from './run.ts'
import type { End } from './end.ts'

/** The end of the sync where the gate is one: on a refusal, or when only a dry run was asked for. */
export async function runGate(run: Run): Promise<End | undefined> {
  const started = run.clock.now()
  const result = await gateResult(run)
  if (result.failures.length > 0) return refused(run, result.failures)
  run.emit({ type: 'gate-passed', checked: result.checked, durationMs: run.clock.now() - started })
  if (run.options.dryRun === 'none') return undefined
  tellDryRun(run)
  return { phase: 'Succeeded', message: `dry run (${run.options.dryRun}): nothing was changed`, reason: 'completed' }
}

async function gateResult(run: Run): Promise<GateResult> {
  if (run.options.argoCompat) return clientSideGate(run)
  return run.options.dryRun === 'client' ? { checked: 0, failures: [] } : passGate(run)
}

function refused(run: Run, failures: readonly GateFailure[]): End {
  run.emit({
    type: 'gate-failed',
    failures: failures.map(({ task, message, reason, hint }) => ({
      task: taskRef(task),
      message,
      reason: reason satisfies ClusterErrorReason,
      ...(task.location === undefined ? {} : { location: task.location }),
      ...(hint === undefined ? {} : { hint }),
    })),
  })
  const message = 'one or more objects failed to apply (dry run)'
  return { phase: 'Failed', message, reason: run.options.argoCompat ? 'completed' : 'gate' }
}

function tellDryRun(run: Run): void {
  for (const task of run.plan.tasks) {
    const change = run.findings.get(task.id)?.change ?? 'unchanged'
    const known = run.options.dryRun === 'server' && !task.typeMissing
    run.emit({ type: 'resource-applied', ...taskRef(task), change: known ? change : 'configured', dryRun: true })
  }
}
