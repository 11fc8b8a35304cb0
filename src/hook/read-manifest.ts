// Reads the annotations of a manifest, once, where it enters: what they say, and what is wrong with them.
import type { Manifest } from '../manifest/manifest.ts'
import { checkAnnotations } from './check-annotations.ts'
import type { ReadManifest } from './directives.ts'
import { readDirectives } from './read-directives.ts'

/** A manifest with what its annotations say; one that has been read already is given back as it is. */
export function readManifest(manifest: Manifest | ReadManifest): ReadManifest {
  if ('directives' in manifest) return manifest
  const directives = readDirectives(manifest.object, manifest.annotationLocations)
  return { ...manifest, directives, findings: checkAnnotations(manifest, directives) }
}
