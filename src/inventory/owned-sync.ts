// A sync under its lock that keeps the inventory of its app: before the first write its parent tells of all that may come, and after
// success of what there is, so that nothing is ever lost from it (kubernetes/kubectl:pkg/cmd/apply/applyset.go).
import { ClusterError } from '../errors.ts'
import { defined } from '../object/defined.ts'
import { keyOf } from '../object/resource-key.ts'
import type { SyncTask, TaskId } from '../plan/sync-plan.ts'
import type { End } from '../sync/end.ts'
import { runSync } from '../sync/run-sync.ts'
import type { Run } from '../sync/run.ts'
import { liveObject } from '../sync/view.ts'
import { covers, NO_REACH, parentObject, union } from './applyset.ts'
import type { Reach } from './applyset.ts'
import { parentRef, parentText, reachOfKeys } from './inventory.ts'
import type { Inventory } from './inventory.ts'
import type { Lock } from './lock.ts'

/** Owner of the fields of a parent, as kubectl names its own. */
const MANAGER = 'kubectl-hooksync-applyset'

/** Runs a sync under its lock; of an app, with its record. A run that fails leaves the wider one. */
export async function ownedSync(run: Run, { lock, inventory, afterGate }: Owned): Promise<End> {
  const { hearing, gone: pruned } = hearingGone(run, 'Prune')
  let record = inventory && createRecord(run, inventory)
  const end = await runSync(hearing, {
    afterGate,
    beforeWave: async (_, state, batch) => {
      // In a namespace that is only about to come nothing can be kept yet, and what was kept in the one that leaves goes with it.
      if (batch.kind === 'namespace') {
        record = inventory && createRecord(run, { app: inventory.app, reach: inventory.reach, isKept: false })
        return
      }
      await lock.take(run.stop)
      await record?.cover(union(inventory?.reach ?? NO_REACH, reachOf(run, inventory, new Set())))
    },
  })
  if (end.phase === 'Succeeded' && run.options.dryRun === 'none') {
    await record?.cover(reachOf(run, inventory, goneOf(run, pruned)))
  }
  return end
}

/** Of what was told to go, what is gone: a run that awaits nothing leaves some on its way out, and a finalizer may hold it there. */
function goneOf({ plan, observer }: Run, pruned: ReadonlySet<TaskId>): ReadonlySet<TaskId> {
  const there = plan.tasks.filter(
    ({ key, object }) => liveObject(observer.view, key)?.metadata.uid === object.metadata.uid,
  )
  const left = new Set(there.map(({ id }) => id))
  return new Set([...pruned].filter((id) => !left.has(id)))
}

/** What a run owns. */
export interface Owned {
  readonly lock: Lock
  /** Undefined: it is no app's. */
  readonly inventory: Inventory | undefined
  /** Hears of the run when its gate has passed; left out: nobody does. */
  readonly afterGate?: ((run: Run) => void) | undefined
}

/** Where there is something of the app when all went well and these are gone. */
function reachOf({ plan }: Run, inventory: Inventory | undefined, gone: ReadonlySet<TaskId>): Reach {
  const members = inventory?.members ?? []
  const isMember = (task: SyncTask): boolean => task.action === 'apply' && task.hook === undefined
  const pruned = new Set(plan.tasks.flatMap(({ id, object }) => (gone.has(id) ? [object.metadata.uid] : [])))
  const left = members.filter(({ metadata }) => !pruned.has(metadata.uid))
  const keys = [...plan.tasks.filter(isMember).map(({ key }) => key), ...left.map(keyOf)]
  const isHook = (task: SyncTask): boolean => task.action === 'apply' && task.hook !== undefined
  const hooksLeft = (inventory?.hooks ?? []).filter(({ metadata }) => !pruned.has(metadata.uid))
  return reachOfKeys(
    keys,
    [...plan.tasks.filter(isHook).map(({ key }) => key), ...hooksLeft.map(keyOf)],
    inventory?.app,
  )
}

/** The same run, which notes the tasks whose objects it deletes for a reason, or finds gone. */
export function hearingGone(
  run: Run,
  reason: 'Prune' | 'Delete',
): { readonly hearing: Run; readonly gone: ReadonlySet<TaskId> } {
  const gone = new Set<TaskId>()
  const emit: Run['emit'] = (event) => {
    if (event.type === 'resource-deleted' && event.reason === reason && event.outcome !== 'refused')
      gone.add(event.task)
    run.emit(event)
  }
  return { hearing: { ...run, emit }, gone }
}

/** Writes the parent where it says something else. */
export function createRecord(
  run: Pick<Run, 'cluster' | 'options' | 'stop'>,
  { app, isKept, reach, parent }: Pick<Inventory, 'app' | 'isKept' | 'reach' | 'parent'>,
): { readonly cover: (wanted: Reach) => Promise<void> } {
  let known = isKept ? reach : undefined
  let uid = parent?.metadata.uid
  return {
    async cover(wanted) {
      if (known !== undefined && covers(known, wanted) && covers(wanted, known)) return
      const object = parentObject(app.parent, wanted, run.options.version)
      const options = { method: 'server-side', force: true, fieldManager: MANAGER, signal: run.stop } as const
      const ref = await parentRef(run.cluster, app)
      const write = async (held: string | undefined): Promise<string | undefined> => {
        const bound = { ...object, metadata: { ...object.metadata, ...defined({ uid: held }) } }
        return (await run.cluster.apply(ref, bound, options)).object.metadata.uid
      }
      try {
        uid = await write(uid).catch(async (error: unknown) => {
          // The first one that there is has no uid to be held to: written twice, it says the same.
          if (!(error instanceof ClusterError) || !error.unsure || uid !== undefined) throw error
          return write((await run.cluster.get(ref))?.metadata.uid)
        })
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error
        throw error.saying(`the inventory, ${parentText(app)}, cannot be written: ${error.message}`)
      }
      known = wanted
    },
  }
}
