// Which deletions a run sees to their end. Pure.
import type { SyncEvent } from './events.ts'

type Deletion = Extract<SyncEvent, { readonly type: 'resource-deleted' }>

const AWAITED: ReadonlySet<Deletion['reason']> = new Set(['Prune', 'Delete', 'BeforeHookCreation'])

/** Whether the server was asked to delete something whose end is waited for: it is there until its task goes on, or is done. */
export function isAwaitedDeletion({
  reason,
  outcome,
  dryRun,
}: Pick<Deletion, 'reason' | 'outcome' | 'dryRun'>): boolean {
  return outcome === 'requested' && dryRun !== true && AWAITED.has(reason)
}
