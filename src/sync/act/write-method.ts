// How a task's object is written: server-side apply, kubectl's client-side way, or whole. Pure.
import type { ApplyOptions, WriteOptions } from '../../cluster/port.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import { takesAllWithIt } from '../../plan/task-order.ts'
import type { GateFinding } from '../gate/gate-report.ts'
import type { SyncOptions } from '../sync-options.ts'

/** `replace` is a PUT or create, `recreate` a delete and a create. */
export type WriteMethod = 'server-side' | 'client-side' | 'replace' | 'recreate'

/**
 * Argo CD applies client-side unless asked otherwise, and so does its policy; else server-side, but where fields that the
 * server does not know are to be dropped, or only client-side apply takes the object (rulings on server-side apply).
 */
export function writeMethod(
  task: SyncTask,
  options: Pick<SyncOptions, 'policy' | 'syncOptions'>,
  finding?: GateFinding,
): WriteMethod {
  if (task.options.replace) return task.options.force && !takesAllWithIt(task.key) ? 'recreate' : 'replace'
  if (finding?.clientSide === true) return 'client-side'
  const serverSide = task.options.serverSideApply ?? options.syncOptions.serverSideApply
  if (!options.policy.appliesServerSide) return serverSide ? 'server-side' : 'client-side'
  if (task.options.serverSideApply === false || !task.options.validate) return 'client-side'
  return 'server-side'
}

/** Whose fields an apply writes as, and whether kubectl's are taken over. */
export function writerOf({ fieldManager, syncOptions }: SyncOptions): Pick<ApplyOptions, 'fieldManager' | 'handOver'> {
  return { fieldManager, handOver: syncOptions.clientSideApplyMigration }
}

/** How the server treats fields that it does not know: Argo CD's apply leaves it at Warn, its replace says Strict. */
export function fieldValidation(task: SyncTask, method: WriteMethod): NonNullable<WriteOptions['fieldValidation']> {
  return !task.options.validate || method === 'client-side' ? 'Warn' : 'Strict'
}
