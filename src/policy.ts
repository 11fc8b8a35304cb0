// Where we differ from Argo CD on purpose, decision by decision. Data only; the README's table has a row for what users meet.

/** How the status of an object is read. */
export interface HealthPolicy {
  /**
   * A Job's condition counts with status True only; to Argo CD its type alone says it
   * (argo-cd:gitops-engine/pkg/health/health_job.go), so a resumed Job is complete.
   */
  readonly readsConditionStatus: boolean
  /**
   * A custom resource's status that is older than its spec says nothing yet; most of Argo CD's rules trust it
   * (argo-cd:resource_customizations), its pause after each wave hides that.
   */
  readonly awaitsNewStatus: boolean
  /**
   * Where one of Argo CD's rules cannot read a status, or misreads a pause or a first failure
   * (argo-cd:resource_customizations, gitops-engine/pkg/health/health_argo.go), the resource is judged as its
   * operator means it.
   */
  readonly mendsHealthRules: boolean
}

/** Settings that hold where nothing else is said; each has a flag. */
export interface PolicyDefaults {
  /** Await the last wave too; Argo CD ends when it is applied (argo-cd:gitops-engine/pkg/sync/sync_context.go, Sync). */
  readonly wait: boolean
  /**
   * Argo CD pauses for 2 s, for it may read states from before the wave (argo-cd:controller/sync.go,
   * delayBetweenSyncWaves); our verdicts are bound to the object that was written.
   */
  readonly waveDelayMs: number
  /**
   * How long a custom resource may be Degraded until what it refers to is there; to Argo CD it fails the sync at
   * once (argo-cd:gitops-engine/pkg/sync/sync_context.go, Sync).
   */
  readonly degradedGraceMs: number
}

