// What a sync is asked to do, and what holds where nothing is said. Data only.
import type { OwnHealth, OwnRules } from '../health/own-rules.ts'
import type { FailFastLimits } from '../hook/fail-fast.ts'
import type { HelmReading } from '../hook/hook-type.ts'
import type { IgnoreRule } from '../hook/ignore-rule.ts'
import { NO_SYNC_OPTIONS } from '../hook/sync-options.ts'
import type { SyncOptionSet } from '../hook/sync-options.ts'
import type { Diagnostic } from '../manifest/diagnostic.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { AppMark, PrunePlan, SyncTask } from '../plan/sync-plan.ts'
import { OUR_POLICY } from '../policy.ts'
import type { Policy } from '../policy.ts'
import type { LogSettings } from './logs/log-settings.ts'

/** What a sync does instead of writing: nothing of the kind, only read, or let the server check. */
export const DRY_RUNS = ['none', 'client', 'server'] as const

/** How a custom resource is judged whose kind has no rule: not at all, it counts as done once it is applied; or by the common conditions. */
export const UNKNOWN_HEALTH = ['applied', 'kstatus'] as const

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
  /** How kinds without a rule are judged; left out: `applied`. */
  readonly unknownHealth?: (typeof UNKNOWN_HEALTH)[number]
  /** How long a custom resource that this sync has written may be Degraded before that counts; 0: not at all. */
  readonly degradedGraceMs: number
  /** Limits for what is stuck, where they are not those of the policy: of the table, or none. */
  readonly failFast: FailFastLimits
  /** Where to differ from Argo CD. */
  readonly policy: Policy & OwnHealth
  readonly dryRun: (typeof DRY_RUNS)[number]
  readonly syncOptions: SyncOptionSet
  /** Which fields do not count where live objects are compared with the manifests. */
  readonly ignoreDifferences: readonly IgnoreRule[]
  /** Marks everything that is applied as this app's. */
  readonly app?: AppMark
  readonly prune?: PrunePlan
  /** Which of Helm's hook events apply; both, as Argo CD reads them, where it is left out. */
  readonly helm?: HelmReading
  /** Why an object that is there may not be written; asked for each one before the first write. All reasons are told at once. */
  readonly refuse?: AskedOfLive
  /** What is told, once the gate has passed, of what others own and this run takes. */
  readonly takes?: Takeover
  /** What live objects that the manifests name tell of an inventory that is not there; an error ends the run before it writes. */
  readonly lost?: (live: readonly KubeObject[]) => Diagnostic | undefined
  /** Aborted with the name of a signal as its reason. */
  readonly signal: AbortSignal
  /** After SIGINT or SIGTERM, how long hooks that run may be ended; 0: nothing more is written, and they go on. */
  readonly graceMs: number
  /** In the grace the SyncFail hooks run, too. */
  readonly syncFailOnInterrupt: boolean
  /** Ends the grace at once. */
  readonly leave?: AbortSignal
  /** What the connection waits for, in words, where nothing else is known; told when time is up. */
  readonly awaits?: () => string | undefined
  /** Which logs are told and kept; left out: none. */
  readonly logs?: LogSettings
  /** Told in `sync-started`. */
  readonly server?: string
  readonly context?: string
  readonly version: string
}

/** A question about an object that is there and has a task; undefined: nothing is to be said. */
export type AskedOfLive = (task: SyncTask, live: KubeObject) => string | undefined

/** What is told of what others own and a run takes. */
export interface Takeover {
  readonly of: AskedOfLive
  /** Of the inventory itself, when another tool kept it. */
  readonly inventory?: string
}

/** What is said of a sync; what is left out is usual. */
export type SyncSettings = Partial<Omit<SyncOptions, 'syncOptions' | 'ignoreDifferences' | 'failFast'>> & {
  /** As `--fail-fast` takes it, or read already. */
  readonly failFast?: string | FailFastLimits
  readonly syncOptions?: Partial<SyncOptionSet>
  /** Each as `--ignore-difference` takes it, or read already. */
  readonly ignoreDifferences?: readonly (string | IgnoreRule)[]
  /** Health rules that come before the built-in ones, as `healthRules` makes them. */
  readonly ownRules?: OwnRules
}

/** What holds where neither a flag nor a caller says otherwise. */
export const SYNC_DEFAULTS = {
  namespace: 'default',
  fieldManager: 'kubectl-hooksync',
  forceConflicts: true,
  ...OUR_POLICY.defaults,
  concurrency: 32,
  timeoutMs: 30 * 60_000,
  hooks: true,
  graceMs: 0,
  syncFailOnInterrupt: false,
  customHealth: true,
  failFast: {},
  policy: OUR_POLICY,
  dryRun: 'none',
  syncOptions: NO_SYNC_OPTIONS,
  ignoreDifferences: [],
} as const satisfies Partial<SyncOptions>
