// Manifests that a sync does not apply, and why. Pure.
import type { HelmReading } from '../hook/hook-type.ts'
import { readManifest } from '../hook/read-manifest.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { notRunReason, notRunWords } from '../plan/explain/not-run.ts'

/** A manifest that no task applies. */
export interface NotRun {
  readonly manifest: Manifest
  readonly reason: string
}

/** All of them, in the order of the manifests. */
export function notRun(
  manifests: readonly Manifest[],
  unselected: readonly Manifest[],
  { hooks, helm = 'both' }: { readonly hooks: boolean; readonly helm?: HelmReading },
): readonly NotRun[] {
  const left = manifests.flatMap((manifest) => {
    const found = notRunReason(readManifest(manifest).directives, { hooks, helm })
    if (found === undefined) return []
    const { annotation } = found
    const said = annotation === undefined ? '' : ` (${annotation.name}: ${annotation.value.replace(/\s+/g, ' ')})`
    return [{ manifest, reason: `${notRunWords(found)}${said}` }]
  })
  return [...left, ...unselected.map((manifest) => ({ manifest, reason: 'the selector does not match its labels' }))]
}
