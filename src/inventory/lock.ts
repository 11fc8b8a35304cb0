// The lock of a deployment: which Lease it is, when it is taken, and what becomes of a run that loses it.
import { createHash } from 'node:crypto'
import { ClusterError } from '../errors.ts'
import type { ReadManifest } from '../hook/directives.ts'
import { compareText, groupVersionKind } from '../object/resource-key.ts'
import { NAMESPACE_LEAVES } from '../object/server-words.ts'
import { takeLease } from './take-lease.ts'
import type { TellOfLock } from './take-lease.ts'
import { releaseTime } from './keep-lease.ts'
import type { HeldLease } from './keep-lease.ts'
import type { LeaseWorld } from './lease.ts'

/** `auto`: without the right to Leases it is told, and gone on; `required`: then nothing is done. */
export const LOCK_MODES = ['auto', 'required', 'off'] as const

/** Which Lease. */
export interface LockName {
  /** The first of these that is there. */
  readonly namespaces: readonly string[]
  readonly name: string
}

/** How a lock is taken. */
export interface LockOptions {
  readonly mode: (typeof LOCK_MODES)[number]
  /** How long another run is waited for, in milliseconds. */
  readonly waitMs: number
  readonly holder: string
  readonly fieldManager: string
  /** What to do when another run has it, and was waited for so long, in milliseconds. */
  readonly remedy: (waitedMs: number) => string
  readonly tell: TellOfLock
}

/** A lock that may be held. */
export interface Lock {
  /** Aborted with a LockLost when it was held and is not any more. */
  readonly lost: AbortSignal
  /**
   * Takes it unless it is held; throws with exit code 5 when another run has it. Where no namespace for it is there yet
   * it stays free: nothing of what it guards can be there either.
   */
  take(stop: AbortSignal): Promise<void>
  /** What it waits for, in words; undefined: nothing. */
  awaits(): string | undefined
  /** Gives it back; never throws. A server in trouble is hardly waited for. */
  release(server?: 'in trouble'): Promise<void>
}

/** A deployment that needs none: nothing of it would run twice. */
export const NO_LOCK: Lock = {
  lost: new AbortController().signal,
  take: async () => {},
  awaits: () => undefined,
  release: async () => {},
}

/**
 * The lock of an app, which Helm's drive of a release of that name takes as well; without one that of the hooks, so
 * that only who runs the same ones is held up. Undefined: there are none.
 */
export function lockNameOf(
  app: string | undefined,
  manifests: readonly ReadManifest[],
  namespace: string,
): LockName | undefined {
  if (app !== undefined) return { namespaces: [namespace], name: `hooksync-${app}` }
  const hooks = manifests.filter(({ directives }) => directives.isHook).map(({ object }) => placeOf(object, namespace))
  const sorted = hooks.toSorted((a, b) => compareText(a.text, b.text))
  const [first] = sorted
  if (first === undefined) return undefined
  const hash = createHash('sha256')
    .update(sorted.map(({ text }) => text).join('\n'))
    .digest('hex')
  // From whatever namespace somebody starts them, the same hooks have the same lock.
  return { namespaces: [...new Set([first.namespace, namespace])], name: `hooksync-hooks-${hash.slice(0, 16)}` }
}

function placeOf(
  object: ReadManifest['object'],
  destination: string,
): { readonly namespace: string; readonly text: string } {
  const { group, kind } = groupVersionKind(object)
  const { name, generateName, namespace = destination } = object.metadata
  return { namespace, text: `${group}/${kind} ${namespace}/${name ?? `${generateName ?? ''}*`}` }
}

/** Makes a lock, which nobody holds yet. */
export function createLock(
  world: LeaseWorld,
  { namespaces, name }: LockName,
  { mode, waitMs, tell, ...options }: LockOptions,
): Lock {
  const lost = new AbortController()
  let held: HeldLease | undefined
  let isWithout = mode === 'off'
  let pending: Promise<void> | undefined
  let waited: string | undefined
  const hear: TellOfLock = (message, more) => {
    waited = message
    tell(message, more)
  }
  let isFirst = true
  const takeIn = async (namespace: string, signal: AbortSignal): Promise<HeldLease | undefined> => {
    try {
      return await takeLease(world, { namespace, name, signal, ...options }, { waitMs, tell: hear })
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error
      // A run may bring it anew, and takes its lock then; whether it does is not known before its plan.
      if (error.reason === 'NotFound' || (isFirst && error.message.includes(NAMESPACE_LEAVES))) return undefined
      const what = `the lock, Lease ${namespace}/${name}, cannot be taken: ${error.message}`
      if (error.reason !== 'Forbidden') throw error.saying(what)
      if (mode === 'required') throw error.saying(`${what}; --lock=auto goes on without it`)
      tell(`${what}; another run at the same time would not be noticed`)
      isWithout = true
      return undefined
    }
  }
  const take = async (stop: AbortSignal): Promise<void> => {
    for (const namespace of namespaces) {
      if (held !== undefined || isWithout) return
      held = await takeIn(namespace, stop)
      const gone = held?.lost
      gone?.addEventListener('abort', () => lost.abort(gone.reason), { once: true })
    }
    isFirst = false
  }
  return {
    lost: lost.signal,
    async take(stop) {
      pending = take(stop).finally(() => (pending = undefined))
      await pending
    },
    awaits: () => (pending === undefined ? undefined : waited),
    async release(server) {
      const give = async (): Promise<void> => {
        await held?.release(server)
        held = undefined
      }
      if (pending === undefined) return give()
      // The run has ended while it was taken: should it come in a moment, it goes at once.
      const late = pending.then(give, () => undefined)
      const over = new AbortController()
      await Promise.race([late, world.clock.sleep(releaseTime(server), over.signal)])
      over.abort()
      return undefined
    },
  }
}
