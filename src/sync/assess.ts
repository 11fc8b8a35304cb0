// What is seen → how each running task stands. Pure; the only place where health turns into a task's outcome.
import { hookOutcome, resourceOutcome } from '../health/hook-outcome.ts'
import type { HealthVerdict } from '../health/verdict.ts'
import { durationText } from '../object/duration.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { SyncTask, TaskId } from '../plan/sync-plan.ts'
import { whyGivenUp } from './given-up.ts'
import type { Look } from './given-up.ts'
import type { TaskResult } from './operation.ts'
import type { Assessment, Assessments, Completion, Situation, StepOptions } from './step.ts'
import { isJudged, lastHealth, taskHealth, withGrace } from './task-health.ts'
import type { Judged } from './task-health.ts'
import { isAwaited } from './task-state.ts'
import { presenceOf } from './view.ts'
import type { Presence } from './view.ts'

type Seen = Pick<Situation, 'tasks' | 'state' | 'view' | 'now' | 'options' | 'last' | 'looks'>

type Standing = Omit<Assessment, 'end'>

type Verdict = Pick<Completion, 'object' | 'vanished' | 'givenUp'> & Pick<TaskResult, 'phase' | 'message'>

/** How the running tasks stand, in their order, by what is seen of the very objects that this run wrote. */
export function assess(seen: Seen): Assessments {
  return new Map(
    seen.tasks.flatMap((task) => {
      const result = seen.state.results.get(task.id)
      return result?.phase === 'Running' ? [[task.id, assessTask(seen, task, result)] as const] : []
    }),
  )
}

function assessTask(seen: Seen, task: SyncTask, before: TaskResult): Assessment {
  const { view, options } = seen
  const presence = presenceOf(view, task.key, before.uid ?? '')
  const health = healthOf(seen, { task, result: before }, presence)
  const result = withGrace({ task, result: before }, health, seen)
  const graceEnd = result.degradedAt === undefined ? undefined : result.degradedAt + options.degradedGraceMs
  const judged = seen.last.get(task.id)?.hasHealth ?? isJudged(task, options)
  const standing = { presence, hasHealth: judged, health, result, graceEnd }
  return { ...standing, end: endOf(task, result, verdictOf(seen, task, standing)) }
}

/** An object is a state of something, and never changes: what the pass before found out of it still holds. */
function healthOf(seen: Seen, { task, result }: Judged, presence: Presence): HealthVerdict | undefined {
  if (presence.is !== 'live') return undefined
  const last = seen.last.get(task.id)
  const isKnown = last?.presence.is === 'live' && last.presence.object === presence.object
  return isKnown && last.result.written === result?.written
    ? last.health
    : taskHealth({ task, result }, presence.object, seen.options)
}

function endOf(task: SyncTask, result: TaskResult, verdict: Verdict | undefined): Completion | undefined {
  if (verdict === undefined || verdict.phase === 'Running') return undefined
  const { phase, message, ...seen } = verdict
  const code = phase === 'Error' ? 'SyncFailed' : result.code
  return { task, ...seen, result: { ...result, code, phase, message: message === '' ? result.message : message } }
}

/** Of these failed tasks those whose object has become healthy meanwhile. */
export function recoveries(
  { state, view, options }: Pick<Situation, 'state' | 'view' | 'options'>,
  tasks: readonly SyncTask[],
): readonly Completion[] {
  return tasks.flatMap((task) => {
    const result = state.results.get(task.id)
    const presence = presenceOf(view, task.key, result?.uid ?? '')
    if (result === undefined || presence.is !== 'live') return []
    const health = taskHealth({ task, result }, presence.object, options)
    if (outcomeOf(task, health) !== 'Succeeded') return []
    const message = `has recovered: ${health?.message ?? ''}`
    return { task, object: presence.object, result: { ...result, phase: 'Succeeded', message } }
  })
}

