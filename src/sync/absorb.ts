// What is seen → what became of running tasks. Pure; the only place where health turns into a task's outcome.
import { hookOutcome, resourceOutcome } from '../health/hook-outcome.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { SyncTask, TaskId } from '../plan/sync-plan.ts'
import type { TaskResult } from './operation.ts'
import type { Situation } from './step.ts'
import { graceEnd, lastHealth, taskHealth } from './task-health.ts'
import type { JudgeOptions } from './task-health.ts'
import { isAwaited, isRunning } from './task-state.ts'
import { presenceOf } from './view.ts'
import type { Presence } from './view.ts'

/** A running task that has ended. */
export interface Completion {
  readonly task: SyncTask
  readonly result: TaskResult
  /** The object as it was last seen, for the reasons why. */
  readonly object: KubeObject | undefined
  /** It is gone, and nobody saw how it ended. */
  readonly vanished?: true
}

type Verdict = Pick<Completion, 'object' | 'vanished'> & Pick<TaskResult, 'phase' | 'message'>

/** The running tasks that have ended, by what is seen of the very objects that this run wrote. */
export function completions(situation: Situation, options: JudgeOptions): readonly Completion[] {
  return situation.tasks.flatMap((task) => {
    const result = situation.state.results.get(task.id)
    if (result === undefined || !isRunning(situation.state, task)) return []
    const verdict = judge(situation, { task, result, options })
    if (verdict === undefined || verdict.phase === 'Running') return []
    const code = verdict.phase === 'Error' ? 'SyncFailed' : result.code
    const message = verdict.message === '' ? result.message : verdict.message
    const { object, vanished: gone } = verdict
    const completion = { task, object, result: { ...result, code, phase: verdict.phase, message } }
    return gone === undefined ? completion : { ...completion, vanished: gone }
  })
}

interface Subject {
  readonly task: SyncTask
  readonly result: TaskResult
  readonly options: JudgeOptions
}

/** Of these failed tasks those whose object has become healthy meanwhile. */
export function recoveries(
  situation: Situation,
  tasks: readonly SyncTask[],
  options: JudgeOptions,
): readonly Completion[] {
  return tasks.flatMap((task) => {
    const result = situation.state.results.get(task.id)
    const presence = presenceOf(situation.view, task.key, result?.uid ?? '')
    if (result === undefined || presence.is !== 'live') return []
    const verdict = judgeObject({ task, result, options }, presence)
    if (verdict?.phase !== 'Succeeded') return []
    const message = `has recovered: ${verdict.message}`
    return { task, object: presence.object, result: { ...result, phase: 'Succeeded', message } }
  })
}

function judge(situation: Situation, subject: Subject): Verdict | undefined {
  const { task, result, options } = subject
  const presence = presenceOf(situation.view, task.key, result.uid ?? '')
  if (isSettling(result, presence, options)) return undefined
  const seen = presence.is === 'unseen' ? undefined : judgeObject(subject, presence)
  const verdict = seen?.phase === 'Failed' && isGraced(subject, presence) ? undefined : seen
  if (verdict !== undefined && verdict.phase !== 'Running') return verdict
  if (presence.is === 'gone') {
    return isAwaited(situation, task) ? vanished(task, presence.last ?? undefined, options) : undefined
  }
  if (task.timeoutMs !== undefined && options.now - result.at >= task.timeoutMs) {
    const seconds = Math.round(task.timeoutMs / 1000)
    return { phase: 'Failed', message: `not done after ${seconds}s (hooksync.dev/timeout)`, object: verdict?.object }
  }
  return verdict
}

function isSettling({ settles }: TaskResult, presence: Presence, options: JudgeOptions): boolean {
  if (settles === undefined || presence.is !== 'live' || options.now >= settles.at) return false
  return presence.object.metadata.resourceVersion === settles.resourceVersion
}

/** What is Degraded may recover for a while; what is gone will not. */
function isGraced(subject: Subject, presence: Presence): boolean {
  const end = graceEnd(subject, subject.options)
  return presence.is === 'live' && end !== undefined && subject.options.now < end
}

function judgeObject(
  { task, result, options }: Subject,
  presence: Exclude<Presence, { is: 'unseen' }>,
): Verdict | undefined {
  const object = presence.is === 'live' ? presence.object : presence.last
  if (object === null) return undefined
  const health =
    presence.is === 'live' ? taskHealth({ task, result }, object, options) : lastHealth(task, object, options)
  const phase = task.hook === undefined ? resourceOutcome(health) : hookOutcome(health)
  const message = health?.message ?? ''
  const deleted = task.hook !== undefined && object.metadata.deletionTimestamp !== undefined
  if (phase === 'Running' && deleted && presence.is === 'live' && options.policy.failsDeletedHooks) {
    return { phase: 'Error', message: deletedText(task), object }
  }
  return { phase, message, object }
}

function vanished(task: SyncTask, object: KubeObject | undefined, options: JudgeOptions): Verdict {
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
