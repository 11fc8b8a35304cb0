// An application's part in the options of a run: its mark, what it owns, what is pruned, whose objects are left alone.
import type { Cluster } from '../cluster/port.ts'
import { guardObjects } from '../guard/guard-objects.ts'
import type { Io } from '../io.ts'
import { refuseOthers } from '../inventory/foreign-owner.ts'
import { appOf, markOf, readInventory } from '../inventory/inventory.ts'
import type { Inventory } from '../inventory/inventory.ts'
import type { SyncOptions } from '../sync/sync-options.ts'
import type { SyncFlags } from './flags/sync-flags.ts'

/** Where an application is read. */
export interface AppWorld {
  readonly cluster: Cluster
  readonly io: Io
}

/** The options with what is known of the application, which is read for it; without one, only with what refuses others' objects. */
export async function withApp(
  options: SyncOptions,
  { app: flags, takeOwnership }: SyncFlags,
  { cluster, io }: AppWorld,
): Promise<{ readonly options: SyncOptions; readonly inventory: Inventory | undefined }> {
  const app = flags === undefined ? undefined : appOf(flags.name, options.namespace, flags.parent)
  const mark = app === undefined ? undefined : markOf(app)
  const refusing = options.policy.refusesForeign && !takeOwnership ? { refuse: refuseOthers(mark) } : {}
  if (flags === undefined || app === undefined || mark === undefined) {
    return { options: { ...options, ...refusing }, inventory: undefined }
  }
  const { concurrency, syncOptions } = options
  const inventory = await readInventory(cluster, app, { concurrency, takeOwnership, signal: io.signal })
  guardObjects(io.guard, inventory.members)
  const prune = {
    enabled: flags.prune,
    members: inventory.members,
    last: syncOptions.pruneLast,
    default: syncOptions.prune,
    confirmed: flags.confirmed,
    limit: flags.limit,
  }
  return { options: { ...options, ...refusing, app: mark, prune }, inventory }
}