function verdictOf(seen: Seen, task: SyncTask, standing: Standing): Verdict | undefined {
  const { now, options } = seen
  const { presence, result, graceEnd } = standing
  if (isSettling(result, presence, now)) return undefined
  const judged = verdictBySight(seen, task, standing)
  const verdict = judged?.phase === 'Failed' && graceEnd !== undefined && now < graceEnd ? undefined : judged
  if (verdict !== undefined && verdict.phase !== 'Running') return verdict
  if (presence.is === 'gone') {
    return isAwaited(seen, task) ? vanished(task, presence.last ?? undefined, options) : undefined
  }
  if (task.timeoutMs !== undefined && now - result.at >= task.timeoutMs) {
    return {
      phase: 'Failed',
      ...overtime(task.timeoutMs, seen.looks.get(task.id), standing),
      object: verdict?.object,
    }
  }
  return givenUp(seen, task, presence) ?? verdict
}

/** What it waited for is told with it: nobody else can tell afterwards. */
function overtime(
  timeoutMs: number,
  look: Look | undefined,
  { presence, health }: Standing,
): Pick<Verdict, 'message' | 'givenUp'> {
  const uid = presence.is === 'live' ? presence.object.metadata.uid : undefined
  const waited = look !== undefined && look.uid === uid ? look.text : (health?.message ?? '')
  const late = `not done after ${durationText(timeoutMs)} (hooksync.dev/timeout)`
  return { message: waited === '' ? late : `${late}: ${waited}`, givenUp: { by: 'timeout', words: late } }
}

/** Waiting would not mend it. Only the very object counts whose pods were looked at. */
function givenUp({ looks, options }: Seen, task: SyncTask, presence: Presence): Verdict | undefined {
  if (presence.is !== 'live') return undefined
  const look = looks.get(task.id)
  if (look?.uid !== presence.object.metadata.uid) return undefined
  const why = whyGivenUp(task, look, options)
  return why === undefined ? undefined : { phase: 'Failed', ...why, object: presence.object }
}

function isSettling({ settles }: TaskResult, presence: Presence, now: number): boolean {
  if (settles === undefined || presence.is !== 'live' || now >= settles.at) return false
  return presence.object.metadata.resourceVersion === settles.resourceVersion
}

/** By what is seen of the object; undefined: nobody saw it, or its last state. */
function verdictBySight({ options }: Seen, task: SyncTask, { presence, health }: Standing): Verdict | undefined {
  const isLive = presence.is === 'live'
  const object = isLive ? presence.object : presence.is === 'gone' ? presence.last : null
  if (object === null) return undefined
  const shown = isLive ? health : lastHealth(task, object, options)
  const phase = outcomeOf(task, shown)
  const isDeleted = isLive && task.hook !== undefined && object.metadata.deletionTimestamp !== undefined
  if (phase === 'Running' && isDeleted && options.policy.failsDeletedHooks) {
    return { phase: 'Error', message: deletedText(task), object }
  }
  return { phase, message: shown?.message ?? '', object }
}

/** What a health means for the task that waits for it. */
export function outcomeOf({ hook }: SyncTask, health: HealthVerdict | undefined): TaskResult['phase'] {
  return hook === undefined ? resourceOutcome(health) : hookOutcome(health)
}

function vanished(task: SyncTask, object: KubeObject | undefined, options: StepOptions): Verdict {
  if (object !== undefined && task.hook !== undefined && options.policy.failsDeletedHooks) {
    return { phase: 'Error', message: deletedText(task), object }
  }
  return {
    phase: 'Error',
    message: `Resource ${what(task)} is missing, it might have been deleted`,
    object,
    vanished: true,
  }
}

function deletedText(task: SyncTask): string {
  return `${what(task)} was deleted by somebody while it ran`
}

function what(task: SyncTask): string {
  return `${task.key.group}/${task.key.kind}/${task.key.name}`
}

/** The results of completions, for the state. */
export function resultsOf(done: readonly Completion[]): readonly (readonly [TaskId, TaskResult])[] {
  return done.map(({ task, result }) => [task.id, result])
}
