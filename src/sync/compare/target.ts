// What is written onto a live object, and what that object is compared with: the manifest, but for what ignoreDifferences names.
import type { KubeObject } from '../../object/kube-object.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import type { WriteMethod } from '../act/write-method.ts'
import type { Run } from '../run.ts'
import { rulesFor, withLiveValues } from './ignored.ts'

/** What is there, and how it is written onto. */
interface Aim {
  readonly live: KubeObject | undefined
  readonly method: WriteMethod
}

/** The task with what is written onto what is there; with RespectIgnoreDifferences that keeps its ignored fields. */
export function aimedAt(run: Run, task: SyncTask, { live, method }: Aim): SyncTask {
  if (live === undefined || !run.options.syncOptions.respectIgnoreDifferences) return task
  return { ...task, object: withKept(run, task, { live, method }) }
}

/**
 * The manifest as a live object has to be to count as unchanged. What only differs in ignored fields is in sync, but only
 * ApplyOutOfSyncOnly makes something of that: else it is written as the manifest says.
 */
export function comparedAs(run: Run, task: SyncTask, aim: LiveAim): KubeObject {
  const { respectIgnoreDifferences, applyOutOfSyncOnly } = run.options.syncOptions
  return respectIgnoreDifferences || applyOutOfSyncOnly ? withKept(run, task, aim) : task.object
}

type LiveAim = Aim & { readonly live: KubeObject }

function withKept({ options }: Run, task: SyncTask, { live, method }: LiveAim): KubeObject {
  const rules = rulesFor(task, options)
  if (rules.length === 0) return task.object
  const writer = { fieldManager: options.fieldManager, isServerSide: method === 'server-side' }
  return withLiveValues(task.object, live, { rules, writer })
}
