// An application's part in the options of a run: its mark, what it owns, what is pruned, whose objects are left alone.
import type { Cluster } from '../cluster/port.ts'
import { guardObjects } from '../guard/guard-objects.ts'
import type { Io } from '../io.ts'
import { isOurs, readParent } from '../inventory/applyset.ts'
import { refuseOthers, refuseToDelete, tellOthers, tellOthersDeleted } from '../inventory/foreign-owner.ts'
import { appOf, markOf, parentText, readInventory } from '../inventory/inventory.ts'
import type { App, Inventory } from '../inventory/inventory.ts'
import { lossOf } from '../inventory/lost-parent.ts'
import type { Diagnostic } from '../manifest/diagnostic.ts'
import { defined } from '../object/defined.ts'
import type { KubeObject } from '../object/kube-object.ts'
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
): Pick<SyncOptions, 'app' | 'prune' | 'refuse' | 'takes' | 'lost'> {
  const mark = inventory === undefined ? undefined : markOf(inventory.app)
  const refuses = policy.refusesForeign || syncOptions.failOnSharedResource
  const refusing =
    refuses && !takeOwnership
      ? { refuse: refuseOthers(mark) }
      : { takes: { of: tellOthers(mark), ...defined({ inventory: takenOver(inventory) }) } }
  if (flags === undefined || inventory === undefined || mark === undefined) return refusing
  const { isWhole } = flags
  const prune = {
    enabled: flags.prune,
    members: isWhole ? inventory.members : [],
    hooks: { live: isWhole ? inventory.hooks : [], enabled: flags.pruneHooks },
    last: syncOptions.pruneLast,
    default: syncOptions.prune,
    confirmed: flags.confirmed,
    takes: takeOwnership,
    doubts: { unserved: inventory.unserved, ...defined({ edited: inventory.edited }) },
    limit: flags.limit,
  }
  const { app, parent } = inventory
  const lost = (live: readonly KubeObject[]): Diagnostic | undefined => lossOf(app, live, { takeOwnership })
  return { ...refusing, app: mark, prune, ...(parent === undefined ? { lost } : {}) }
}

/** That another tool's ApplySet becomes ours: it is read at all only when that was asked for. */
function takenOver(inventory: Inventory | undefined): string | undefined {
  if (inventory?.parent === undefined) return undefined
  const record = readParent(inventory.parent, inventory.app.parent)
  if (typeof record === 'string' || isOurs(record)) return undefined
  return `${parentText(inventory.app)} is an ApplySet of ${record.tool}: taken over, ${record.tool} then refuses to work on it`
}

/** Who is asked about what others own when it is to be deleted: refused, or told of. */
export function deletionOptions(
  { takeOwnership }: Pick<SyncFlags, 'takeOwnership'>,
  { app, takes }: Pick<SyncOptions, 'app' | 'takes'>,
): Pick<SyncOptions, 'refuse' | 'takes'> {
  if (!takeOwnership) return { refuse: refuseToDelete(app) }
  return { takes: { ...takes, of: tellOthersDeleted(app) } }
}
