// A sync that runs a saved plan and nothing else: refuses before the first write when anything is not as it was.
import type { Manifest } from '../manifest/manifest.ts'
import type { End } from '../sync/end.ts'
import type { Run, World } from '../sync/run.ts'
import { runSync } from '../sync/run-sync.ts'
import type { Summary } from '../sync/summary.ts'
import { operate } from '../sync/sync.ts'
import type { Operation } from '../sync/sync.ts'
import type { SyncOptions } from '../sync/sync-options.ts'
import { checkPlan } from './check-plan.ts'
import { clusterId } from './cluster-id.ts'
import type { SavedPlan } from './plan-shape.ts'

/** Which plan is run, with what, and who hears of it. */
export interface PlannedSync extends Pick<Operation, 'emit' | 'begin'> {
  readonly plan: SavedPlan
  /** As it was asked for. */
  readonly revision: string | undefined
  /** Left out: the sync. */
  readonly work?: (run: Run) => Promise<End>
}

/** As `sync`, but for the check. */
export async function syncPlanned(
  manifests: readonly Manifest[],
  world: World,
  options: SyncOptions,
  { plan, revision, work = runSync, ...operation }: PlannedSync,
): Promise<Summary> {
  return operate(manifests, world, options, {
    ...operation,
    work: async (run) => {
      const cluster = { server: options.server ?? null, id: await clusterId(run.cluster) }
      const differences = checkPlan(plan, run, { cluster, revision })
      for (const diagnostic of differences) run.emit({ type: 'diagnostic', diagnostic })
      if (differences.length === 0) return work(run)
      const total = `${differences.length} difference${differences.length === 1 ? '' : 's'}`
      return {
        phase: 'Failed',
        message: `the plan does not hold any more, look at a new one: ${total}`,
        reason: 'invalid',
      }
    },
  })
}
