// What a sync is asked to do. Data only.
import type { HelmReading } from '../hook/hook-type.ts'
import type { SyncOptionSet } from '../hook/sync-options.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { PrunePlan, SyncTask } from '../plan/sync-plan.ts'

/** How long a custom resource may be Degraded unless a flag says otherwise, in milliseconds: references are resolved within seconds. */
export const DEGRADED_GRACE_MS = 10_000

/** How one sync is made; times in milliseconds. */
export interface SyncOptions {
  /** Destination of objects without a namespace. */
  readonly namespace: string
  /** Part of generated names, and told. */
  readonly revision: string
  /** When the operation starts, since 1970. */
  readonly startedAt: number
  readonly fieldManager: string
  /** Take fields that other managers own, and tell each; false: that is an error. */
  readonly forceConflicts: boolean
  /** Await the last wave too. */
  readonly wait: boolean
  readonly waveDelayMs: number
  /** Requests at once. */
  readonly concurrency: number
  readonly timeoutMs: number
  /** false: hooks are left out. */
  readonly hooks: boolean
  /** Judge custom resources by the rules for well-known operators. */
  readonly customHealth: boolean
  /** How long a custom resource that this sync has written may be Degraded before that counts; left out: not at all. */
  readonly degradedGraceMs?: number
  readonly argoCompat: boolean
  readonly dryRun: 'none' | 'client' | 'server'
  readonly syncOptions: SyncOptionSet
  /** Label `hooksync.dev/app` on everything that is applied. */
  readonly app?: string
  readonly prune?: PrunePlan
  /** Which of Helm's hook events apply; both, as Argo CD reads them, where it is left out. */
  readonly helm?: HelmReading
  /** Why an object that is there may not be written; asked for each one before the first write. All reasons are told at once. */
  readonly refuse?: (task: SyncTask, live: KubeObject) => string | undefined
  /** Aborted with the name of a signal as its reason. */
  readonly signal: AbortSignal
  /** What the connection waits for, in words, where nothing else is known; told when time is up. */
  readonly awaits?: () => string | undefined
  /** Told in `sync-started`. */
  readonly server?: string
  readonly context?: string
  readonly version: string
}
