// A Job that went away unseen (its TTL, behind a watch that was silent or had lost its place): the events about it say how it ended.
import { eventsAbout } from '../../diagnose/read-events.ts'
import { stringField } from '../../object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../object/kube-object.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import type { Run } from '../run.ts'
import type { Situation } from '../step.ts'

/** The reasons by which the Job controller says that a Job has failed (kubernetes:pkg/controller/job/job_controller.go). */
const FAILED: ReadonlySet<string> = new Set([
  'BackoffLimitExceeded',
  'DeadlineExceeded',
  'PodFailurePolicy',
  'FailedIndexes',
  'MaxFailedIndexesExceeded',
])

/** A running Job of this run that is gone, and whose last state nobody saw. */
interface Lost {
  readonly task: SyncTask
  readonly uid: string
}

/** Jobs that went away unseen and were not asked for yet. */
export function lostJobs({ tasks, assessments }: Situation, asked: ReadonlySet<string>): readonly Lost[] {
  return tasks.flatMap((task) => {
    const { result: { uid = '' } = {}, presence } = assessments.get(task.id) ?? {}
    if (task.key.group !== 'batch' || task.key.kind !== 'Job' || asked.has(uid)) return []
    return presence?.is === 'gone' && presence.last === null ? { task, uid } : []
  })
}

/** Asks the events how they ended; what these say is noted as their last state. */
export async function findEnds(run: Run, lost: readonly Lost[], asked: Set<string>): Promise<void> {
  for (const { task, uid } of lost) {
    asked.add(uid)
    const { key, object } = task
    const job = { ...object, metadata: { ...object.metadata, namespace: key.namespace, uid } }
    const events = await eventsAbout(run.cluster, job, run.stop)
    const [end] = events.value.flatMap((event) => endOf(event) ?? [])
    if (end !== undefined) run.observer.noteGone(key, { ...job, status: { conditions: [end] } })
  }
}

function endOf(event: KubeObject): JsonObject | undefined {
  const [reason = '', message = ''] = [stringField(event, 'reason'), stringField(event, 'message')]
  if (reason === 'Completed') return { type: 'Complete', status: 'True', message }
  return FAILED.has(reason) ? { type: 'Failed', status: 'True', reason, message } : undefined
}
