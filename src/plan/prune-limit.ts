// The brake of pruning: more than it allows is a slip until somebody says otherwise.
import type { Diagnostic } from '../manifest/diagnostic.ts'
import { isHookOf } from './left-hooks.ts'
import { isPrunable } from './prune-task.ts'
import type { PlanContext, SyncTask } from './sync-plan.ts'

type LimitContext = Pick<PlanContext, 'prune' | 'app' | 'hooks'>

/** What is wrong when more is to be pruned, hooks counted, than the limit allows; of a share, what could be pruned is the whole, and one object is always allowed. */
export function overLimit(tasks: readonly SyncTask[], context: LimitContext): readonly Diagnostic[] {
  const { limit } = context.prune
  if (limit === undefined) return []
  const due = tasks.filter(({ prune }) => prune?.verdict === 'delete' || prune?.verdict === 'confirm').length
  const all = prunable(context)
  const allowed = 'count' in limit ? limit.count : limit.share === 0 ? 0 : Math.max(1, partOf(all, limit.share))
  if (due <= allowed) return []
  const message = `${due} of the app's ${all} objects would be pruned, and --prune-limit ${limit.text} allows ${allowed}`
  const allow = `if that is meant, allow it: --prune-limit ${due}`
  const hint = limit.over === 'warning' ? allow : `see kubectl hooksync plan; ${allow}`
  return [{ code: 'PRUNE_LIMIT', severity: limit.over ?? 'error', message, hint }]
}

/** How many objects could be pruned if no manifest named any; hooks are among them where that is asked for. */
function prunable({ prune, app, hooks }: LimitContext): number {
  const members = prune.members.filter((object) => isPrunable(object, app)).length
  if (app === undefined || !hooks || prune.hooks?.enabled !== true) return members
  return members + prune.hooks.live.filter((object) => isHookOf(app, object)).length
}

/** Rounded down; 29 % of 100 are 29, though as binary fractions they are less. */
function partOf(all: number, share: number): number {
  return Math.floor((all * Math.round(share * 100)) / 100)
}
