// The one decision function: from the plan, what has been done and what is seen, the next thing to do. Pure.
// One call is a part of one pass of Argo CD's state machine (argo-cd:gitops-engine/pkg/sync/sync_context.go, Sync).
import { isOfDeletion } from '../hook/hook.ts'
import { numberField } from '../object/kube-object.ts'
import { tasksOfWave } from '../plan/plan-tree.ts'
import type { SyncTask } from '../plan/sync-plan.ts'
import { isNamespace } from '../plan/task-order.ts'
import { nextInBatch } from './batch-step.ts'
import type { Batch, OperationEnd, OperationState } from './operation.ts'
import type { Completion, Situation, Step } from './step.ts'
import {
  isDeletedByUs,
  isRunning,
  isSyncFailed,
  isUnsuccessful,
  leavingOf,
  needsRelease,
  runningOf,
} from './task-state.ts'
import { liveObject } from './view.ts'
import { departed } from './departed.ts'

/** What an operation is said to have failed by that a task of it explains (argoproj/argo-cd:gitops-engine/pkg/sync/sync_context.go). */
export const TASKS_FAILED = 'one or more synchronization tasks completed unsuccessfully'

/** The next step of an operation. */
export function nextStep(situation: Situation): Step {
  const { state, options } = situation
  const ended = [...endedTasks(situation), ...departed(situation)]
  if (ended.length > 0) return { do: 'complete', ended }
  if (state.batch !== undefined) return nextInBatch(situation, state.batch)
  const gateFirst = options.policy.gatesBeforeNamespace || options.dryRun !== 'none'
  if (state.gate !== 'passed' && gateFirst) return { do: 'gate' }
  const namespace = namespaceFirst(situation)
  if (namespace !== undefined) return namespace
  if (state.gate !== 'passed') return { do: 'gate' }
  if (state.outcome === 'all-tasks-run') return succeed(situation, 'successfully synced (all tasks run)')
  if (state.outcome === 'apply-failed') return fail(situation, failedText(situation))
  if (state.outcome === 'start-sync-fail') return openBatch('sync-fail', pendingSyncFail(situation), true)
  return waitForRunning(situation) ?? waitForPruned(situation) ?? releaseCompleted(situation) ?? goOn(situation)
}

/** What is not applied but deleted is told so; Argo CD says of a prune, too, that it failed to apply. */
function failedText({ state, tasks, options }: Situation): string {
  const failed = tasks.filter(({ id }) => state.results.get(id)?.code === 'SyncFailed')
  const isDelete = options.policy.refusesInput && failed.every(({ action }) => action === 'prune')
  return `one or more objects failed to ${isDelete ? 'delete' : 'apply'}`
}

/** Nobody looks at the last wave any more where it is not awaited: a failure that is seen by chance would not count. */
function endedTasks({ state, stopped, assessments }: Situation): readonly Completion[] {
  const isBetween = state.batch === undefined && state.outcome !== 'all-tasks-run'
  if (!isBetween && !stopped && state.postponed.size === 0) return []
  return [...assessments.values()].flatMap(({ end }) => end ?? [])
}

function goOn(situation: Situation): Step {
  const { state, tasks } = situation
  const ordinary = tasks.filter((task) => task.phase !== 'SyncFail')
  const failed = ordinary.filter((task) => isUnsuccessful(state, task))
  if (failed.length > 0) {
    return lookAgain(situation, failed) ?? fail(situation, TASKS_FAILED)
  }
  const [next, ...later] = pendingWaves(situation)
  if (next === undefined) return succeed(situation, 'successfully synced (no more tasks)')
  return openBatch('wave', next, later.length === 0)
}

/** What is left to do of each wave that has something left; SyncFail hooks have a way of their own. */
function pendingWaves({ waves, state }: Situation): readonly (readonly SyncTask[])[] {
  return waves.flatMap((wave) => {
    const left = tasksOfWave(wave).filter((task) => !state.results.has(task.id) && !state.inSync.has(task.id))
    return wave.phase === 'SyncFail' || left.length === 0 ? [] : [left]
  })
}

/** What became Degraded may have recovered while the rest of its wave went on; what was refused, or a hook, has not. */
function lookAgain({ state, options }: Situation, failed: readonly SyncTask[]): Step | undefined {
  if (!options.policy.looksAgain || state.lookedAgain) return undefined
  const mayRecover = failed.every((task) => task.hook === undefined && !isSyncFailed(state, task))
  return mayRecover ? { do: 'look-again', tasks: failed } : undefined
}

