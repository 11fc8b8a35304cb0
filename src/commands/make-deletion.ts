// Flags, manifests and a cluster → the deletion as it is planned. Writes nothing.
import type { Inventory } from '../inventory/inventory.ts'
import { prepareDelete } from '../inventory/owned-delete.ts'
import type { PreparedDeletion } from '../inventory/owned-delete.ts'
import { absenceOf } from '../inventory/record-fate.ts'
import type { Io } from '../io.ts'
import { defined } from '../object/defined.ts'
import type { SyncOptions } from '../sync/sync-options.ts'
import { deletionOptions, withApp } from './app-options.ts'
import type { DeleteFlags } from './flags/delete-flags.ts'
import type { Input } from './read-input.ts'
import type { CommandWorld, Connection } from './run-context.ts'
import { syncOptions } from './sync-command.ts'

/** What is to be deleted, and who wants it. */
export interface DeletionRequest {
  readonly flags: Pick<DeleteFlags, 'sync' | 'choices'>
  readonly input: Input
  readonly io: Io
  /** Ends with --timeout, too. */
  readonly limited: Io
  readonly world: CommandWorld
  readonly startedAt: number
}

/** A deletion that is planned, and what it was planned from. */
export interface MadeDeletion {
  readonly options: SyncOptions
  readonly inventory: Inventory | undefined
  readonly prepared: PreparedDeletion
}

/** Reads what there is, and plans. */
export async function makeDeletion(
  connection: Connection,
  { flags, input, io, limited, world, startedAt }: DeletionRequest,
): Promise<MadeDeletion> {
  const { sync, choices } = flags
  const { cluster } = connection
  const plain = syncOptions(sync, input, { connection, clock: world.clock, startedAt, signal: io.signal })
  const { options: owned, inventory } = await withApp(plain, sync, { cluster, io: limited })
  const options = { ...owned, ...deletionOptions(sync, owned) }
  const isAbsent = inventory !== undefined && inventory.parent === undefined
  const absence = isAbsent ? await absenceOf(cluster, inventory.app, limited.signal) : undefined
  const grounds = { choices, inventory, ...defined({ absence }) }
  const prepared = await prepareDelete(input.manifests, { cluster, clock: world.clock }, options, grounds)
  return { options, inventory, prepared }
}
