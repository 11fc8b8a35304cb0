// What the annotations of an object say, as one record that is read once. Types only.
import type { Diagnostic } from '../manifest/diagnostic.ts'
import type { Location, Manifest } from '../manifest/manifest.ts'
import type { ANNOTATIONS } from './annotations.ts'
import type { FailFastLimits } from './fail-fast.ts'
import type { HookDeletePolicy, HookType } from './hook.ts'

/** An annotation that decides something. */
export interface AnnotationFact {
  readonly name: string
  readonly value: string
  readonly location?: Location
}

/** The annotations of ours that an object bears; null counts as empty text. */
export type AnnotationFacts = { readonly [Key in keyof typeof ANNOTATIONS]?: AnnotationFact }

/** A value, and the annotation that says it; without one it is the default. */
export interface Sourced<T> {
  readonly value: T
  readonly from: AnnotationFact | undefined
}

/** The sync options of one object. */
export interface ObjectOptions {
  readonly replace: boolean
  readonly force: boolean
  /** Its own word on server-side apply; undefined: what the sync does. */
  readonly serverSideApply: boolean | undefined
  readonly validate: boolean
  readonly skipDryRunOnMissingResource: boolean
  readonly pruneLast: boolean
  /** Its own word on being pruned; undefined: the default of the sync. */
  readonly prune: 'true' | 'false' | 'confirm' | undefined
  /** Its own word on being deleted with its application; undefined: nothing is said. */
  readonly delete: 'true' | 'false' | 'confirm' | undefined
  /** That it left the manifests and stays is no difference. */
  readonly ignoreExtraneous: boolean
}

/** What the annotations of an object say. */
export interface Directives {
  /** What they are read from. */
  readonly facts: AnnotationFacts
  /**
   * Whether the object is a hook: an annotation of Argo CD's is there, whatever it says, but Skip alone;
   * or one of Helm's, whose whole value is not `crd-install`.
   */
  readonly isHook: boolean
  /** Whether it is left alone altogether: its only type is Skip. */
  readonly isSkipped: boolean
  /** The valid types of Argo CD's annotation; which of them count beside Helm's is said by `typesFor`. */
  readonly hookTypes: readonly HookType[]
  /** The events of Helm's annotation, known or not. */
  readonly helmEvents: readonly string[]
  readonly wave: Sourced<number>
  readonly deletePolicies: readonly Sourced<HookDeletePolicy>[]
  readonly options: ObjectOptions
  /** Helm's word that the object outlives what brought it (helm/helm:pkg/action/uninstall.go). */
  readonly isKept: boolean
  /** How long it may take. */
  readonly timeoutMs: number | undefined
  /** Its own limits for what it may be stuck in. */
  readonly failFast: FailFastLimits | undefined
}

/** A manifest whose annotations have been read, and what is wrong or surprising about them. */
export interface ReadManifest extends Manifest {
  readonly directives: Directives
  readonly findings: readonly Diagnostic[]
}
