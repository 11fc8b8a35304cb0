// What ApplyOutOfSyncOnly leaves alone: found and told once, when the gate has been passed.
import type { SyncTask, TaskId } from '../../plan/sync-plan.ts'
import { taskRef } from '../../plan/task-ref.ts'
import type { Run } from '../run.ts'
import { liveObject } from '../view.ts'
import { willBeCreatedAgain } from '../gate/dry-run.ts'

/** The tasks whose objects are in sync and so are neither applied nor awaited; none without ApplyOutOfSyncOnly. Hooks always run. */
export function leaveInSync(run: Run): ReadonlySet<TaskId> {
  if (!run.options.syncOptions.applyOutOfSyncOnly) return new Set()
  const tasks = run.plan.tasks.filter((task) => isInSync(run, task))
  for (const task of tasks) {
    const { uid, resourceVersion } = liveObject(run.observer.view, task.key)?.metadata ?? {}
    const seen = uid === undefined ? {} : { uid, resourceVersion }
    run.emit({ type: 'resource-applied', ...taskRef(task), change: 'unchanged', ...seen })
  }
  return new Set(tasks.map(({ id }) => id))
}

function isInSync(run: Run, task: SyncTask): boolean {
  const live = liveObject(run.observer.view, task.key)
  if (live === undefined || task.action !== 'apply' || task.hook !== undefined) return false
  if (willBeCreatedAgain(run, task)) return false
  return run.gate.unchanged.has(task.id) || run.gate.findings.get(task.id)?.change === 'unchanged'
}
