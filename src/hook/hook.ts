// The field's terms for phases, hooks and policies. Decides nothing.

/** The phases of a sync; their order is meaning. */
export const SYNC_PHASES = ['PreSync', 'Sync', 'PostSync', 'SyncFail'] as const

/** A phase of a sync. */
export type SyncPhase = (typeof SYNC_PHASES)[number]

/** The phases of a deletion; their order is meaning. Delete is ours: Argo CD has no word for it. */
export const DELETE_PHASES = ['PreDelete', 'Delete', 'PostDelete'] as const

/** A phase of a deletion. */
export type DeletePhase = (typeof DELETE_PHASES)[number]

/** All phases that a task can run in. */
export const PHASES = [...SYNC_PHASES, ...DELETE_PHASES] as const

/** A phase that a task can run in. */
export type Phase = (typeof PHASES)[number]

/** All values of the annotation `argocd.argoproj.io/hook` (argo-cd:gitops-engine/pkg/sync/common/types.go and controller/hook.go). */
export const HOOK_TYPES = [...SYNC_PHASES, 'Skip', 'PreDelete', 'PostDelete'] as const

/** A value of the annotation `argocd.argoproj.io/hook`. */
export type HookType = (typeof HOOK_TYPES)[number]

/** All values of the annotation `argocd.argoproj.io/hook-delete-policy`. */
export const HOOK_DELETE_POLICIES = ['HookSucceeded', 'HookFailed', 'BeforeHookCreation'] as const

/** When a hook is deleted. */
export type HookDeletePolicy = (typeof HOOK_DELETE_POLICIES)[number]

/** Whether a phase is one of a deletion. */
export function isOfDeletion(phase: Phase): phase is DeletePhase {
  return DELETE_PHASES.some((one) => one === phase)
}
