// Text → manifests: splits streams, parses documents, takes Lists apart. Pure; knows nothing about files and clusters.
import type { Diagnostic } from './diagnostic.ts'
import type { Source } from './manifest.ts'
import { manifestsOf } from './manifests-of.ts'
import { withoutHiddenLines } from './shown-lines.ts'
import type { ReadManifests } from './shown-lines.ts'
import { findingsIn } from './yaml/explain-fault.ts'
import { documentsOf, readDocuments } from './yaml/read-documents.ts'
import { sourceText } from './yaml/source-text.ts'
import type { SourceText } from './yaml/source-text.ts'

/** The objects of all sources in their order, and everything that is wrong with them, all at once. */
export function parseManifests(sources: readonly Source[]): ReadManifests {
  const parsed = sources.map((source) => parseSource(sourceText(source)))
  return withoutHiddenLines(sources, {
    manifests: parsed.flatMap(({ manifests }) => manifests),
    diagnostics: parsed.flatMap(({ diagnostics }) => diagnostics.toSorted(byPlace)),
  })
}

function parseSource(source: SourceText): ReadManifests {
  const read = readDocuments(source)
  const manifests = documentsOf(read).flatMap(manifestsOf)
  return { manifests, diagnostics: findingsIn(read, source) }
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  const line = (a.location?.line ?? 0) - (b.location?.line ?? 0)
  return line === 0 ? (a.location?.column ?? 0) - (b.location?.column ?? 0) : line
}