/** The destination namespace goes before everything else when it is absent or being deleted; without it nothing can be, not even SyncFail hooks. */
function namespaceFirst(situation: Situation): Step | undefined {
  const task = situation.tasks.find(
    (one) => one.action === 'apply' && isNamespace(one) && one.key.name === situation.plan.namespace,
  )
  if (task === undefined) return undefined
  const live = liveObject(situation.view, task.key)
  const leaving = situation.options.policy.awaitsLeaving && live?.metadata.deletionTimestamp !== undefined
  if (live !== undefined && !leaving) return undefined
  const result = situation.state.results.get(task.id)
  if (result === undefined) return openBatch('namespace', [task], false)
  if (result.code !== 'SyncFailed' || result.uid !== undefined) return undefined
  return finish('Failed', withReasons('the namespace failed to apply', [task], situation.state))
}

/** Nothing else happens while something awaited runs, not even on a failure. */
function waitForRunning(situation: Situation): Step | undefined {
  const running = runningOf(situation)
  if (running.length === 0) return undefined
  return { do: 'wait', tasks: running, for: running.some((task) => task.hook !== undefined) ? 'completion' : 'health' }
}

/** What was pruned has to be gone. */
function waitForPruned(situation: Situation): Step | undefined {
  const going = leavingOf(situation)
  return going.length === 0 ? undefined : { do: 'wait', tasks: going, for: 'deletion' }
}

/** What Argo CD left on completed hooks. */
function releaseCompleted(situation: Situation): Step | undefined {
  const held = situation.tasks.filter((task) => {
    const result = situation.state.results.get(task.id)
    return (
      task.hook !== undefined && result !== undefined && result.phase !== 'Running' && needsRelease(situation, task)
    )
  })
  return held.length === 0 ? undefined : { do: 'release', tasks: held }
}

/** The failure phase: HookFailed deletes, then SyncFail hooks, all in one batch. */
function fail(situation: Situation, base: string): Step {
  const { state, tasks } = situation
  const deletion = deleteHooks(situation, 'HookFailed')
  if (deletion !== undefined) return deletion
  const pending = pendingSyncFail(situation)
  if (pending.length > 0) return openBatch('sync-fail', pending, true)
  const ordinary = tasks.filter((task) => task.phase !== 'SyncFail' && isSyncFailed(state, task))
  const lines = [withReasons(base, ordinary, state)]
  const failed = tasks.filter((task) => task.phase === 'SyncFail' && isSyncFailed(state, task))
  if (failed.length > 0) lines.push(withReasons('one or more SyncFail hooks failed', failed, state))
  return finish('Failed', lines.join('\n'))
}

function pendingSyncFail(situation: Situation): readonly SyncTask[] {
  return situation.tasks.filter((task) => task.phase === 'SyncFail' && !situation.state.results.has(task.id))
}

function succeed(situation: Situation, message: string): Step {
  return deleteHooks(situation, 'HookSucceeded') ?? waitForHooks(situation) ?? finish('Succeeded', message)
}

/** Of a deletion nothing is left in the end, not even on its way out; a sync leaves its hooks to go by themselves. */
function waitForHooks(situation: Situation): Step | undefined {
  const going = situation.tasks.filter(
    (task) => task.hook !== undefined && isOfDeletion(task.phase) && isDeletedByUs(situation, task),
  )
  return going.length === 0 ? undefined : { do: 'wait', tasks: going, for: 'deletion' }
}

/** All hooks that are there and not running, also leftovers of phases that did not run: each is deleted once. */
function deleteHooks(situation: Situation, reason: 'HookSucceeded' | 'HookFailed'): Step | undefined {
  const { state, view, options } = situation
  const seen = new Set<string>()
  const due = situation.tasks.filter((task) => {
    if (task.hook === undefined || isRunning(state, task) || !task.hook.deletePolicies.includes(reason)) return false
    const object = liveObject(view, task.key)
    const uid = object?.metadata.uid
    const isLeft = !options.policy.deletesBeforeTtl && numberField(object, 'spec', 'ttlSecondsAfterFinished') === 0
    if (isLeft) return false
    if (uid === undefined || state.deleted.has(uid) || seen.has(uid)) return false
    seen.add(uid)
    return true
  })
  return due.length === 0 ? undefined : { do: 'delete', tasks: due, reason }
}

function openBatch(kind: Batch['kind'], tasks: readonly SyncTask[], final: boolean): Step {
  const first = tasks[0]
  const ids = new Set(tasks.map((task) => task.id))
  return { do: 'open-batch', batch: { kind, phase: first?.phase ?? 'Sync', wave: first?.wave ?? 0, tasks: ids, final } }
}

function withReasons(base: string, tasks: readonly SyncTask[], state: OperationState): string {
  const messages = new Set(tasks.flatMap((task) => state.results.get(task.id)?.message ?? []))
  return messages.size === 0 ? base : `${base}, reason: ${[...messages].join(',')}`
}

function finish(phase: OperationEnd['phase'], message: string): Step {
  return { do: 'finish', end: { phase, message } }
}
