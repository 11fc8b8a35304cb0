// Tells each change of health of what runs, and why something failed.
import { diagnose } from '../../diagnose/diagnose.ts'
import { hintFor } from '../../diagnose/hints/index.ts'
import { assessOldStatus } from '../../health/index.ts'
import type { Completion, Situation } from '../step.ts'
import { orStopped } from '../stop.ts'
import { taskRef } from '../../plan/task-ref.ts'
import { defined } from '../../object/defined.ts'
import type { Run } from '../run.ts'
import { hintOf, patienceHint, rightHint, tellDenied, ttlCause } from './reasons.ts'

/** How long the reasons may be looked for, in milliseconds. */
const DIAGNOSIS_MS = 10_000

/** Lines of a failed container's log that are shown. */
const LOG_LINES = 20

/** Gives a function that emits `health-changed` for what has changed since it was called last. */
export function tellHealth(run: Run): (situation: Situation) => void {
  const told = new Map<string, string>()
  return ({ tasks, assessments }) => {
    for (const task of tasks) {
      const health = assessments.get(task.id)?.health
      if (health === undefined) continue
      const text = `${health.status} ${health.message}`
      if (told.get(task.id) === text) continue
      told.set(task.id, text)
      run.emit({ type: 'health-changed', ...taskRef(task), status: health.status, message: health.message })
    }
  }
}

/** Emits why a task failed: its pods, their logs, the events about them. */
export async function tellFailure(run: Run, completion: Completion): Promise<void> {
  const { task, object, result, vanished } = completion
  const cause = vanished === true && object === undefined ? ttlCause(task) : undefined
  if (cause !== undefined) {
    const hint = hintFor('Vanished', cause)
    const diagnosis = { code: 'Vanished', cause, ...defined({ hint }), pods: [], events: [] }
    run.emit({ type: 'failure-diagnosed', ...taskRef(task), diagnosis })
  }
  if (object === undefined || cause !== undefined) return
  const limit = new AbortController()
  const done = new AbortController()
  const signal = AbortSignal.any([limit.signal, run.stop])
  void run.clock.sleep(DIAGNOSIS_MS, done.signal).then(() => limit.abort())
  const old = assessOldStatus(object, run.options.policy)
  const health = old?.message === result.message ? { health: old } : {}
  const reading = diagnose(run.cluster, object, { tailLines: LOG_LINES, signal, ...health })
  const found = await orStopped(reading, limit.signal, run.clock)
  done.abort('done')
  if (found === undefined) return
  tellDenied(run, found.notes)
  const { diagnosis, code } = found
  const hint =
    hintOf(run, task, { code, ...defined({ hint: diagnosis.hint }) }) ??
    rightHint(found.notes, diagnosis) ??
    patienceHint(result.message, code)
  run.emit({ type: 'failure-diagnosed', ...taskRef(task), diagnosis: { ...diagnosis, ...defined({ hint }) } })
}
