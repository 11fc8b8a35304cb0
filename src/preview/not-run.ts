// Manifests that a sync does not apply, and why. Pure.
import { ANNOTATIONS, annotation, csv } from '../hook/annotations.ts'
import { HELM_EVENTS, hookTypes, isHook, isSkipped, syncPhases } from '../hook/hook-type.ts'
import type { HelmReading } from '../hook/hook-type.ts'
import type { KubeObject } from '../manifest/kube-object.ts'
import type { Manifest } from '../manifest/manifest.ts'

/** A manifest that no task applies. */
export interface NotRun {
  readonly manifest: Manifest
  readonly reason: string
}

/** All of them, in the order of the manifests. */
export function notRun(
  manifests: readonly Manifest[],
  unselected: readonly Manifest[],
  options: { readonly hooks: boolean; readonly helm?: HelmReading },
): readonly NotRun[] {
  const left = manifests.flatMap((manifest) => {
    const reason = reasonOf(manifest.object, options)
    return reason === undefined ? [] : [{ manifest, reason }]
  })
  return [...left, ...unselected.map((manifest) => ({ manifest, reason: 'the selector does not match its labels' }))]
}

function reasonOf(
  object: KubeObject,
  { hooks, helm = 'both' }: { readonly hooks: boolean; readonly helm?: HelmReading },
): string | undefined {
  if (isSkipped(object)) return 'hook Skip'
  if (isHook(object) && !hooks) return 'a hook, and --no-hooks was given'
  if (syncPhases(object, helm).length > 0) return undefined
  const types = hookTypes(object, helm)
  if (types.length > 0) return `hook ${types.join(', ')}: only when it is deleted`
  const events = csv(annotation(object, ANNOTATIONS.helmHook)).filter((event) => Object.hasOwn(HELM_EVENTS, event))
  return events.length > 0
    ? `Helm hook ${events.join(', ')}: not of a sync`
    : 'its annotation names no hook that is known'
}
