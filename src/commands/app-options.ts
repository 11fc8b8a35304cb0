// An application's part in the options of a run: its mark, what it owns, what is pruned, whose objects are left alone.
import type { Cluster } from '../cluster/port.ts'
import { guardObjects } from '../guard/guard-objects.ts'
import type { Io } from '../io.ts'
import { refuseOthers } from '../inventory/foreign-owner.ts'
import { appOf, markOf, readInventory } from '../inventory/inventory.ts'
import type { App, Inventory } from '../inventory/inventory.ts'
import { defined } from '../object/defined.ts'
import type { SyncOptions } from '../sync/sync-options.ts'
import type { SyncFlags } from './flags/sync-flags.ts'

/** Where an application is read. */
export interface AppWorld {
  readonly cluster: Cluster
  readonly io: Io
  /** Ends the reading; left out: that of `io`. */
  readonly signal?: AbortSignal
}

/** The options with what is known of the application, which is read for it; without one, only with what refuses others' objects. */
export async function withApp(
  options: SyncOptions,
  flags: SyncFlags,
  { cluster, io, signal = io.signal }: AppWorld,
): Promise<{ readonly options: SyncOptions; readonly inventory: Inventory | undefined }> {
  const app = appNamed(flags, options.namespace)
  const { concurrency } = options
  const reading = { concurrency, takeOwnership: flags.takeOwnership, signal }
  const inventory = app === undefined ? undefined : await readInventory(cluster, app, reading)
  guardObjects(io.guard, [...(inventory?.members ?? []), ...(inventory?.hooks ?? [])])
  return { options: { ...options, ...appOptions(flags, options, inventory) }, inventory }
}

/** The application that the flags name, in the namespace of the run. */
export function appNamed({ app }: SyncFlags, namespace: string): App | undefined {
  return app === undefined ? undefined : appOf(app.name, namespace, app.parent)
}

/** What an application adds to the options of a run. */
export function appOptions(
  { app: flags, takeOwnership }: SyncFlags,
  { policy, syncOptions }: Pick<SyncOptions, 'policy' | 'syncOptions'>,
  inventory: Inventory | undefined,
): Pick<SyncOptions, 'app' | 'prune' | 'refuse'> {
  const mark = inventory === undefined ? undefined : markOf(inventory.app)
  const refuses = policy.refusesForeign || syncOptions.failOnSharedResource
  const refusing = refuses && !takeOwnership ? { refuse: refuseOthers(mark) } : {}
  if (flags === undefined || inventory === undefined || mark === undefined) return refusing
  const prune = {
    enabled: flags.prune,
    members: inventory.members,
    hooks: { live: inventory.hooks, enabled: flags.pruneHooks },
    last: syncOptions.pruneLast,
    default: syncOptions.prune,
    confirmed: flags.confirmed,
    doubts: { unserved: inventory.unserved, ...defined({ edited: inventory.edited }) },
    limit: flags.limit,
  }
  return { ...refusing, app: mark, prune }
}
