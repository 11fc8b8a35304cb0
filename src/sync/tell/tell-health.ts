// Tells each change of health of what runs, and why something failed.
import { diagnose } from '../../diagnose/diagnose.ts'
import type { NotedDiagnosis } from '../../diagnose/diagnose.ts'
import type { GatherOptions } from '../../diagnose/facts.ts'
import { hintFor } from '../../diagnose/hints/index.ts'
import type { Completion, Situation } from '../step.ts'
import { orStopped } from '../stop.ts'
import { taskRef } from '../../plan/task-ref.ts'
import { toldHealth } from '../task-health.ts'
import { defined } from '../../object/defined.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { Run } from '../run.ts'
import { OF_PATIENCE, hintOf, patienceHint, rightHint, tellDenied, ttlCause } from './reasons.ts'

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
  const health = toldHealth(completion, object, run.options)
  const found = await diagnosed(run, object, { said: result.message, ...defined({ health }) })
  if (found === undefined) return
  tellDenied(run, found.notes)
  // What was well or at work until somebody deleted it did not fail by that.
  const isGone = result.phase === 'Error' && health?.ruleError !== true && OF_PATIENCE.has(found.code)
  const code = isGone ? 'Vanished' : found.code
  const diagnosis = isGone ? { ...found.diagnosis, code, cause: result.message } : found.diagnosis
  const hint =
    hintOf(run, task, { code, ...defined({ hint: diagnosis.hint }) }) ??
    rightHint(found.notes, diagnosis) ??
    patienceHint(result.message, code)
  run.emit({ type: 'failure-diagnosed', ...taskRef(task), diagnosis: { ...diagnosis, ...defined({ hint }) } })
}

/** Reads why; undefined: that took too long, or the run is stopped. */
async function diagnosed(
  run: Run,
  object: KubeObject,
  about: Pick<GatherOptions, 'said' | 'health'>,
): Promise<NotedDiagnosis | undefined> {
  const limit = new AbortController()
  const done = new AbortController()
  const signal = AbortSignal.any([limit.signal, run.stop])
  void run.clock.sleep(DIAGNOSIS_MS, done.signal).then(() => limit.abort())
  const reading = diagnose(run.cluster, object, { ...about, judging: run.options, tailLines: LOG_LINES, signal })
  const found = await orStopped(reading, limit.signal, run.clock)
  done.abort('done')
  return found
}
