// What a dry run says each task would do: what `plan` says of it, in the words of events. Asks nobody: the gate has.
import { isOfDeletion } from '../../hook/hook.ts'
import { formatKey } from '../../object/resource-key.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import type { SyncEvent } from '../events.ts'
import { taskRef } from '../../plan/task-ref.ts'
import type { Run } from '../run.ts'
import { liveObject } from '../view.ts'
import { willBeCreatedAgain } from './dry-run.ts'
import { isMadeAnew } from '../act/made-anew.ts'
import { skippedText } from '../act/prune-tasks.ts'
import { writeMethod } from '../act/write-method.ts'

type Change = Extract<SyncEvent, { type: 'resource-applied' }>['change']

/** Tells it for each task that a sync which succeeds runs. */
export function tellDryRun(run: Run): void {
  const earlier = new Set<string>()
  for (const task of run.plan.tasks) {
    if (task.action === 'prune') tellDeletion(run, task)
    if (task.action === 'prune' || task.phase === 'SyncFail') continue
    const key = formatKey(task.key)
    const change = earlier.has(key) ? changeOfMet(task) : expectedChange(run, task)
    earlier.add(key)
    run.emit({ type: 'resource-applied', ...taskRef(task), change, dryRun: true })
  }
}

/** What a deletion deletes, or its hooks make first; and what a sync prunes of what is there, or why not. */
function tellDeletion(run: Run, task: SyncTask): void {
  const isDeletion = isOfDeletion(task.phase)
  if (!isDeletion && liveObject(run.observer.view, task.key) === undefined) return
  const message = skippedText(task)
  if (message !== undefined) return run.emit({ type: 'prune-skipped', ...taskRef(task), message })
  const reason = isDeletion ? 'Delete' : 'Prune'
  run.emit({ type: 'resource-deleted', ...taskRef(task), reason, outcome: 'requested', dryRun: true })
}

/** `; 2 tasks only if the sync fails` */
export function onFailureText({ plan }: Run): string {
  const number = plan.tasks.filter(({ phase }) => phase === 'SyncFail').length
  return number === 0 ? '' : `; ${number} task${number === 1 ? '' : 's'} only if the sync fails`
}

/** A hook of several phases meets its own object. */
function changeOfMet({ hook }: SyncTask): Change {
  return hook?.deletePolicies.includes('BeforeHookCreation') === true ? 'recreated' : 'unchanged'
}

/** What the server said it would do; where it was not asked, what is to be expected from what is there. */
function expectedChange(run: Run, task: SyncTask): Change {
  const live = liveObject(run.observer.view, task.key)
  if (live === undefined) return 'created'
  if (willBeCreatedAgain(run, task) || isMadeAnew(run, task, live)) return 'recreated'
  const found = run.gate.findings.get(task.id)
  const method = writeMethod(task, run.options, found)
  if (found === undefined && !run.gate.deferred.has(task.id)) {
    const isKnown = run.options.dryRun === 'server' || run.gate.unchanged.has(task.id)
    if (isKnown) return 'unchanged'
  }
  if (found?.change === 'unchanged') return 'unchanged'
  return method === 'replace' ? 'replaced' : 'configured'
}
