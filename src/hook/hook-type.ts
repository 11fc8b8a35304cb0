// Which phases an object runs in: Argo CD's hook annotation, and Helm's mapped onto it.
import type { KubeObject } from '../object/kube-object.ts'
import { ANNOTATIONS, annotation, csv } from './annotations.ts'
import { HOOK_TYPES, SYNC_PHASES } from './hook.ts'
import type { HookType, SyncPhase } from './hook.ts'

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

/** Which of Helm's events apply: `both` is Argo CD's reading, which knows neither installs nor upgrades; the others are Helm's own. */
export type HelmReading = 'both' | 'install' | 'upgrade'

/** Whether a word is a hook type, spelt exactly. */
export function isHookType(word: string): word is HookType {
  return HOOK_TYPES.some((type) => type === word)
}

const NONE: readonly HookType[] = []

/**
 * The hook types of an object in the order of HOOK_TYPES: the valid ones of Argo CD's annotation,
 * and only where those that a sync knows are none, the mapped Helm ones (argo-cd:gitops-engine/pkg/sync/hook/hook.go).
 * PreDelete and PostDelete of both add up (argo-cd:controller/hook.go).
 */
export function hookTypes(object: KubeObject, helm: HelmReading = 'both'): readonly HookType[] {
  const ofArgo = annotation(object, ANNOTATIONS.hook)
  const ofHelm = annotation(object, ANNOTATIONS.helmHook)
  if (ofArgo === undefined && ofHelm === undefined) return NONE
  const argo = csv(ofArgo).filter(isHookType)
  const mapped = csv(ofHelm).flatMap((event) => helmType(event, helm) ?? [])
  const duringSync = argo.some(isSyncType) ? argo.filter(isSyncType) : mapped.filter(isSyncType)
  const found = new Set<HookType>([...duringSync, ...[...argo, ...mapped].filter((type) => !isSyncType(type))])
  return HOOK_TYPES.filter((type) => found.has(type))
}

/** Whether the object is left alone altogether: its only type is Skip. */
export function isSkipped(object: KubeObject): boolean {
  const types = hookTypes(object).filter(isSyncType)
  return types.length === 1 && types[0] === 'Skip'
}

/**
 * Whether the object is a hook: an annotation of Argo CD's is there, whatever it says, but Skip alone;
 * or one of Helm's, whose whole value is not `crd-install`.
 */
export function isHook(object: KubeObject): boolean {
  if (annotation(object, ANNOTATIONS.hook) !== undefined) return !isSkipped(object)
  const helm = annotation(object, ANNOTATIONS.helmHook)
  return helm !== undefined && helm !== 'crd-install'
}

/** The phases in which the object is applied by a sync, in order; empty for one that is skipped, ignored or for deletion only. */
export function syncPhases(object: KubeObject, helm: HelmReading = 'both'): readonly SyncPhase[] {
  if (isSkipped(object)) return []
  if (!isHook(object)) return ['Sync']
  const types = hookTypes(object, helm)
  return SYNC_PHASES.filter((phase) => types.includes(phase))
}

function isSyncType(type: HookType): boolean {
  return type !== 'PreDelete' && type !== 'PostDelete'
}

function helmType(event: string, helm: HelmReading): HookType | null | undefined {
  const other = helm === 'install' ? '-upgrade' : '-install'
  if (helm !== 'both' && event.endsWith(other)) return null
  return Object.hasOwn(HELM_EVENTS, event) ? HELM_EVENTS[event] : undefined
}
