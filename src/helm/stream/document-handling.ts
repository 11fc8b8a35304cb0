// What becomes of an object of a rendered stream: we run it, it belongs to Sync, or it stays Helm's. Knows no text.
import { ANNOTATIONS, withAnnotations } from '../../hook/annotations.ts'
import type { Directives, ReadManifest } from '../../hook/directives.ts'
import type { HookType, SyncPhase } from '../../hook/hook.ts'
import { appliesTo, isSyncType, phasesFor } from '../../hook/hook-type.ts'
import type { HelmReading } from '../../hook/hook-type.ts'
import { readManifest } from '../../hook/read-manifest.ts'

/** What becomes of an object. */
export interface Handling {
  /** `sync`: applied by us, then by Helm. `hook`: run by us, Helm never sees it. `left-alone`: Helm's business. */
  readonly kind: 'sync' | 'hook' | 'left-alone'
  /** When we apply it. */
  readonly phases: readonly SyncPhase[]
  /** The events of `helm.sh/hook` that stay Helm's. */
  readonly rest: readonly string[]
}

/** Argo CD's types count first, else the Helm events that apply now. */
export function handlingOf(directives: Directives, reading: HelmReading): Handling {
  const { isHook, isSkipped, hookTypes, helmEvents } = directives
  const phases = phasesFor(directives, reading)
  // Argo CD leaves Skip alone, and so do we: plain Helm has always applied it.
  if (isSkipped) return { kind: 'left-alone', phases, rest: helmEvents }
  if (!isHook) return { kind: 'sync', phases, rest: [] }
  const applies = hookTypes.some(isSyncType) ? 'both' : reading
  const others = helmEvents.filter((event) => !isSyncEvent(event) || !appliesTo(event, applies))
  const rest = new Set([...others, ...hookTypes.flatMap(deletionEvent)])
  return { kind: phases.length === 0 ? 'left-alone' : 'hook', phases, rest: [...rest] }
}

/** Whether the object asks for an order that Helm does not give it: a hook of ours, or a wave. */
export function isPhased(directives: Directives): boolean {
  const { kind } = handlingOf(directives, 'both')
  const deletion = directives.hookTypes.some((type) => !isSyncType(type))
  return kind === 'hook' || deletion || (kind === 'sync' && directives.wave.value !== 0)
}

/** The manifest as a sync must read it: without the Helm events that do not apply now. */
export function readForEvent(manifest: ReadManifest, reading: HelmReading): ReadManifest {
  const { object, location, annotationLocations, directives } = manifest
  const events = directives.helmEvents
  const now = events.filter((event) => !isSyncEvent(event) || appliesTo(event, reading))
  if (now.length === events.length) return manifest
  const changed = withAnnotations(object, { [ANNOTATIONS.helmHook]: now.join(',') })
  return readManifest({ object: changed, location, annotationLocations })
}

function isSyncEvent(event: string): boolean {
  return /^(?:pre|post)-(?:install|upgrade)$/.test(event)
}

function deletionEvent(type: HookType): readonly string[] {
  if (type === 'PreDelete') return ['pre-delete']
  return type === 'PostDelete' ? ['post-delete'] : []
}
