// The cluster as a drive may use it: no write after it had to stop, and a witness of whether anything was written.
import type { Cluster } from '../../cluster/port.ts'
import { ClusterError } from '../../errors.ts'
import { readDirectives } from '../../hook/read-directives.ts'

/** A cluster, and what was done to it. */
export interface GuardedCluster {
  readonly cluster: Cluster
  /** Whether anything was written, or may have been. */
  wrote(): boolean
}

/**
 * The cluster with applies as Helm sends them: what its server-side apply makes of a text is to be what ours makes of it.
 * Hooks of ours Helm never applies: each is sent so that its texts arrive.
 */
export function speltByHelm(cluster: Cluster): Cluster {
  return {
    ...cluster,
    apply: (ref, object, options) => {
      return cluster.apply(ref, object, { ...options, goSpelling: !readDirectives(object).isHook })
    },
  }
}

/** `check` looks what may abort the signal by now; it is asked before every write. */
export function guardCluster(
  cluster: Cluster,
  { signal, check }: { readonly signal: AbortSignal; readonly check: () => void },
): GuardedCluster {
  let wrote = false
  const guarded = async <T>(options: { readonly dryRun?: boolean }, write: () => Promise<T>): Promise<T> => {
    check()
    if (signal.aborted) throw new ClusterError(`stopped: ${String(signal.reason)}`, { reason: 'Aborted' })
    if (options.dryRun === true) return write()
    try {
      const result = await write()
      wrote = true
      return result
    } catch (error) {
      // A server that said no has written nothing; one that said nothing may have.
      wrote ||= !(error instanceof ClusterError) || error.status === undefined
      throw error
    }
  }
  return {
    wrote: () => wrote,
    cluster: {
      ...cluster,
      apply: (ref, object, options) => guarded(options, () => cluster.apply(ref, object, options)),
      create: (ref, object, options) => guarded(options, () => cluster.create(ref, object, options)),
      patch: (ref, patch, options) => guarded(options, () => cluster.patch(ref, patch, options)),
      delete: (ref, options) => guarded(options, () => cluster.delete(ref, options)),
    },
  }
}
