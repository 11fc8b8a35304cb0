// Tells what has ended, and why it failed.
import { defined } from '../../object/defined.ts'
import { mapLimit } from '../parallel.ts'
import { taskRef } from '../../plan/task-ref.ts'
import type { Run } from '../run.ts'
import type { Completion } from '../step.ts'
import { tellDeleter } from './other-runs.ts'
import { tellFailure } from './tell-health.ts'

/** Why something failed is read before any policy can delete it. */
export async function tellCompletions(run: Run, done: readonly Completion[]): Promise<void> {
  for (const { task, result, vanished, givenUp } of done) {
    if (result.phase === 'Running') continue
    const { phase: outcome, message } = result
    run.emit({ type: 'task-completed', ...taskRef(task), outcome, message, ...defined({ vanished, givenUp }) })
  }
  await mapLimit(
    done.filter(({ result }) => result.phase !== 'Succeeded'),
    run.options.concurrency,
    async (completion) => {
      await tellFailure(run, completion)
      const { task, result, object } = completion
      if (task.hook !== undefined && result.phase === 'Error' && object?.metadata.deletionTimestamp !== undefined)
        await tellDeleter(run, task, object)
    },
  )
}