/** What a sync does where there is a choice: true is ours, false is Argo CD's. */
export interface Policy extends HealthPolicy {
  readonly defaults: PolicyDefaults
  /** Whether it differs from Argo CD at all, by which a saved plan knows the policy that it was made with; `--argo-compat` does not. */
  readonly differs: boolean
  /**
   * Misspelt annotations and missing or equal names are errors before anything is touched; Argo CD drops such
   * words and says nothing (argo-cd:gitops-engine/pkg/sync/ignore/ignore.go, syncwaves/waves.go) and finds names
   * in its dry run.
   */
  readonly checksManifests: boolean
  /**
   * What is refused before the first write is wrong input, exit code 3 or 4; to Argo CD it is a failed sync
   * (argo-cd:gitops-engine/pkg/sync/sync_context.go, getSyncTasks).
   */
  readonly refusesInput: boolean
  /**
   * The server checks all that will be written; Argo CD's dry run of most objects is client-side
   * (argo-cd:gitops-engine/pkg/sync/sync_context.go, runTasks).
   */
  readonly gatesAtServer: boolean
  /** Rights that no dry run proves are asked for before the first write; Argo CD meets a missing one on the way. */
  readonly asksRights: boolean
  /**
   * The destination namespace is created once the gate has let all through; Argo CD creates it before
   * (argo-cd:gitops-engine/pkg/sync/sync_context.go, Sync).
   */
  readonly gatesBeforeNamespace: boolean
  /** What somebody else has deleted is awaited until it is gone, and made anew; Argo CD applies onto it (argo-cd:controller/sync_namespace.go). */
  readonly awaitsLeaving: boolean
  /**
   * Objects are applied server-side, and fields taken from others are told; Argo CD applies client-side unless
   * asked (argo-cd:gitops-engine/pkg/sync/sync_context.go, applyObject).
   */
  readonly appliesServerSide: boolean
  /**
   * Server-side apply is forced only where the gate has found conflicts, so that a later one is noticed; Argo CD
   * always forces (argo-cd:gitops-engine/pkg/utils/kube/resource_ops.go).
   */
  readonly forcesKnownConflicts: boolean
  /** A replaced object that is as it was counts as unchanged; kubectl, and with it Argo CD, says `replaced` of everything. */
  readonly tellsUnchanged: boolean
  /** `Force=true` counts however an object is applied; kubectl heeds it client-side only (argo-cd:gitops-engine/pkg/utils/kube/resource_ops.go). */
  readonly forcesEveryApply: boolean
  /**
   * A binding whose role changes is made anew however it is applied; Argo CD does that client-side only
   * (argo-cd:gitops-engine/pkg/utils/kube/resource_ops.go, rbacReconcile).
   */
  readonly remakesBindings: boolean
  /** What a webhook keeps out that cannot be called is tried again; Argo CD fails. */
  readonly awaitsWebhooks: boolean
  /**
   * A hook that somebody deletes while it runs fails at once; in Argo CD its finalizer keeps it
   * (argo-cd:gitops-engine/pkg/sync/sync_context.go, getSyncTasks), and it is waited for.
   */
  readonly failsDeletedHooks: boolean
  /**
   * What has failed by its health is looked at once more when its wave ends; Argo CD takes the first failure
   * (argo-cd:gitops-engine/pkg/sync/sync_context.go, Sync).
   */
  readonly looksAgain: boolean
  /** What is stuck for so long that waiting cannot help is given up; Argo CD waits (argo-cd:gitops-engine/pkg/sync/sync_context.go, Sync). */
  readonly failsFast: boolean
  /** `helm.sh/resource-policy: keep` keeps an object from being pruned, too; Argo CD heeds it only when an app is deleted (argo-cd:controller/appcontroller.go). */
  readonly keepsWhatHelmKeeps: boolean
  /** A live word that is near to one that keeps an object from being pruned keeps it; Argo CD reads exact words alone (argo-cd:gitops-engine/pkg/sync/resource/annotations.go). */
  readonly keepsMisspelt: boolean
  /** A Namespace that left the manifests stays, for all that is in it would go along; Argo CD prunes it as any object (argo-cd:gitops-engine/pkg/sync/sync_context.go, pruneObject). */
  readonly keepsNamespaces: boolean
  /** What `Prune=confirm` says and nobody confirmed stays; Argo CD waits for it, even where nothing is pruned (argo-cd:gitops-engine/pkg/sync/sync_context.go, runTasks). */
  readonly skipsUnconfirmed: boolean
  /** What another ApplySet, a Helm release or an Argo CD application owns is not touched; Argo CD takes it unless told `FailOnSharedResource` (argo-cd:controller/state.go). */
  readonly refusesForeign: boolean
  /** A policy deletes a hook with `ttlSecondsAfterFinished: 0` if it is still there; with Argo CD's finalizer it is gone before. */
  readonly deletesBeforeTtl: boolean
}

/** What holds unless Argo CD's is asked for. */
export const OUR_POLICY: Policy = {
  ...decided(true),
  // References of custom resources are resolved within seconds.
  defaults: { wait: true, waveDelayMs: 0, degradedGraceMs: 10_000 },
}

/** `--argo-compat`: Argo CD's way in all of it. */
export const ARGO_POLICY: Policy = {
  ...decided(false),
  defaults: { wait: false, waveDelayMs: 2000, degradedGraceMs: 0 },
}

/** Every decision our way, or none. */
function decided(ours: boolean): Omit<Policy, 'defaults'> {
  return {
    differs: ours,
    readsConditionStatus: ours,
    awaitsNewStatus: ours,
    mendsHealthRules: ours,
    checksManifests: ours,
    refusesInput: ours,
    gatesAtServer: ours,
    asksRights: ours,
    gatesBeforeNamespace: ours,
    awaitsLeaving: ours,
    appliesServerSide: ours,
    forcesKnownConflicts: ours,
    tellsUnchanged: ours,
    forcesEveryApply: ours,
    remakesBindings: ours,
    awaitsWebhooks: ours,
    failsDeletedHooks: ours,
    looksAgain: ours,
    failsFast: ours,
    keepsWhatHelmKeeps: ours,
    keepsMisspelt: ours,
    keepsNamespaces: ours,
    skipsUnconfirmed: ours,
    refusesForeign: ours,
    deletesBeforeTtl: ours,
  }
}
