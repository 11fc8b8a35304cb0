// Asks the server in a dry run about what is to be deleted: a policy may refuse that as well.
import { ClusterError } from '../../errors.ts'
import { isOutOfReach } from '../act/apply-task.ts'
import { mapLimit } from '../parallel.ts'
import { broughtByThisRun } from '../refusals/deferral.ts'
import { isClusterFault } from '../refusals/cluster-fault.ts'
import { typeOf } from '../run.ts'
import type { Run } from '../run.ts'
import { subjectRef } from '../see/observer.ts'
import { liveObject } from '../view.ts'
import type { GateFailure } from './gate.ts'

/** The deletions that the server would refuse; rights are asked for in another way, and what is gone is no refusal. */
export async function refusedDeletes(run: Run): Promise<readonly GateFailure[]> {
  const due = run.plan.tasks.flatMap((task) => {
    const uid = liveObject(run.observer.view, task.key)?.metadata.uid
    const type = typeOf(run, task)
    return task.prune?.verdict !== 'delete' || uid === undefined || type === undefined ? [] : [{ task, type, uid }]
  })
  const { propagation } = run.options.syncOptions
  const refused = await mapLimit(due, run.options.concurrency, async ({ task, type, uid }) => {
    try {
      await run.cluster.delete(subjectRef({ type, key: task.key }), { propagation, uid, dryRun: true })
      return []
    } catch (error) {
      if (!(error instanceof ClusterError) || isOutOfReach(error)) throw error
      if (isClusterFault(error) || broughtByThisRun(run, task, error) !== undefined) return []
      return [{ task, message: error.message, reason: error.reason }]
    }
  })
  return refused.flat()
}
