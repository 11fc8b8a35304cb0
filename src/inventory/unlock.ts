// Gives up the lock of another run by hand: the Lease stays, without a holder, and says who did it and why.
import { ClusterError, EXIT_CODES, HooksyncError } from '../errors.ts'
import { stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { ObjectRef } from '../cluster/port.ts'
import { heldSince, holderOf, isRenewed, leaseRef, unlockedBy, wallTime, withoutHolder } from './lease.ts'
import type { LeaseWorld } from './lease.ts'
import type { LockName } from './lock.ts'

/** Who gives a lock up, and why. */
export interface Unlocking {
  readonly by: string
  readonly reason: string
  readonly fieldManager: string
}

/** A lock that was given up. */
export interface Unlocked {
  /** `demo/hooksync-shop` */
  readonly lease: string
  readonly holder: string
  /** As the Lease says it; undefined: it does not. */
  readonly since: string | undefined
  /** Whether who had it has renewed it of late: then he finds out at his next renewal. */
  readonly isAlive: boolean
}

/** Conflicts with renewals of the same holder that are met before it is given up. */
const TRIES = 5

/** Gives the lock up, whoever has it; undefined: nobody does. */
export async function unlock(
  world: LeaseWorld,
  { namespaces, name }: LockName,
  unlocking: Unlocking,
): Promise<Unlocked | undefined> {
  for (const namespace of namespaces) {
    const ref = await leaseRef(world.cluster, { namespace, name })
    const unlocked = await giveUp(world, ref, unlocking)
    if (unlocked !== undefined) return unlocked
  }
  return undefined
}

async function giveUp(world: LeaseWorld, ref: ObjectRef, unlocking: Unlocking): Promise<Unlocked | undefined> {
  const first = await world.cluster.get(ref)
  if (first === undefined || holderOf(first) === '') return undefined
  const note = `${new Date(wallTime(world.clock)).toISOString()} by ${unlocking.by}: ${unlocking.reason}`
  let found: KubeObject | undefined = first
  for (let attempt = 1; found !== undefined; attempt += 1) {
    if (unlockedBy(found) === note) break
    if (idOf(found) !== idOf(first)) throw takenMeanwhile(ref, found)
    try {
      const body = withoutHolder(found, note)
      await world.cluster.patch(ref, { type: 'replace', body }, { fieldManager: unlocking.fieldManager })
      break
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error
      const isSeen = error.reason === 'Conflict' || error.unsure || error.reason === 'NotFound'
      if (!isSeen || attempt === TRIES) throw error
      found = await world.cluster.get(ref)
    }
  }
  return {
    lease: `${ref.namespace}/${ref.name}`,
    holder: holderOf(first),
    since: heldSince(first),
    isAlive: isRenewed(world, first),
  }
}

/** One time that somebody holds it: renewals in between change nothing of that. */
function idOf(lease: KubeObject): string {
  return `${lease.metadata.uid} ${holderOf(lease)} ${stringField(lease, 'spec', 'acquireTime')}`
}

function takenMeanwhile({ namespace, name }: ObjectRef, lease: KubeObject): HooksyncError {
  const holder = holderOf(lease)
  const what = holder === '' ? 'was given up by somebody else' : `was taken by ${holder}`
  return new HooksyncError(`Lease ${namespace}/${name} ${what} meanwhile`, {
    exitCode: EXIT_CODES.locked,
    hint: 'nothing was changed; the same command again gives up that one',
  })
}
