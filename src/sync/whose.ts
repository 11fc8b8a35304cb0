// Whether what is there now is somebody else's: asked by the gate, and again at each write, for much may come between. Pure.
import { formatKey } from '../object/resource-key.ts'
import type { SyncTask } from '../plan/sync-plan.ts'
import type { OperationState } from './operation.ts'
import type { Run } from './run.ts'
import { liveObject } from './view.ts'

/** The uids of what this run has written: of those nobody is asked again. */
export type Written = ReadonlySet<string>

/** Those of the state so far. */
export function writtenBy({ results }: OperationState): Written {
  return new Set([...results.values()].flatMap(({ uid }) => uid ?? []))
}

/** Why what is there for a task may not be touched; undefined: it may, or nothing is there. */
export function refusalOf(run: Run, task: SyncTask, written: Written): string | undefined {
  const live = liveObject(run.observer.view, task.key)
  return live === undefined || written.has(live.metadata.uid ?? '') ? undefined : run.options.refuse?.(task, live)
}

/** What is to be told of what others own and is touched for a task, unless the gate has told just that. */
export function takingOf(run: Run, task: SyncTask, written: Written): string | undefined {
  const live = liveObject(run.observer.view, task.key)
  if (live === undefined || written.has(live.metadata.uid ?? '')) return undefined
  const message = run.options.takes?.of(task, live)
  return message === run.gate.taken?.get(formatKey(task.key)) ? undefined : message
}
