// Which phases an object runs in: Argo CD's hook annotation, and Helm's mapped onto it.
import { own } from '../object/kube-object.ts'
import type { Directives } from './directives.ts'
import { HOOK_TYPES, SYNC_PHASES } from './hook.ts'
import type { DeletePhase, HookType, SyncPhase } from './hook.ts'

/** What each Helm hook event becomes; null: Argo CD knows the event and never runs it (argo-cd:gitops-engine/pkg/sync/hook/helm/type.go). */
export const HELM_EVENTS: Readonly<Record<string, HookType | null>> = {
  'pre-install': 'PreSync',
  'pre-upgrade': 'PreSync',
  'post-install': 'PostSync',
  'post-upgrade': 'PostSync',
  'pre-delete': 'PreDelete',
  'post-delete': 'PostDelete',
  'pre-rollback': null,
  'post-rollback': null,
  test: null,
  'test-success': null,
  'test-failure': null,
  'crd-install': null,
}

/** What Helm does. */
export type HelmEvent = 'install' | 'upgrade'

/** Which of Helm's events apply: `both` is Argo CD's reading, which knows neither installs nor upgrades; the others are Helm's own. */
export type HelmReading = HelmEvent | 'both'

/** Whether a word is a hook type, spelt exactly. */
export function isHookType(word: string): word is HookType {
  return HOOK_TYPES.some((type) => type === word)
}

/** Whether a type says something about a sync; the others are for deletion. */
export function isSyncType(type: HookType): boolean {
  return type !== 'PreDelete' && type !== 'PostDelete'
}

/** Whether an event of Helm's counts in a reading. */
export function appliesTo(event: string, helm: HelmReading): boolean {
  return helm === 'both' || !event.endsWith(helm === 'install' ? '-upgrade' : '-install')
}

const NONE: readonly HookType[] = []

/**
 * The hook types of an object in the order of HOOK_TYPES: the valid ones of Argo CD's annotation,
 * and only where those that a sync knows are none, the mapped Helm ones (argo-cd:gitops-engine/pkg/sync/hook/hook.go).
 * PreDelete and PostDelete of both add up (argo-cd:controller/hook.go).
 */
export function typesFor({ hookTypes, helmEvents }: Directives, helm: HelmReading): readonly HookType[] {
  if (hookTypes.length === 0 && helmEvents.length === 0) return NONE
  const mapped = helmEvents.flatMap((event) => (appliesTo(event, helm) ? (own(HELM_EVENTS, event) ?? []) : []))
  const duringSync = (hookTypes.some(isSyncType) ? hookTypes : mapped).filter(isSyncType)
  return HOOK_TYPES.filter((type) => (isSyncType(type) ? duringSync : [...hookTypes, ...mapped]).includes(type))
}

const SYNC_ALONE: readonly SyncPhase[] = ['Sync']

/** The phases in which the object is applied by a sync, in order; empty for one that is skipped, ignored or for deletion only. */
export function phasesFor(directives: Directives, helm: HelmReading): readonly SyncPhase[] {
  if (directives.isSkipped) return []
  if (!directives.isHook) return SYNC_ALONE
  const types = typesFor(directives, helm)
  return SYNC_PHASES.filter((phase) => types.includes(phase))
}

/** The phases in which the object is a hook of a deletion, in order (argo-cd:controller/hook.go; there the first alone counts). */
export function deletePhasesFor(directives: Directives): readonly Exclude<DeletePhase, 'Delete'>[] {
  if (!directives.isHook) return []
  const types = typesFor(directives, 'both')
  return (['PreDelete', 'PostDelete'] as const).filter((phase) => types.includes(phase))
}
