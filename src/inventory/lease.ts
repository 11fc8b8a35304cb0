// A lock in the cluster: a Lease that one run holds and renews. Knows nothing of what it guards.
import type { Clock, Cluster, ObjectRef } from '../cluster/port.ts'
import { ClusterError, EXIT_CODES, HooksyncError } from '../errors.ts'
import { numberField, stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'

/** How long a Lease holds without renewal; a third of it passes between two renewals. */
export const LEASE_MS = 15_000

const RENEW_MS = LEASE_MS / 3

const LEASE_KIND = { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease' } as const

/** Which lock is taken, and as whom. */
export interface LeaseOptions {
  readonly namespace: string
  readonly name: string
  /** Who holds it, as others are told: `ci@runner-7 (pid 4711)`. */
  readonly holder: string
  readonly fieldManager: string
  readonly signal?: AbortSignal
}

/** A lock that is held. */
export interface HeldLease {
  /** Aborted with a text as its reason when the lock is lost: nothing may be written from then on. */
  readonly lost: AbortSignal
  /** Gives the lock back; never throws, for others may take it anyway once it has run out. */
  release(): Promise<void>
}

interface World {
  readonly cluster: Cluster
  readonly clock: Clock
}

/** Takes the lock and keeps it; throws a HooksyncError with exit code 5 that names the holder when another run has it. */
export async function takeLease(world: World, options: LeaseOptions): Promise<HeldLease> {
  const type = await world.cluster.resolve(LEASE_KIND)
  if (type === undefined) throw new ClusterError('the server serves no Leases', { reason: 'UnknownKind' })
  const ref = { type, namespace: options.namespace, name: options.name }
  const found = await world.cluster.get(ref)
  const taken = await (found === undefined ? createLease(world, ref, options) : inherit(world, ref, options, found))
  return keepLease(world, ref, options, taken)
}

async function createLease(world: World, ref: ObjectRef, options: LeaseOptions): Promise<KubeObject> {
  const now = microTime(wallTime(world.clock))
  const object: KubeObject = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: options.name, namespace: options.namespace },
    spec: { holderIdentity: options.holder, leaseDurationSeconds: LEASE_MS / 1000, acquireTime: now, renewTime: now },
  }
  try {
    return (await world.cluster.create(ref, object, writing(options))).object
  } catch (error) {
    if (!(error instanceof ClusterError) || error.reason !== 'AlreadyExists') throw error
    throw heldBy(await world.cluster.get(ref), options)
  }
}

/**
 * Takes a Lease over that has run out. Its times are another machine's, whose clock may differ: it is free only when
 * nobody renews it for as long as it holds (as kubernetes/client-go:tools/leaderelection/leaderelection.go).
 */
async function inherit(world: World, ref: ObjectRef, options: LeaseOptions, found: KubeObject): Promise<KubeObject> {
  if (holderOf(found) !== '') {
    const renewed = Date.parse(stringField(found, 'spec', 'renewTime') ?? '')
    const holds = (numberField(found, 'spec', 'leaseDurationSeconds') ?? 0) * 1000
    if (renewed + holds > wallTime(world.clock)) throw heldBy(found, options)
    await world.clock.sleep(RENEW_MS * 1.5, options.signal)
    const again = await world.cluster.get(ref)
    if (again === undefined) return createLease(world, ref, options)
    if (again.metadata.resourceVersion !== found.metadata.resourceVersion) throw heldBy(again, options)
  }
  try {
    return await renew(world, ref, options, found)
  } catch (error) {
    if (error instanceof ClusterError && error.reason === 'Conflict') {
      throw heldBy(await world.cluster.get(ref), options)
    }
    throw error
  }
}

