// Runs the gate and tells what it found; without a run to follow for a dry run.
import { missingRights } from './check-rights.ts'
import { onFailureText, tellDryRun } from './tell-dry-run.ts'
import { clientSideGate, passGate } from './gate.ts'
import type { GateFailure, GateResult } from './gate.ts'
import { taskRef } from '../run.ts'
import type { Run } from '../run.ts'
import { liveObject } from '../view.ts'
import type { End } from '../end.ts'

/** The end of the sync where the gate is one: on a refusal, or when only a dry run was asked for. */
export async function runGate(run: Run): Promise<End | undefined> {
  const started = run.clock.now()
  const foreign = refusals(run)
  if (foreign.length > 0) return refused(run, foreign)
  const [result, missing] = await Promise.all([gateResult(run), unprovenRights(run)])
  // After a stop nobody waits for this any more.
  if (run.stop.aborted) return undefined
  for (const diagnostic of missing?.diagnostics ?? []) run.emit({ type: 'diagnostic', diagnostic })
  if (result.failures.length > 0) return refused(run, result.failures)
  if (missing !== undefined) return { phase: 'Failed', message: missing.message, reason: 'invalid' }
  run.emit({ type: 'gate-passed', checked: result.checked, durationMs: run.clock.now() - started })
  if (run.options.dryRun === 'none') return undefined
  tellDryRun(run)
  const message = run.options.dryRun === 'server' ? 'the server accepts all manifests' : 'the server was not asked'
  return { phase: 'Succeeded', message: `${message}${onFailureText(run)}`, reason: 'completed' }
}

/** What the caller does not want to be touched. */
function refusals(run: Run): readonly GateFailure[] {
  return run.plan.tasks.flatMap((task) => {
    const live = liveObject(run.observer.view, task.key)
    const message = live === undefined ? undefined : run.options.refuse?.(task, live)
    return message === undefined ? [] : [{ task, message, reason: 'Conflict' as const }]
  })
}

async function gateResult(run: Run): Promise<GateResult> {
  if (run.options.dryRun === 'server') return passGate(run)
  if (run.options.argoCompat) return clientSideGate(run)
  return run.options.dryRun === 'client' ? { checked: 0, failures: [] } : passGate(run)
}

/** Nothing is asked where nothing will be written, or where Argo CD would find out on the way. */
async function unprovenRights(run: Run): ReturnType<typeof missingRights> {
  return run.options.argoCompat || run.options.dryRun === 'client' ? undefined : missingRights(run)
}

function refused(run: Run, failures: readonly GateFailure[]): End {
  run.emit({
    type: 'gate-failed',
    failures: failures.map(({ task, message, reason, hint }) => ({
      task: taskRef(task),
      message,
      reason,
      ...(task.location === undefined ? {} : { location: task.location }),
      ...(hint === undefined ? {} : { hint }),
    })),
  })
  const message = 'one or more objects failed to apply (dry run)'
  return { phase: 'Failed', message, reason: run.options.argoCompat ? 'completed' : 'gate' }
}
