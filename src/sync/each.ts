// Does something for each of some tasks, until one breaks or the run is stopped. Knows nothing of what is done.
import type { SyncTask } from '../plan/sync-plan.ts'
import { mapLimit } from './parallel.ts'
import { orStopped } from './stop.ts'
import type { Run } from './run.ts'

/** What came of some tasks. */
export interface Done<Result> {
  /** In the order of the tasks. */
  readonly done: readonly (readonly [SyncTask, Result])[]
  /** Why one could not be done at all; what the others have done is kept first. */
  readonly broken: readonly unknown[]
}

/**
 * After a stop, or when one cannot be done at all, nothing more is begun; what does not end soon after a stop is left out,
 * and what it tells after that is not heard: it is told as not known.
 */
export async function each<R extends Run, Result>(
  run: R,
  tasks: readonly SyncTask[],
  work: (task: SyncTask, run: R) => Promise<Result>,
): Promise<Done<Result>> {
  const done = new Map<SyncTask, readonly [SyncTask, Result]>()
  const broken: unknown[] = []
  let isOver = false
  const heard: R = {
    ...run,
    emit: (event) => {
      if (!isOver) run.emit(event)
    },
  }
  const all = mapLimit(tasks, run.options.concurrency, async (task) => {
    if (run.stop.aborted || broken.length > 0) return
    try {
      done.set(task, [task, await work(task, heard)])
    } catch (error) {
      broken.push(error)
    }
  })
  await orStopped(all, run.stop, run.clock)
  isOver = true
  const inOrder = tasks.flatMap((task) => {
    const one = done.get(task)
    return one === undefined ? [] : [one]
  })
  return { done: inOrder, broken: run.stop.aborted ? [] : broken }
}
