// The Lease of a lock: how it is made, renewed and read. Knows nothing of what it guards.
import type { Clock, Cluster, ObjectRef, Trouble } from '../cluster/port.ts'
import { ClusterError, EXIT_CODES, HooksyncError } from '../errors.ts'
import { isJsonObject, numberField, stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'

/** How long a Lease holds without renewal. */
export const LEASE_MS = 15_000

/** The pause between two renewals. */
export const RENEW_MS = LEASE_MS / 3

/** The annotation by which a Lease says who gave it up by hand, when and why, for as long as who had it may not know yet. */
export const UNLOCKED = 'hooksync.dev/unlocked'

const LEASE_KIND = { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease' } as const

/** Which lock is taken, and as whom. */
export interface LeaseOptions {
  readonly namespace: string
  readonly name: string
  /** Who holds it, as others are told: `ci@runner-7 (process 4711)`. */
  readonly holder: string
  readonly fieldManager: string
  /** What to do when somebody else has it, and was waited for so long, in milliseconds. */
  readonly remedy: (waitedMs: number) => string
  readonly signal?: AbortSignal
}

/** A cluster and its time. */
export interface LeaseWorld {
  readonly cluster: Cluster
  readonly clock: Clock
  /** What keeps the server from being reached now; left out: nobody knows more than the Lease tells. */
  readonly trouble?: (() => Trouble | undefined) | undefined
}

/** The reference of a Lease. */
export async function leaseRef(
  cluster: Cluster,
  { namespace, name }: Pick<LeaseOptions, 'namespace' | 'name'>,
): Promise<ObjectRef> {
  const type = await cluster.resolve(LEASE_KIND)
  if (type === undefined) throw new ClusterError('the server serves no Leases', { reason: 'UnknownKind' })
  return { type, namespace, name }
}

/** How often a Lease is written whose writes leave nothing. */
const ATTEMPTS = 4

/** The pause before the second of them, in milliseconds; then twice and three times as long. */
const PAUSE_MS = 200

/**
 * Makes the Lease, or takes one over that nobody holds any more; throws LeaseHeld when somebody else was there first. A
 * write whose answer is lost may have been made or not: what is there says which, and where it is nothing it is made again.
 */
export async function obtain(
  world: LeaseWorld,
  ref: ObjectRef,
  options: LeaseOptions,
  free: KubeObject | undefined,
): Promise<KubeObject> {
  let before = free
  let unsure = false
  // Its answer is worth a moment even when the run is over: a lock that nobody knows of holds up the next one.
  const { signal, ...patient } = options
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (before !== undefined) return await renew(world, ref, patient, before)
      return (await world.cluster.create(ref, heldNow(world, ref, options), writing(patient))).object
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error
      if (!error.unsure && error.reason !== 'AlreadyExists' && error.reason !== 'Conflict') throw error
      unsure ||= error.unsure
      const found = await world.cluster.get(ref)
      if (unsure && found !== undefined && holderOf(found) === options.holder) return found
      const isFree = found === undefined || found.metadata.resourceVersion === before?.metadata.resourceVersion
      if (!isFree) throw new LeaseHeld(found, options)
      if (attempt === ATTEMPTS || signal?.aborted === true) throw error
      before = found
      await world.clock.sleep(PAUSE_MS * attempt, signal)
    }
  }
}

/** Writes the Lease as held now, onto the version that was last seen. */
export async function renew(
  world: LeaseWorld,
  ref: ObjectRef,
  options: LeaseOptions,
  last: KubeObject,
): Promise<KubeObject> {
  const acquired = holderOf(last) === options.holder ? stringField(last, 'spec', 'acquireTime') : undefined
  const held = heldNow(world, ref, options, acquired)
  const note = newsOf(world.clock, last)
  const annotations = note === undefined ? {} : { annotations: { [UNLOCKED]: note } }
  const metadata = { ...held.metadata, resourceVersion: last.metadata.resourceVersion ?? '', ...annotations }
  const body = { ...held, metadata }
  return (await world.cluster.patch(ref, { type: 'replace', body }, writing(options))).object
}

/** The Lease as it is written by its holder; since now, where nothing else is said. */
function heldNow(
  { clock }: LeaseWorld,
  { namespace, name }: ObjectRef,
  { holder }: LeaseOptions,
  acquired?: string,
): KubeObject {
  const renewTime = microTime(wallTime(clock))
  const acquireTime = acquired ?? renewTime
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace },
    spec: { holderIdentity: holder, leaseDurationSeconds: LEASE_MS / 1000, acquireTime, renewTime },
  }
}

/** That another run has the lock. */
export class LeaseHeld extends HooksyncError {
  /** As it was seen; undefined: it is gone meanwhile. */
  readonly lease: KubeObject | undefined

  constructor(lease: KubeObject | undefined, { namespace, name, remedy }: LeaseOptions, waitedMs = 0) {
    const holder = lease === undefined ? '' : holderOf(lease)
    const since = lease === undefined ? undefined : heldSince(lease)
    const who = holder === '' ? 'another run' : `${holder}${since === undefined ? '' : `, since ${since}`}`
    super(`Lease ${namespace}/${name} is held by ${who}`, {
      exitCode: EXIT_CODES.locked,
      hint: remedy(waitedMs),
    })
    this.lease = lease
  }
}

/** Who has it; empty: nobody. */
export function holderOf(lease: KubeObject): string {
  return stringField(lease, 'spec', 'holderIdentity') ?? ''
}

/** Since when, to the second; undefined: the Lease does not say it. */
export function heldSince(lease: KubeObject): string | undefined {
  const since = stringField(lease, 'spec', 'acquireTime')
  return since === undefined ? undefined : `${since.slice(0, 19)}Z`
}

/** Whether its time is not over, as far as its own times and our clock tell. */
export function isRenewed({ clock }: LeaseWorld, lease: KubeObject): boolean {
  const renewed = Date.parse(stringField(lease, 'spec', 'renewTime') ?? '')
  const holds = (numberField(lease, 'spec', 'leaseDurationSeconds') ?? 0) * 1000
  return renewed + holds > wallTime(clock)
}

/** Who gave it up by hand before whoever has it now, when and why; undefined: nobody. */
export function unlockedBy(lease: KubeObject): string | undefined {
  return lease.metadata.annotations?.[UNLOCKED]
}

/** The same, as long as who had it then may not have found out. */
export function newsOf(clock: Clock, lease: KubeObject): string | undefined {
  const note = unlockedBy(lease)
  return note !== undefined && wallTime(clock) - Date.parse(note.slice(0, NOTE_TIME)) < LEASE_MS ? note : undefined
}

/** A note begins with `2026-01-01T00:00:00.000Z`. */
const NOTE_TIME = 24

/** The Lease without a holder, with a note that says why; held to the version that was seen. */
export function withoutHolder(lease: KubeObject, note: string): KubeObject {
  const { managedFields: _, ...metadata } = lease.metadata
  const spec = lease['spec']
  return {
    ...lease,
    metadata: { ...metadata, annotations: { ...metadata.annotations, [UNLOCKED]: note } },
    spec: { ...(isJsonObject(spec) ? spec : {}), holderIdentity: '' },
  }
}

function writing(options: LeaseOptions): { readonly fieldManager: string; readonly signal?: AbortSignal } {
  return { fieldManager: options.fieldManager, signal: options.signal }
}

/** The times in a Lease are read by other machines. */
export function wallTime(clock: Clock): number {
  return clock.wall?.() ?? clock.now()
}

/** A MicroTime as Kubernetes writes it: `2026-01-01T00:00:00.000000Z`. */
function microTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000Z')
}
