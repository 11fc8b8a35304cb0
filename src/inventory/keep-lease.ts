// Keeps a lock that is held: renews its Lease, and knows when it is lost.
import { ClusterError, onClusterError } from '../errors.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { ObjectRef } from '../cluster/port.ts'
import { holderOf, LEASE_MS, newsOf, renew, RENEW_MS, unlockedBy, withoutHolder } from './lease.ts'
import type { LeaseOptions, LeaseWorld } from './lease.ts'

/** A lock that is held. */
export interface HeldLease {
  /** Aborted with a text as its reason when the lock is lost: nothing may be written from then on. */
  readonly lost: AbortSignal
  /** Gives the lock back, which a server in trouble has little time for; never throws, for others may take it anyway once it has run out. */
  release(server?: 'in trouble'): Promise<void>
}

/** A server that does not answer is not waited for any longer: what is not given back runs out. In milliseconds. */
const RELEASE_MS = 1000

/** The same of a server in trouble: one that refused something, or restarts, often answers the next request at once. */
const RELEASE_IN_TROUBLE_MS = 250

/** How long it is waited for that a lock is given back, in milliseconds. */
export function releaseTime(server: 'in trouble' | undefined): number {
  return server === undefined ? RELEASE_MS : RELEASE_IN_TROUBLE_MS
}

/** Renews a Lease that was taken until it is given back or lost. */
export function keepLease(world: LeaseWorld, ref: ObjectRef, options: LeaseOptions, taken: KubeObject): HeldLease {
  const lost = new AbortController()
  const ending = new AbortController()
  const renewing = keepRenewing(world, ref, options, { taken, lost, ending: ending.signal })
  return {
    lost: lost.signal,
    async release(server) {
      ending.abort()
      const last = await renewing
      if (lost.signal.aborted) return
      const deleting = remove(world, ref, options, last).catch(onClusterError(() => undefined))
      const over = new AbortController()
      await Promise.race([deleting, world.clock.sleep(releaseTime(server), over.signal)])
      over.abort()
    },
  }
}

/**
 * Deletes the Lease as this run wrote it last. Its last renewal may have been made all the same; what another run has taken
 * stays. So does what the run before this one may still have to read.
 */
async function remove(world: LeaseWorld, ref: ObjectRef, options: LeaseOptions, last: KubeObject): Promise<void> {
  const { uid, resourceVersion } = last.metadata
  const news = newsOf(world.clock, last)
  if (news !== undefined) {
    const patch = { type: 'replace', body: withoutHolder(last, news) } as const
    await world.cluster.patch(ref, patch, { fieldManager: options.fieldManager })
    return
  }
  const outcome = await world.cluster.delete(ref, { propagation: 'Background', uid, resourceVersion })
  if (outcome === 'accepted') return
  const live = await world.cluster.get(ref)
  if (live === undefined || live.metadata.uid !== uid || holderOf(live) !== options.holder) return
  await world.cluster.delete(ref, { propagation: 'Background', uid, resourceVersion: live.metadata.resourceVersion })
}

interface Keeping {
  readonly taken: KubeObject
  readonly lost: AbortController
  readonly ending: AbortSignal
}

/** Gives the Lease as it was last seen. */
async function keepRenewing(
  world: LeaseWorld,
  ref: ObjectRef,
  options: LeaseOptions,
  keeping: Keeping,
): Promise<KubeObject> {
  const { lost, ending } = keeping
  let last = keeping.taken
  let renewedAt = world.clock.now()
  let pause = RENEW_MS
  for (;;) {
    await world.clock.sleep(pause, ending)
    if (ending.aborted) return last
    const at = world.clock.now()
    try {
      last = await renew(world, ref, { ...options, signal: ending }, last)
      renewedAt = at
      pause = RENEW_MS
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error
      if (ending.aborted) return last
      const found = await afterRefusal(world, ref, options, { error, last })
      last = found.live ?? last
      // A write of our own whose answer was lost stands between: onto that it goes.
      pause = found.live === undefined ? RENEW_MS : RENEW_MS / 10
      // A server that does not answer may have given the lock to somebody else by the next time.
      const ranOut = world.clock.now() + pause - renewedAt >= LEASE_MS
      if (found.lost === undefined && !ranOut) continue
      lost.abort(found.lost ?? `the lock ${options.namespace}/${options.name} could not be renewed: ${error.message}`)
      return last
    }
  }
}

/** Why the lock is not ours any more; undefined while it may still be, and then the Lease as it is now, if it could be read. */
async function afterRefusal(
  world: LeaseWorld,
  ref: ObjectRef,
  options: LeaseOptions,
  { error, last }: { readonly error: ClusterError; readonly last: KubeObject },
): Promise<{ readonly lost?: string; readonly live?: KubeObject }> {
  const what = `the lock ${options.namespace}/${options.name}`
  if (error.reason === 'NotFound') return { lost: `${what} was deleted by somebody` }
  if (error.reason !== 'Conflict') return {}
  const live = await world.cluster.get(ref).catch(onClusterError(() => 'not known' as const))
  if (live === 'not known') return {}
  if (live === undefined) return { lost: `${what} was deleted by somebody` }
  return holderOf(live) === options.holder ? { live } : { lost: `${what} ${whatCame(live, last)}` }
}

/** What became of a lock that is another's now, or nobody's. */
function whatCame(live: KubeObject, last: KubeObject): string {
  const holder = holderOf(live)
  const note = unlockedBy(live)
  const ways = [
    ...(note === undefined || note === unlockedBy(last) ? [] : [`given up by hand, ${note}`]),
    ...(holder === '' ? [] : [`taken by ${holder}`]),
  ]
  return `was ${ways.length === 0 ? 'given up by somebody' : ways.join('; then ')}`
}
