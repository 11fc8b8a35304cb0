// What there is to say about one resource of a plan, as data: why it runs where it runs, what it waits for, when it is deleted. Types only.
import type { AnnotationFact } from '../../hook/directives.ts'
import type { HookDeletePolicy, HookType, Phase } from '../../hook/hook.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { Location } from '../../manifest/manifest.ts'
import type { ResourceKey } from '../../object/resource-key.ts'
import type { TaskRef } from '../task-ref.ts'

/** Why a task is in its phase, before anything is lifted. */
export type PhaseReason =
  | { readonly why: 'no-hook' }
  | { readonly why: 'hook' | 'helm-hook'; readonly annotation: AnnotationFact }
  | { readonly why: 'created-namespace' }

/** Why a task is in its wave, before anything is lifted. */
export type WaveReason =
  | { readonly why: 'default' }
  | { readonly why: 'sync-wave' | 'hook-weight'; readonly annotation: AnnotationFact }

/** Why something runs earlier than it says itself. */
export interface LiftReason {
  readonly because: 'Namespace' | 'CustomResourceDefinition'
  /** The first task that needs it. */
  readonly before: TaskRef
  /** Where it would run by its own annotations. */
  readonly phase: Phase
  readonly wave: number
}

/** The tasks of one kind that are written at the same time. */
export interface NamedGroup {
  readonly kind: string
  readonly tasks: readonly TaskRef[]
}

/** All tasks of one phase and wave. */
export interface NamedBatch {
  readonly phase: Phase
  readonly wave: number
  readonly tasks: readonly TaskRef[]
}

/** A policy that deletes a hook. */
export interface PolicyReason {
  readonly policy: HookDeletePolicy
  /** Left out: no annotation names a valid policy, so it is the default. */
  readonly annotation?: AnnotationFact
}

/** A hook whose old object goes first. */
export interface ClearedHook extends TaskRef {
  /** The phase of this sync that left it; left out: the last sync did. */
  readonly leftBy?: Phase
}

/** One task of the resource. */
export interface RunExplanation {
  readonly task: TaskRef
  readonly phase: PhaseReason
  readonly wave: WaveReason
  readonly lift?: LiftReason
  /** The destination namespace goes before everything else when it is absent. */
  readonly destination: boolean
  /** Which batch of the sync it is in, counted from 1; SyncFail hooks stand beside that count. */
  readonly batch: { readonly number: number; readonly of: number }
  /** The groups of its batch in order; `own` is the index of its own. */
  readonly groups: readonly NamedGroup[]
  readonly own: number
  /** Batches that have to be done before, and those that wait for this one. */
  readonly earlier: readonly NamedBatch[]
  readonly later: readonly NamedBatch[]
  /** Hooks of its batch whose old objects go first: nothing of the batch is created before they are gone. */
  readonly clearedFirst: readonly ClearedHook[]
  /** Definitions of its own batch that have to be established first. */
  readonly definitions: readonly TaskRef[]
}

/** Why the resource has no task in a sync. */
export interface NotRunReason {
  readonly why: 'skip' | 'deletion-only' | 'helm-without-phase' | 'unknown-type' | 'hooks-off'
  readonly annotation?: AnnotationFact
  readonly types: readonly HookType[]
}

/** All about one resource. */
export interface Explanation {
  readonly key: ResourceKey
  readonly location?: Location
  readonly hook: boolean
  /** It has only a generateName: each sync gives it a new name. */
  readonly generateName?: string
  /** One for each phase that it runs in. */
  readonly runs: readonly RunExplanation[]
  readonly notRun?: NotRunReason
  /** The hooks that run when the sync fails. */
  readonly syncFail: readonly TaskRef[]
  /** Of a hook. */
  readonly deletion: readonly PolicyReason[]
  /** The sync options by which a sync deletes it and creates it anew: with `Replace=true` each one, else where the server refuses the change. */
  readonly recreated?: AnnotationFact
  readonly timeout?: { readonly milliseconds: number; readonly annotation: AnnotationFact }
  /** Its own limits for what it may be stuck in. */
  readonly failFast?: AnnotationFact
  /** What its own spec says about its end. */
  readonly limits: {
    readonly activeDeadlineSeconds?: number
    readonly backoffLimit?: number
    readonly ttlSecondsAfterFinished?: number
  }
  /** What is wrong or worth knowing about it. */
  readonly findings: readonly Diagnostic[]
}
