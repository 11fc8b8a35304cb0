// Does something for each of some tasks, until one breaks or the run is stopped. Knows nothing of what is done.
import type { SyncTask } from '../plan/sync-plan.ts'
import { mapLimit } from './parallel.ts'
import { orStopped } from './stop.ts'
import type { Run } from './run.ts'

/**
 * Results in the order of the tasks. After a stop, or when one cannot be done at all, nothing more is begun; what does not
 * end soon after a stop is left out.
 */
export async function each<Result>(
  run: Run,
  tasks: readonly SyncTask[],
  work: (task: SyncTask) => Promise<Result>,
): Promise<readonly Result[]> {
  const done = new Map<SyncTask, Result>()
  const all = mapLimit(tasks, run.options.concurrency, async (task) => {
    if (run.stop.aborted || run.broken.length > 0) return
    try {
      done.set(task, await work(task))
    } catch (error) {
      // What the others have done is kept first.
      run.broken.push(error)
    }
  })
  await orStopped(all, run.stop, run.clock)
  if (run.stop.aborted) run.broken.length = 0
  return tasks.flatMap((task) => {
    const result = done.get(task)
    return result === undefined ? [] : [result]
  })
}
