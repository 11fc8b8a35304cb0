// What becomes of an object of a rendered stream: we run it, it belongs to Sync, or it stays Helm's. Knows no text.
import { ANNOTATIONS, annotation, csv } from '../../hook/annotations.ts'
import { SYNC_PHASES } from '../../hook/hook.ts'
import type { HookType, SyncPhase } from '../../hook/hook.ts'
import { HELM_EVENTS, isHook, isHookType, isSkipped } from '../../hook/hook-type.ts'
import { syncWave } from '../../hook/sync-wave.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { Manifest } from '../../manifest/manifest.ts'

/** What Helm does. */
export type HelmEvent = 'install' | 'upgrade'

/** For which event Helm hooks are read; `both`: Argo CD's reading, which knows no difference. */
export type EventReading = HelmEvent | 'both'

/** What becomes of an object. */
export interface Fate {
  /** `sync`: applied by us, then by Helm. `hook`: run by us, Helm never sees it. `left-alone`: Helm's business. */
  readonly kind: 'sync' | 'hook' | 'left-alone'
  /** When we apply it. */
  readonly phases: readonly SyncPhase[]
  /** The events of `helm.sh/hook` that stay Helm's. */
  readonly rest: readonly string[]
}

/** Reads an object's annotations: Argo CD's first, else the Helm events that apply now. */
export function fateOf(object: KubeObject, reading: EventReading): Fate {
  const events = csv(annotation(object, ANNOTATIONS.helmHook))
  if (!isHook(object)) {
    // Argo CD leaves Skip alone, and so do we: plain Helm has always applied it.
    return isSkipped(object)
      ? { kind: 'left-alone', phases: [], rest: events }
      : { kind: 'sync', phases: ['Sync'], rest: [] }
  }
  const argo = csv(annotation(object, ANNOTATIONS.hook)).filter(isHookType)
  const duringSync = argo.some((type) => !isDeletion(type))
  const ours = events.filter((event) => (duringSync ? isSyncEvent(event) : appliesNow(event, reading)))
  const types = duringSync ? argo : ours.flatMap((event) => HELM_EVENTS[event] ?? [])
  const phases = SYNC_PHASES.filter((phase) => types.includes(phase))
  const rest = new Set([...events.filter((event) => !ours.includes(event)), ...argo.flatMap(deletionEvent)])
  return { kind: phases.length === 0 ? 'left-alone' : 'hook', phases, rest: [...rest] }
}

/** Whether the object asks for an order that Helm does not give it: a hook of ours, or a wave. */
export function isPhased(object: KubeObject): boolean {
  const { kind } = fateOf(object, 'both')
  const deletion = csv(annotation(object, ANNOTATIONS.hook)).filter(isHookType).some(isDeletion)
  return kind === 'hook' || deletion || (kind === 'sync' && syncWave(object) !== 0)
}

/** The manifest as a sync must read it: without the Helm events that do not apply now. */
export function readForEvent(manifest: Manifest, reading: EventReading): Manifest {
  const { object } = manifest
  const events = csv(annotation(object, ANNOTATIONS.helmHook))
  const now = events.filter((event) => !isSyncEvent(event) || appliesNow(event, reading))
  if (now.length === events.length) return manifest
  const annotations = { ...object.metadata.annotations, [ANNOTATIONS.helmHook]: now.join(',') }
  return { ...manifest, object: { ...object, metadata: { ...object.metadata, annotations } } }
}

function appliesNow(event: string, reading: EventReading): boolean {
  return isSyncEvent(event) && (reading === 'both' || event.endsWith(`-${reading}`))
}

function isSyncEvent(event: string): boolean {
  return /^(?:pre|post)-(?:install|upgrade)$/.test(event)
}

function isDeletion(type: HookType): boolean {
  return type === 'PreDelete' || type === 'PostDelete'
}

function deletionEvent(type: HookType): readonly string[] {
  if (type === 'PreDelete') return ['pre-delete']
  return type === 'PostDelete' ? ['post-delete'] : []
}
