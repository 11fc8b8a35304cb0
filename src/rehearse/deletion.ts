// A rehearsal of a deletion: it is planned on the world as it begins, and then done there. Wires only.
import type { ReadManifest } from '../hook/directives.ts'
import { expectingLeave } from '../inventory/leaving-kinds.ts'
import { NO_LOCK } from '../inventory/lock.ts'
import { ownedDelete, prepareDelete } from '../inventory/owned-delete.ts'
import type { DeletionGrounds } from '../inventory/owned-delete.ts'
import type { End } from '../sync/end.ts'
import type { Run } from '../sync/run.ts'
import type { RehearsalOptions } from './rehearse.ts'

/** What makes a rehearsal that of a deletion. */
export function deletionInstead(
  manifests: readonly ReadManifest[],
  grounds: DeletionGrounds,
): NonNullable<RehearsalOptions['instead']> {
  return async (world, options) => {
    const prepared = await prepareDelete(manifests, world, options, grounds)
    const owned = { lock: NO_LOCK, lockNamespaces: [], inventory: grounds.inventory, refused: prepared.refused }
    const work = async (run: Run): Promise<End | undefined> => ownedDelete(run, owned)
    return { cluster: expectingLeave(world.cluster, prepared.plan), prepared, work, operation: 'delete' }
  }
}
