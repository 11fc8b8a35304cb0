// What a plan depends on: the options of its sync, and what is known of the cluster. Decides nothing.
import { NO_PRUNE } from '../plan/sync-plan.ts'
import type { PlanContext } from '../plan/sync-plan.ts'
import type { SyncOptions } from './sync-options.ts'

/** The context of a plan. */
export function planContext(
  options: SyncOptions,
  known: Pick<PlanContext, 'types' | 'namespaceExists' | 'absentNamespaces'>,
): PlanContext {
  const { syncOptions, prune = NO_PRUNE, helm = 'both', app } = options
  return { ...syncOptions, ...options, ...known, prune, helm, app }
}