async function renew(world: World, ref: ObjectRef, options: LeaseOptions, last: KubeObject): Promise<KubeObject> {
  const now = microTime(wallTime(world.clock))
  const acquireTime = holderOf(last) === options.holder ? stringField(last, 'spec', 'acquireTime') : now
  const body: KubeObject = {
    apiVersion: last.apiVersion,
    kind: last.kind,
    metadata: { name: ref.name, namespace: ref.namespace, resourceVersion: last.metadata.resourceVersion ?? '' },
    spec: {
      holderIdentity: options.holder,
      leaseDurationSeconds: LEASE_MS / 1000,
      acquireTime: acquireTime ?? now,
      renewTime: now,
    },
  }
  return (await world.cluster.patch(ref, { type: 'replace', body }, writing(options))).object
}

function keepLease(world: World, ref: ObjectRef, options: LeaseOptions, taken: KubeObject): HeldLease {
  const lost = new AbortController()
  const ending = new AbortController()
  const renewing = keepRenewing(world, ref, options, { taken, lost, ending: ending.signal })
  return {
    lost: lost.signal,
    async release() {
      ending.abort()
      await renewing
      if (lost.signal.aborted) return
      const { uid } = taken.metadata
      try {
        await world.cluster.delete(ref, { propagation: 'Background', uid })
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error
      }
    },
  }
}

interface Keeping {
  readonly taken: KubeObject
  readonly lost: AbortController
  readonly ending: AbortSignal
}

async function keepRenewing(world: World, ref: ObjectRef, options: LeaseOptions, keeping: Keeping): Promise<void> {
  const { lost, ending } = keeping
  let last = keeping.taken
  let renewedAt = world.clock.now()
  for (;;) {
    await world.clock.sleep(RENEW_MS, ending)
    if (ending.aborted) return
    const at = world.clock.now()
    try {
      last = await renew(world, ref, options, last)
      renewedAt = at
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error
      const found = await afterRefusal(world, ref, options, error)
      last = found.live ?? last
      // A server that does not answer may have given the lock to somebody else by the next time.
      const ranOut = world.clock.now() + RENEW_MS - renewedAt >= LEASE_MS
      if (found.lost === undefined && !ranOut) continue
      lost.abort(found.lost ?? `the lock ${options.namespace}/${options.name} could not be renewed: ${error.message}`)
      return
    }
  }
}

/** Why the lock is not ours any more; undefined while it may still be, and then the Lease as it is now, if it could be read. */
async function afterRefusal(
  world: World,
  ref: ObjectRef,
  options: LeaseOptions,
  error: ClusterError,
): Promise<{ readonly lost?: string; readonly live?: KubeObject }> {
  const what = `the lock ${options.namespace}/${options.name}`
  if (error.reason === 'NotFound') return { lost: `${what} was deleted by somebody` }
  if (error.reason !== 'Conflict') return {}
  try {
    const live = await world.cluster.get(ref)
    if (live === undefined) return { lost: `${what} was deleted by somebody` }
    return holderOf(live) === options.holder ? { live } : { lost: `${what} was taken by ${holderOf(live)}` }
  } catch (failure) {
    if (failure instanceof ClusterError) return {}
    throw failure
  }
}

function heldBy(lease: KubeObject | undefined, options: LeaseOptions): HooksyncError {
  const holder = lease === undefined ? '' : holderOf(lease)
  const since = lease === undefined ? undefined : stringField(lease, 'spec', 'acquireTime')
  const who = holder === '' ? 'another run' : `${holder}${since === undefined ? '' : `, since ${since.slice(0, 19)}Z`}`
  return new HooksyncError(`Lease ${options.namespace}/${options.name} is held by ${who}`, {
    exitCode: EXIT_CODES.locked,
    hint: 'wait until that run has ended; a run that was killed lets go after 15 seconds',
  })
}

function holderOf(lease: KubeObject): string {
  return stringField(lease, 'spec', 'holderIdentity') ?? ''
}

function writing(options: LeaseOptions): { readonly fieldManager: string; readonly signal?: AbortSignal } {
  return { fieldManager: options.fieldManager, signal: options.signal }
}

/** The times in a Lease are read by other machines. */
function wallTime(clock: Clock): number {
  return clock.wall?.() ?? clock.now()
}

/** A MicroTime as Kubernetes writes it: `2026-01-01T00:00:00.000000Z`. */
function microTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000Z')
}
