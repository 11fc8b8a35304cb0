// Takes a lock in the cluster, at once or when whoever has it lets go, and waits without asking all the time.
import { ClusterError } from '../errors.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { ObjectRef } from '../cluster/port.ts'
import { keepLease } from './keep-lease.ts'
import type { HeldLease } from './keep-lease.ts'
import { holderOf, isRenewed, LEASE_MS, LeaseHeld, leaseRef, obtain, RENEW_MS } from './lease.ts'
import type { LeaseOptions, LeaseWorld } from './lease.ts'

/** Takes the lock and keeps it; throws a HooksyncError with exit code 5 that names the holder when another run has it for too long. */
export async function takeLease(
  world: LeaseWorld,
  options: LeaseOptions,
  { waitMs, tell }: WaitForOther = NO_WAIT,
): Promise<HeldLease> {
  const { clock } = world
  const ref = await leaseRef(world.cluster, options)
  const start = clock.now()
  const until = start + waitMs
  let told = -Infinity
  let seen: Seen | undefined
  for (;;) {
    try {
      const taken = await takeNow(world, ref, { ...options, tell }, seen)
      return keepLease(world, ref, options, taken)
    } catch (error) {
      const now = clock.now()
      if (!(error instanceof LeaseHeld) || options.signal?.aborted === true) throw error
      if (now >= until) throw new LeaseHeld(error.lease, options, waitMs === 0 ? 0 : now - start)
      if (now - told >= TELL_MS) {
        told = now
        tell(`waiting for the lock: ${error.message}`)
      }
      const version = error.lease?.metadata.resourceVersion
      if (seen === undefined || seen.version !== version) seen = { version, at: now }
      await nextNews(world, ref, { version, time: Math.min(until, seen.at + LEASE_MS) - now, signal: options.signal })
    }
  }
}

/** How long another run is waited for, in milliseconds, and who hears of it. */
export interface WaitForOther {
  readonly waitMs: number
  readonly tell: TellOfLock
}

/** Hears in words what becomes of a lock; of one that was taken from somebody who did not renew it also from whom. */
export type TellOfLock = (message: string, more?: { readonly lockTakenFrom: string }) => void

const NO_WAIT: WaitForOther = { waitMs: 0, tell: () => {} }

/** Beside whose lock it is, who hears of one that has run out. */
type Taking = LeaseOptions & Pick<WaitForOther, 'tell'>

/** How often it is told what is waited for, in milliseconds. */
const TELL_MS = 30_000

/** A version of a Lease, and since when nothing newer was seen, by our own clock. */
interface Seen {
  readonly version: string | undefined
  readonly at: number
}

async function takeNow(
  world: LeaseWorld,
  ref: ObjectRef,
  { tell, ...options }: Taking,
  seen: Seen | undefined,
): Promise<KubeObject> {
  const first =
    seen === undefined && options.signal?.aborted !== true ? await takeFresh(world, ref, options) : undefined
  if (first?.taken !== undefined) return first.taken
  const found =
    first?.found ?? (await world.cluster.get(ref, options.signal === undefined ? {} : { signal: options.signal }))
  if (found === undefined) {
    // Neither made nor there: what kept it from being made is told.
    if (first?.refusal !== undefined) throw first.refusal
    return obtain(world, ref, options, undefined)
  }
  // Whoever has not renewed it for all the time that it holds has lost it, whatever his clock says.
  const isStale =
    seen !== undefined && seen.version === found.metadata.resourceVersion && world.clock.now() - seen.at >= LEASE_MS
  const holder = holderOf(found)
  const left = holder === '' || isStale ? found : await outlast(world, ref, { ...options, tell }, found)
  const taken = await obtain(world, ref, options, left)
  // What has gone meanwhile was given back.
  if (holder !== '' && left !== undefined) {
    tell(`the lock was taken from ${holder}, which did not renew it any more`, { lockTakenFrom: holder })
  }
  return taken
}

/** What came of making a Lease that was not looked for. */
interface Fresh {
  readonly taken?: KubeObject
  /** It was there already. */
  readonly found?: KubeObject | undefined
  /** Who may not make one may still see that somebody has it. */
  readonly refusal?: ClusterError
}

/** Makes the Lease at once: whoever ends gives it back by deleting it, so that mostly none is there, and a look is spared. */
async function takeFresh(world: LeaseWorld, ref: ObjectRef, options: LeaseOptions): Promise<Fresh> {
  try {
    return { taken: await obtain(world, ref, options, undefined) }
  } catch (error) {
    if (error instanceof LeaseHeld) return { found: error.lease }
    if (error instanceof ClusterError && error.reason === 'Forbidden') return { refusal: error }
    throw error
  }
}

/** Resolves when something happens to the Lease, or after so long; without the right to watch it is looked at now and then. */
async function nextNews(
  { cluster, clock }: LeaseWorld,
  { type, namespace, name }: ObjectRef,
  {
    version = '',
    time,
    signal,
  }: { readonly version: string | undefined; readonly time: number; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const ending = new AbortController()
  const over = signal === undefined ? ending.signal : AbortSignal.any([ending.signal, signal])
  const following = async (): Promise<void> => {
    const selection = { namespace, fieldSelector: `metadata.name=${name}`, resourceVersion: version, signal: over }
    try {
      for await (const event of cluster.watch(type, selection)) {
        if (event.type !== 'interrupted' && event.type !== 'resumed') return
      }
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error
      await clock.sleep(RENEW_MS, over)
    }
  }
  await Promise.race([following(), clock.sleep(time, over)])
  ending.abort()
}

/**
 * Waits for as long as is needed to know that a Lease has run out. Its times are another machine's, whose clock may differ: it
 * is free only when nobody renews it meanwhile (as kubernetes/client-go:tools/leaderelection/leaderelection.go). Undefined: it is gone.
 */
async function outlast(
  world: LeaseWorld,
  ref: ObjectRef,
  { tell, ...options }: Taking,
  found: KubeObject,
): Promise<KubeObject | undefined> {
  if (isRenewed(world, found)) throw new LeaseHeld(found, options)
  tell(`the lock of ${holderOf(found)} has run out: making sure that nobody renews it`)
  await world.clock.sleep(RENEW_MS * 1.5, options.signal)
  const again = await world.cluster.get(ref)
  if (again !== undefined && again.metadata.resourceVersion !== found.metadata.resourceVersion) {
    throw new LeaseHeld(again, options)
  }
  return again
}
