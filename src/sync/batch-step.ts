// The next step inside a batch: release, prune, delete before creation, apply kind by kind, close. Pure.
// Follows argo-cd:gitops-engine/pkg/sync/sync_context.go (runTasks).
import { assessHealth } from '../health/index.ts'
import type { SyncTask } from '../plan/sync-plan.ts'
import { definedKind } from '../plan/task-order.ts'
import { OUR_POLICY } from '../policy.ts'
import type { Batch } from './operation.ts'
import type { Situation, Step } from './step.ts'
import { isDeletedByUs, isPostponed, isRunning, isSyncFailed, isUnsuccessful, needsRelease } from './task-state.ts'
import { liveObject } from './view.ts'

/** The next step of the batch that is open. */
export function nextInBatch(situation: Situation, batch: Batch): Step {
  const tasks = situation.tasks.filter((task) => batch.tasks.has(task.id))
  const pending = tasks.filter((task) => !situation.state.results.has(task.id))
  const results = tasks.flatMap((task) => situation.state.results.get(task.id) ?? [])
  const prunes = pending.filter((task) => task.action === 'prune')
  const applies = pending.filter((task) => task.action === 'apply')
  return (
    releaseLeftovers(situation, applies) ??
    prune(prunes) ??
    // A prune or a delete that the server refused keeps the rest of its batch from being applied.
    (results.some((result) => result.code === 'SyncFailed' && !result.applied) ? close(situation, batch) : undefined) ??
    deleteBeforeCreation(situation, applies) ??
    awaitLeaving(situation, applies) ??
    apply(
      situation,
      applies.filter((task) => !isPostponed(situation, task)),
    ) ??
    awaitWebhooks(situation, batch, applies) ??
    close(situation, batch)
  )
}

function releaseLeftovers(situation: Situation, pending: readonly SyncTask[]): Step | undefined {
  const held = pending.filter((task) => task.hook !== undefined && needsRelease(situation, task))
  return held.length === 0 ? undefined : { do: 'release', tasks: held }
}

function prune(pending: readonly SyncTask[]): Step | undefined {
  const unconfirmed = pending.filter((task) => task.prune?.verdict === 'confirm')
  if (unconfirmed.length > 0) return { do: 'wait', tasks: unconfirmed, for: 'confirmation' }
  return pending.length === 0 ? undefined : { do: 'prune', tasks: pending }
}

/** Nothing of the batch is created before all that is in its way is really gone. */
function deleteBeforeCreation(situation: Situation, pending: readonly SyncTask[]): Step | undefined {
  const inTheWay = pending.filter(
    (task) =>
      task.hook?.deletePolicies.includes('BeforeHookCreation') === true &&
      liveObject(situation.view, task.key) !== undefined,
  )
  if (inTheWay.length === 0) return undefined
  const open = inTheWay.filter((task) => !isDeletedByUs(situation, task))
  const due = open.filter((task) => !isPostponed(situation, task))
  if (due.length > 0) return { do: 'delete', tasks: due, reason: 'BeforeHookCreation' }
  if (open.length > 0) return { do: 'wait', tasks: open, for: 'admission' }
  return { do: 'wait', tasks: inTheWay, for: 'deletion' }
}

/** What a webhook that cannot be called keeps out is tried again, unless the sync has failed anyway. */
function awaitWebhooks(situation: Situation, batch: Batch, pending: readonly SyncTask[]): Step | undefined {
  const { state, tasks } = situation
  const postponed = pending.filter((task) => state.postponed.has(task.id))
  const failed = tasks.some((task) => task.phase !== 'SyncFail' && isUnsuccessful(state, task))
  if (postponed.length === 0 || (failed && batch.kind !== 'sync-fail')) return undefined
  return { do: 'wait', tasks: postponed, for: 'admission' }
}

/**
 * What is applied onto an object that is on its way out goes with it. Argo CD awaits what it has deleted itself in the same
 * operation; we also await what the last run's policies or somebody else has deleted.
 */
function awaitLeaving(situation: Situation, pending: readonly SyncTask[]): Step | undefined {
  const others = situation.options.policy.awaitsLeaving
  const leaving = pending.filter(
    (task) =>
      isDeletedByUs(situation, task) ||
      (others && liveObject(situation.view, task.key)?.metadata.deletionTimestamp !== undefined),
  )
  return leaving.length === 0 ? undefined : { do: 'wait', tasks: leaving, for: 'deletion' }
}

/** What is left of the first group that has something left. What needs a definition of this run waits until that is established. */
function apply(situation: Situation, pending: readonly SyncTask[]): Step | undefined {
  const left = new Set(pending)
  const groups = situation.waves.flatMap((wave) =>
    wave.groups.map(({ tasks }) => tasks.filter((task) => left.has(task))),
  )
  const group = groups.find((tasks) => tasks.length > 0)
  if (group === undefined) return undefined
  const definitions = situation.tasks.filter((task) => {
    const kind = definedKind(task)
    return (
      kind !== undefined &&
      isRunning(situation.state, task) &&
      group.some(({ key }) => `${key.group}/${key.kind}` === kind) &&
      !isEstablished(situation, task)
    )
  })
  if (definitions.length > 0) return { do: 'wait', tasks: definitions, for: 'establishment' }
  return { do: 'apply', tasks: group }
}

function isEstablished(situation: Situation, task: SyncTask): boolean {
  const object = liveObject(situation.view, task.key)
  return object !== undefined && assessHealth(object, OUR_POLICY)?.status !== 'Progressing'
}

function close(situation: Situation, batch: Batch): Step {
  const { state, options } = situation
  const tasks = situation.tasks.filter((task) => batch.tasks.has(task.id))
  const failed = tasks.some((task) => isUnsuccessful(state, task))
  if (batch.kind !== 'wave') return { do: 'close-batch', outcome: 'go-on', delay: false }
  // What was seen to fail while a webhook was waited for: the batch ends as after any failure of health.
  if (failed && !tasks.some((task) => isSyncFailed(state, task))) {
    return { do: 'close-batch', outcome: 'go-on', delay: false }
  }
  if (!failed) {
    const awaited = options.wait || tasks.some((task) => task.hook !== undefined)
    return { do: 'close-batch', outcome: batch.final && !awaited ? 'all-tasks-run' : 'go-on', delay: !batch.final }
  }
  const syncFail = situation.tasks.some((task) => task.phase === 'SyncFail' && !state.results.has(task.id))
  if (syncFail) return { do: 'close-batch', outcome: 'start-sync-fail', delay: false }
  const running = tasks.some((task) => isRunning(state, task))
  return { do: 'close-batch', outcome: running ? 'go-on' : 'apply-failed', delay: false }
}
