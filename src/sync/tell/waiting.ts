// What a sync waits for, in Argo CD's words and with the reasons why. Pure.
import { chainText } from '../../diagnose/chain.ts'
import { heldBy, leavingText } from '../../diagnose/leaving.ts'
import { durationText } from '../../object/duration.ts'
import { defined } from '../../object/defined.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import { taskHealth } from '../task-health.ts'
import type { BrokenOff } from '../end.ts'
import type { Blocker } from '../events.ts'
import { limitAhead } from '../given-up.ts'
import type { Postponed } from '../operation.ts'
import type { Situation, Step, StepOptions } from '../step.ts'
import { taskRef } from '../../plan/task-ref.ts'
import { leavingOf } from '../task-state.ts'
import { liveObject } from '../view.ts'

/** A step that waits. */
export type WaitStep = Extract<Step, { do: 'wait' }>

/**
 * Argo CD's message: `waiting for completion of hook batch/Job/mig and 1 more hooks`; hooks are named first
 * (argo-cd:gitops-engine/pkg/sync/sync_context.go, setRunningPhase).
 */
export function waitMessage(step: WaitStep): string {
  const hooks = step.tasks.filter((task) => task.hook !== undefined)
  const first = hooks[0] ?? step.tasks[0]
  if (first === undefined) return 'waiting'
  const named = `${first.key.group}/${first.key.kind}/${first.key.name}`
  const rest = step.tasks.length - 1
  const noun = hooks.length === step.tasks.length ? 'hooks' : 'resources'
  return `waiting for ${reason(step, first)} ${named}${rest > 0 ? ` and ${rest} more ${noun}` : ''}`
}

function reason(step: WaitStep, first: SyncTask): string {
  if (step.for === 'confirmation') return 'pruning confirmation of'
  if (step.for === 'admission') return 'admission of'
  if (step.for === 'deletion') return first.hook === undefined ? 'deletion of' : 'deletion of hook'
  return first.hook === undefined ? 'healthy state of' : 'completion of hook'
}

/** One blocker for each task that is waited for. */
export function blockers(step: WaitStep, situation: Situation): readonly Blocker[] {
  return step.tasks.map((task) => {
    const postponed = situation.state.postponed.get(task.id)
    if (postponed !== undefined) return { ...taskRef(task), what: 'admission', message: postponedText(postponed) }
    const object = liveObject(situation.view, task.key)
    // What is not written yet is not assessed.
    const { health, graceEnd } = situation.assessments.get(task.id) ?? {
      health: object === undefined ? undefined : taskHealth({ task, result: undefined }, object, situation.options),
    }
    const what = { ...taskRef(task), what: whatFor(step, task) }
    if (step.for === 'deletion') return { ...what, ...leavingParts(object) }
    if (step.for === 'confirmation') return { ...what, ...UNCONFIRMED }
    const base = { ...what, ...limits(task, object, situation) }
    if (health === undefined) return { ...base, message: object === undefined ? 'not seen yet' : 'no status yet' }
    const message = graceEnd === undefined ? health.message : gracedText(health.message, situation.options)
    return { ...base, health: health.status, message }
  })
}

/** Nobody can confirm it while it runs. */
const UNCONFIRMED = {
  message: 'nobody has confirmed that it is pruned (Prune=confirm)',
  hint: 'end this run, and run it again with --confirm-prune, or without --prune',
}

/** The limits that run: its own time, and what it is stuck in where that is over before its own time and the run's. */
function limits(
  task: SyncTask,
  object: KubeObject | undefined,
  { looks, assessments, options }: Situation,
): Pick<Blocker, 'limitMs' | 'limit'> {
  const { timeoutMs } = task
  const look = looks.get(task.id)
  // Only the very object counts whose pods were looked at.
  const limit = look?.uid === object?.metadata.uid ? limitAhead(task, look, options) : undefined
  const ownEnd = (assessments.get(task.id)?.result.at ?? Infinity) + (timeoutMs ?? Infinity)
  const end = Math.min(ownEnd, options.startedAt + options.timeoutMs)
  return defined({ limitMs: timeoutMs, limit: limit?.at !== undefined && limit.at >= end ? undefined : limit })
}

/** What this run has deleted and is still there: what holds it. */
export function leavingBlockers(situation: Situation): readonly Blocker[] {
  return blockers({ do: 'wait', tasks: leavingOf(situation), for: 'deletion' }, situation)
}

/** What goes on in the cluster without this run; `waited` is what it waited for, and why. */
export function restOf(situation: Situation, running: readonly SyncTask[], waited: readonly Blocker[] = []): BrokenOff {
  const leaving = leavingBlockers(situation).map(({ message, task, key, phase, wave, hook }) => ({
    task,
    key,
    phase,
    wave,
    hook,
    message,
  }))
  return {
    stillRunning: running.map(taskRef),
    ...(waited.length === 0 ? {} : { blockers: waited }),
    ...(leaving.length === 0 ? {} : { leaving }),
  }
}

/** That a bad health does not count yet. */
function gracedText(message: string, { degradedGraceMs }: StepOptions): string {
  return `Degraded: ${message}; counts as failed unless it recovers within ${durationText(degradedGraceMs)}`
}

/** Why something could not be written yet. */
export function postponedText({ webhook, why }: Pick<Postponed, 'webhook' | 'why'>): string {
  return `${webhook} cannot be called: ${why}`
}

function whatFor(step: WaitStep, task: SyncTask): Blocker['what'] {
  if (step.for === 'deletion' || step.for === 'confirmation' || step.for === 'admission') return step.for
  return task.hook === undefined ? 'health' : 'completion'
}

/** How it goes, and what holds it. */
function leavingParts(object: KubeObject | undefined): Pick<Blocker, 'message' | 'code' | 'chain' | 'hint'> {
  if (object === undefined) return { message: 'being deleted' }
  const [message, held] = [leavingText(object), heldBy(object)]
  if (held === undefined) return { message }
  const { code, cause, hint } = held
  const own = { what: `${object.kind} ${object.metadata.name ?? ''}`, state: message }
  const chain = [message.includes(cause) ? own : { ...own, reason: cause }]
  return { message: chainText(chain), code, chain, ...defined({ hint }) }
}
