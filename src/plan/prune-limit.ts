// The brake of pruning: more than it allows is a slip until somebody says otherwise.
import type { Diagnostic } from '../manifest/diagnostic.ts'
import type { PrunePlan, SyncTask } from './sync-plan.ts'

/** What is wrong when more is to be pruned than the limit allows; of a share one object is always allowed. */
export function overLimit(tasks: readonly SyncTask[], { limit, members }: PrunePlan): readonly Diagnostic[] {
  if (limit === undefined) return []
  const due = tasks.filter(({ prune }) => prune?.verdict === 'delete' || prune?.verdict === 'confirm').length
  const allowed =
    'count' in limit ? limit.count : limit.share === 0 ? 0 : Math.max(1, Math.ceil(limit.share * members.length))
  if (due <= allowed) return []
  const message = `${due} of the app's ${members.length} objects would be pruned, and --prune-limit ${limit.text} allows ${allowed}`
  const allow = `if that is meant, allow it: --prune-limit ${due}`
  const hint = limit.over === 'warning' ? allow : `see kubectl hooksync plan; ${allow}`
  return [{ code: 'PRUNE_LIMIT', severity: limit.over ?? 'error', message, hint }]
}
