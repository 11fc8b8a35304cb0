// What a sync would do with one task, and why. Asks nobody: the gate has.
import { defined } from '../object/defined.ts'
import { isOfDeletion } from '../hook/hook.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { SyncTask } from '../plan/sync-plan.ts'
import { willBeCreatedAgain } from '../sync/gate/dry-run.ts'
import { isMadeAnew, roleChange } from '../sync/act/made-anew.ts'
import { writeMethod } from '../sync/act/write-method.ts'
import { rulesFor } from '../sync/compare/ignored.ts'
import type { Run } from '../sync/run.ts'
import { liveObject } from '../sync/view.ts'
import { lastingName } from './digests.ts'
import type { PreviewAction } from './preview-action.ts'
import { fieldChanges } from './field-changes.ts'
import type { FieldChange } from './field-changes.ts'

/** One task and what it would do. */
export interface PreviewTask {
  readonly task: SyncTask
  /** Ends in `*` where each run generates it. */
  readonly name: string
  readonly action: PreviewAction
  /** Why so, or what else is to be known; for people. */
  readonly reason?: string
  /** For an update or a replacement: what would change. */
  readonly fields: readonly FieldChange[]
  /** What is in the cluster now; undefined: nothing, or nobody looked. */
  readonly live: KubeObject | undefined
}

/** What a sync would do with a task; `earlier`: a task before it has the same object. */
export function previewTask(
  run: Run,
  task: SyncTask,
  { mode, earlier }: { readonly mode: 'live' | 'offline'; readonly earlier: boolean },
): PreviewTask {
  const live = liveObject(run.observer.view, task.key)
  const base = { task, name: lastingName(task, run.options), live, fields: [] }
  if (task.action === 'prune') return { ...base, ...pruned(task) }
  if (mode === 'offline') return { ...base, action: 'apply' }
  if (earlier) return { ...base, ...again(task) }
  if (live === undefined) return { ...base, action: 'create', ...defined({ reason: run.gate.deferred.get(task.id) }) }
  if (willBeCreatedAgain(run, task)) {
    const going = live.metadata.deletionTimestamp !== undefined
    return { ...base, action: 'recreate', reason: going ? 'the old one is being deleted' : 'BeforeHookCreation' }
  }
  return { ...base, ...compared(run, task, live) }
}

type Verdict = Pick<PreviewTask, 'action' | 'reason'> & Partial<Pick<PreviewTask, 'fields'>>

function pruned({ phase, wave, object, prune }: SyncTask): Verdict {
  if (isOfDeletion(phase)) {
    return { action: 'delete', ...defined({ reason: object.metadata.uid === undefined ? 'made before' : undefined }) }
  }
  const moved = phase === 'Sync' && prune !== undefined && prune.wave !== wave ? [`its own wave is ${prune.wave}`] : []
  const stays = reasonsToStay(prune)
  const reason = [...stays, ...moved].join('; ')
  return { action: prune?.verdict === 'delete' ? 'prune' : 'not run', ...(reason === '' ? {} : { reason }) }
}

function reasonsToStay(prune: SyncTask['prune']): readonly string[] {
  if (prune?.verdict === 'confirm') return ['Prune=confirm, and nobody confirmed']
  const reason = prune?.reason === undefined ? [] : [prune.reason]
  return prune?.verdict === 'requires-pruning' ? ['pruning was not asked for', ...reason] : reason
}

/** A hook of several phases meets its own object. */
function again(task: SyncTask): Verdict {
  return task.hook?.deletePolicies.includes('BeforeHookCreation') === true
    ? { action: 'recreate', reason: 'BeforeHookCreation, after the one of an earlier phase' }
    : {
        action: 'unchanged',
        reason: 'not run again after an earlier phase: BeforeHookCreation is not among its policies',
      }
}

function compared(run: Run, task: SyncTask, live: KubeObject): Verdict {
  const finding = run.gate.findings.get(task.id)
  const deferral = run.gate.deferred.get(task.id)
  const method = writeMethod(task, run.options, finding)
  if (isMadeAnew(run, task, live)) {
    const role = roleChange(run, task, live)
    if (role !== undefined) return { action: 'recreate', reason: `its roleRef changes ${role}` }
    const reason = task.options.replace
      ? 'Replace=true with Force=true'
      : 'Force=true, and the server refuses the change'
    return { action: 'recreate', reason }
  }
  const action = method === 'replace' ? 'replace' : 'update'
  if (deferral !== undefined) return { action, reason: `not compared: ${deferral}` }
  if (finding?.object === undefined) return { action: 'unchanged', ...defined({ reason: notRunAgain(task) }) }
  const { object: result, conflicts } = finding
  const rules = rulesFor(task, run.options)
  const fields = fieldChanges({ live, result, conflicts, fieldManager: run.options.fieldManager, rules })
  if (fields.length > 0 && fields.every(({ ignored }) => ignored === true))
    return { action, fields, reason: ONLY_IGNORED }
  if (fields.length > 0) return { action, fields, ...defined({ reason: notRunAgain(task) }) }
  return finding.change === 'unchanged' || method === 'replace'
    ? { action: 'unchanged', ...defined({ reason: notRunAgain(task) }) }
    : { action, reason: 'no value changes, only who owns its fields' }
}

const ONLY_IGNORED = 'only ignored differences; RespectIgnoreDifferences=true keeps what is live'

function notRunAgain({ hook }: SyncTask): string | undefined {
  return hook === undefined ? undefined : 'there from an earlier run, and not run again; its old result counts'
}
