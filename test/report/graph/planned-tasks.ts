// Plans for drawings, one line each.
import type { SyncPhase } from '../../../src/hook/hook.ts'
import type { PlannedTask } from '../../../src/sync/events.ts'
import { task } from '../build-events.ts'

/** A task of a plan: `planned('batch/Job shop/migrate', 'PreSync', -1)`; a hook unless it is of the Sync phase. */
export function planned(id: string, phase: SyncPhase = 'Sync', wave = 0): PlannedTask {
  const ref = task(id, phase, wave)
  return {
    ...ref,
    action: 'apply',
    hookTypes: ref.hook ? [phase] : [],
    deletePolicies: ref.hook ? ['BeforeHookCreation'] : [],
  }
}

/** One of each look. */
export const SHOP: readonly PlannedTask[] = [
  planned('batch/Job shop/migrate', 'PreSync', -1),
  planned('ConfigMap shop/a'),
  planned('ConfigMap shop/b'),
  { ...planned('Service shop/old'), task: 'prune Service shop/old', action: 'prune' },
  planned('apps/Deployment shop/web', 'Sync', 1),
  planned('batch/Job shop/smoke', 'PostSync'),
  planned('batch/Job shop/alarm', 'SyncFail'),
  planned('batch/Job shop/undo', 'SyncFail', 3),
]
