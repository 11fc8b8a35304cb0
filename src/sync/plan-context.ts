// What a plan depends on: the options of its sync, and what is known of the cluster. Decides nothing.
import { NO_PRUNE } from '../plan/sync-plan.ts'
import type { PlanContext } from '../plan/sync-plan.ts'
import type { SyncOptions } from './sync-options.ts'

/** The context of a plan. */
export function planContext(
  { namespace, revision, startedAt, hooks, policy, syncOptions, prune, app, helm }: SyncOptions,
  known: Pick<PlanContext, 'types' | 'namespaceExists' | 'absentNamespaces'>,
): PlanContext {
  const { createNamespace, skipDryRunOnMissingResource, replace, force, validate } = syncOptions
  return {
    ...known,
    namespace,
    revision,
    startedAt,
    hooks,
    policy,
    createNamespace,
    skipDryRunOnMissingResource,
    replace,
    force,
    validate,
    prune: prune ?? NO_PRUNE,
    app,
    helm: helm ?? 'both',
  }
}
