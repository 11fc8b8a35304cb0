// What a sync sets out to do, as plain data.
import type { FailFastLimits } from '../hook/fail-fast.ts'
import type { HelmReading } from '../hook/hook-type.ts'
import type { HookDeletePolicy, HookType, Phase } from '../hook/hook.ts'
import type { Diagnostic } from '../manifest/diagnostic.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { Location } from '../manifest/manifest.ts'
import type { ResourceKey } from '../object/resource-key.ts'
import type { Policy } from '../policy.ts'
import type { PlanPhase } from './plan-tree.ts'

/** Identity of a task: `PreSync batch/Job shop/migrate`. */
export type TaskId = string

/** What makes a task a hook. */
export interface TaskHook {
  readonly types: readonly HookType[]
  readonly deletePolicies: readonly HookDeletePolicy[]
}

/** How the object of a task is written. */
export interface TaskOptions {
  /** PUT (or create) instead of apply. */
  readonly replace: boolean
  /** Delete and create again where the change cannot be applied. */
  readonly force: boolean
  /** The object's own word on server-side apply; undefined: what the sync does. */
  readonly serverSideApply: boolean | undefined
  /** false: fields that the server does not know are dropped with a warning. */
  readonly validate: boolean
}

/** How an object is pruned that no manifest names any more. */
export interface TaskPrune {
  /** Why it is not deleted, or what it waits for. */
  readonly verdict: 'delete' | 'requires-pruning' | 'no-prune' | 'confirm'
  /** What says `no-prune`; of `requires-pruning`: why it would stay all the same. */
  readonly reason?: string
  /** Its own wave; a sync takes them in reverse. */
  readonly wave: number
  /** Of the batches that one wave of the plan has, which; left out: the first, with what the wave applies. */
  readonly turn?: number
  /** After all other Sync waves. */
  readonly last: boolean
}

/** Where a task would run by its own annotations, and before which task it was lifted. */
export interface Lift {
  readonly before: TaskId
  readonly phase: Phase
  readonly wave: number
}

/** One thing to do with one resource in one phase. */
export interface SyncTask {
  readonly id: TaskId
  readonly key: ResourceKey
  readonly phase: Phase
  readonly wave: number
  readonly hook: TaskHook | undefined
  /** The object to apply, with its namespace and generated name; the last seen live one for a prune task. */
  readonly object: KubeObject
  readonly action: 'apply' | 'prune'
  readonly location: Location | undefined
  readonly options: TaskOptions
  /** The type is not served yet: another manifest brings it, or it may be missing by option. */
  readonly typeMissing: boolean
  /** Milliseconds that it may take, from `hooksync.dev/timeout`. */
  readonly timeoutMs: number | undefined
  /** Its own limits for what it may be stuck in, from `hooksync.dev/fail-fast`; left out: those of the run. */
  readonly failFast?: FailFastLimits
  /** Of a prune task alone. */
  readonly prune: TaskPrune | undefined
  /** Of a Namespace or CustomResourceDefinition that runs earlier than its annotations say; left out where it stands in its own place. */
  readonly lifted?: Lift
}

/** The tasks in the order in which they run, and what was found on the way. */
export interface SyncPlan {
  readonly namespace: string
  readonly tasks: readonly SyncTask[]
  /** The same tasks as they run. */
  readonly phases: readonly PlanPhase<SyncTask>[]
  readonly diagnostics: readonly Diagnostic[]
  /** Of a deletion alone: by what it decided what is left. */
  readonly deletion?: DeletionChoices
}

/** What was chosen for a deletion. */
export interface DeletionChoices {
  /** The word for objects that say nothing themselves. */
  readonly default: 'true' | 'false' | 'confirm'
  /** The same of `Prune=`, of which a deletion heeds `confirm`. */
  readonly prune: 'true' | 'false' | 'confirm'
  /** Somebody has confirmed what `Delete=confirm` or `Prune=confirm` waits for, or the objects of these uids alone. */
  readonly confirmed: boolean | ReadonlySet<string>
  /** CustomResourceDefinitions go, too, and all objects of their kinds with them. */
  readonly definitions: boolean
  /** Namespaces go, too, with all that is in them. */
  readonly namespaces: boolean
}

/** What a plan depends on besides the manifests. */
export interface PlanContext {
  /** Destination of objects without a namespace. */
  readonly namespace: string
  readonly revision: string
  /** When the operation started, in milliseconds since 1970; part of generated names. */
  readonly startedAt: number
  /** By `typeKey`: whether the type is namespaced. A type that is not there is not served. */
  readonly types: ReadonlyMap<string, { readonly namespaced: boolean }>
  /** Whether the destination namespace exists; only asked when it may be created. */
  readonly namespaceExists: boolean
  /** false: hooks are neither created nor deleted (Argo CD's strategy "apply"). */
  readonly hooks: boolean
  readonly policy: Pick<
    Policy,
    'checksManifests' | 'keepsMisspelt' | 'keepsWhatHelmKeeps' | 'keepsNamespaces' | 'skipsUnconfirmed'
  >
  readonly createNamespace: boolean | 'all'
  /** Namespaces beside the destination that are used and not there; only asked when all are to be created. */
  readonly absentNamespaces?: readonly string[]
  readonly skipDryRunOnMissingResource: boolean
  readonly replace: boolean
  readonly force: boolean
  readonly validate: boolean
  readonly prune: PrunePlan
  /** Which of Helm's hook events apply. */
  readonly helm: HelmReading
  readonly app: AppMark | undefined
}

/** How the objects of an app are marked. */
export interface AppMark {
  readonly name: string
  /** The id of its ApplySet, of which its resources are members. Hooks are none: another tool would prune them. */
  readonly partOf: string
  /** The object that its inventory is in, which is none of its resources. */
  readonly parent: ResourceKey
}

/** What may be pruned. */
export interface PrunePlan {
  /** false: what could be pruned is told and left. */
  readonly enabled: boolean
  /** Live objects of the app; those that no manifest names any more are pruned. */
  readonly members: readonly KubeObject[]
  /** Hooks of the app that are there; left out: nobody has looked. */
  readonly hooks?: { readonly live: readonly KubeObject[]; readonly enabled: boolean }
  readonly last: boolean
  readonly default: 'true' | 'false' | 'confirm'
  /** Someone has confirmed what `Prune=confirm` waits for, or the objects of these uids alone. */
  readonly confirmed: boolean | ReadonlySet<string>
  /** What Argo CD or Helm has taken since is pruned, too; left out: it stays. */
  readonly takes?: boolean
  /** Why there may be members that nobody has looked at; left out: there is no doubt. */
  readonly doubts?: InventoryDoubts
  /** How much may be pruned at once; left out: all. */
  readonly limit?: PruneLimit
}

/** What speaks against it that all members of an app are known. */
export interface InventoryDoubts {
  /** Kinds that its inventory names and the server does not serve. */
  readonly unserved: readonly Pick<ResourceKey, 'group' | 'kind'>[]
  /** That its inventory was edited; left out: it was not. */
  readonly edited?: string
}

/** A brake: a number of objects, or a share of all that the app owns. */
export type PruneLimit = ({ readonly share: number } | { readonly count: number }) & {
  /** As it was asked for. */
  readonly text: string
  /** What it is when there is more; left out: an error. */
  readonly over?: 'error' | 'warning'
}

/** A prune of nothing. */
export const NO_PRUNE: PrunePlan = { enabled: false, members: [], last: false, default: 'true', confirmed: false }
