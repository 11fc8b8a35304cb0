// Keeps a lock that is held: renews its Lease, and knows when it is lost.
import { ClusterError, onClusterError } from '../errors.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { ObjectRef } from '../cluster/port.ts'
import { LockLost } from '../sync/end.ts'
import { troubleText } from '../sync/tell/trouble.ts'
import { holderOf, LEASE_MS, newsOf, renew, RENEW_MS, unlockedBy, withoutHolder } from './lease.ts'
import type { LeaseOptions, LeaseWorld } from './lease.ts'

/** A lock that is held. */
export interface HeldLease {
  /** Aborted with a LockLost as its reason when the lock is lost: nothing may be written from then on. */
  readonly lost: AbortSignal
  /** Gives the lock back, which a server in trouble has little time for; never throws, for others may take it anyway once it has run out. */
  release(server?: 'in trouble'): Promise<void>
}

/** A renewal that is not answered is given up so long after the last one: others may take the lock a second later. In milliseconds. */
const GIVE_UP_MS = LEASE_MS - 1000

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
    const until = renewedAt + GIVE_UP_MS
    const { live, gone, error } = await renewUntil(world, ref, { ...options, signal: ending, until }, last)
    last = live ?? last
    if (ending.aborted) return last
    // A write of our own whose answer was lost stands between: onto that it goes.
    pause = live !== undefined && error !== undefined ? RENEW_MS / 10 : RENEW_MS
    if (gone !== undefined) {
      lost.abort(new LockLost(gone, 'taken'))
      return last
    }
    if (error === undefined) {
      renewedAt = at
      continue
    }
    // A server that does not answer may have given the lock to somebody else by the next time.
    if (world.clock.now() + pause < until) continue
    lost.abort(ranOut(world, options, error))
    return last
  }
}

/** What came of a renewal. */
interface Renewal {
  /** The Lease as it is now, as far as that is known; still ours. */
  readonly live?: KubeObject
  /** Why it is not ours any more. */
  readonly gone?: string
  /** Why it was not renewed. */
  readonly error?: ClusterError
}

/** What is not answered by then is given up, however often it would still be asked. */
async function renewUntil(
  world: LeaseWorld,
  ref: ObjectRef,
  { until, ...options }: LeaseOptions & { readonly signal: AbortSignal; readonly until: number },
  last: KubeObject,
): Promise<Renewal> {
  const over = new AbortController()
  const late = async (): Promise<Renewal> => {
    await world.clock.sleep(Math.max(0, until - world.clock.now()), over.signal)
    return { error: new ClusterError('its renewal was not answered', { reason: 'Timeout' }) }
  }
  const asking = { ...options, signal: AbortSignal.any([options.signal, over.signal]) }
  const renewing = renew(world, ref, asking, last).then(
    (live) => ({ live }),
    onClusterError((error) => afterRefusal(world, ref, asking, { error, last })),
  )
  try {
    return await Promise.race([renewing, late()])
  } finally {
    over.abort('over')
  }
}

/** It has run out, and nobody is known to have it: what kept it from being renewed is the cause, not what became of it. */
function ranOut(
  { clock, trouble }: LeaseWorld,
  { namespace, name }: LeaseOptions,
  { message }: ClusterError,
): LockLost {
  const what = `the lock ${namespace}/${name} could not be renewed, and may have been taken over`
  const known = trouble?.()
  return new LockLost(
    known === undefined ? `${what}: ${message}` : `${troubleText(known, clock.now())}; ${what}`,
    'server',
  )
}

/** Whether a renewal that was refused says that the lock is not ours any more: a conflict may be with a write of our own. */
async function afterRefusal(
  world: LeaseWorld,
  ref: ObjectRef,
  { namespace, name, holder, signal }: LeaseOptions & { readonly signal: AbortSignal },
  { error, last }: { readonly error: ClusterError; readonly last: KubeObject },
): Promise<Renewal> {
  const what = `the lock ${namespace}/${name}`
  if (error.reason === 'NotFound') return { gone: `${what} was deleted by somebody` }
  if (error.reason !== 'Conflict') return { error }
  const live = await world.cluster.get(ref, { signal }).catch(onClusterError((unread) => unread))
  if (live instanceof ClusterError) return { error: live }
  if (live === undefined) return { gone: `${what} was deleted by somebody` }
  return holderOf(live) === holder ? { live, error } : { gone: `${what} ${whatCame(live, last)}` }
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
