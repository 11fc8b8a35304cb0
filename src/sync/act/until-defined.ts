// Writes a custom resource again while the server still goes by the old schema of a definition that this run has changed.
import { ClusterError } from '../../errors.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import type { Run } from '../run.ts'
import { declaresAll, definitionFor, definitionsOf, mismatch } from '../gate/definition-check.ts'
import { isBySchema } from '../refusals/schema-refusal.ts'

/** A changed definition counts a moment after it is written, some 100 ms, and no watch tells when. */
const TRIES = 40
const PAUSE_MS = 50

/** Writes once, and again as long as what the server says against it is nothing that the new definition says. */
export async function untilDefined<T extends { readonly object: KubeObject; readonly warnings?: readonly string[] }>(
  run: Run,
  task: SyncTask,
  write: (before?: KubeObject) => Promise<T>,
): Promise<T> {
  let before: KubeObject | undefined
  for (let attempt = 1; ; attempt += 1) {
    try {
      const result = await write(before)
      if (!(result.warnings ?? []).some(isDropped)) return result
      if (!isDefined(run, task, (definition) => declaresAll(task, definition))) return result
      if (!(await mayTryAgain(run, attempt))) return result
      before = result.object
    } catch (error) {
      if (!(error instanceof ClusterError) || !isBySchema(error)) throw error
      if (!isDefined(run, task, (definition) => mismatch(run, task, definition) === undefined)) throw error
      if (!(await mayTryAgain(run, attempt))) throw error
    }
  }
}

async function mayTryAgain(run: Run, attempt: number): Promise<boolean> {
  if (attempt < TRIES) await run.clock.sleep(PAUSE_MS, run.stop)
  return attempt < TRIES && !run.stop.aborted
}

/** The server's words for a field that it leaves out. */
function isDropped(warning: string): boolean {
  return warning.startsWith('unknown field ')
}

/** Whether there is a definition of the task's kind in this run, of which that holds. */
function isDefined(run: Run, task: SyncTask, holds: (definition: SyncTask) => boolean): boolean {
  const definition = definitionFor(task, definitionsOf(run))
  return definition !== undefined && holds(definition)
}
