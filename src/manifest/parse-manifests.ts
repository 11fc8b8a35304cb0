// Text → manifests: splits streams, parses documents, takes Lists apart. Pure; knows nothing about files and clusters.
import type { Diagnostic } from './diagnostic.ts'
import type { Manifest, Source } from './manifest.ts'
import { manifestsOf } from './manifests-of.ts'
import { withoutHiddenLines } from './shown-lines.ts'
import type { ReadManifests } from './shown-lines.ts'
import { explainFault } from './yaml/explain-fault.ts'
import { brokenOf, documentsOf, readDocuments } from './yaml/read-documents.ts'
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

interface ParsedSource {
  readonly manifests: readonly Manifest[]
  readonly diagnostics: readonly Diagnostic[]
}

function parseSource(source: SourceText): ParsedSource {
  const read = readDocuments(source)
  const documents = documentsOf(read)
  const manifests = documents.flatMap(manifestsOf)
  return {
    manifests,
    diagnostics: [
      ...read.diagnostics,
      ...brokenOf(read).map((document) => explainFault(document, source)),
      ...documents.flatMap(({ context }) => context.diagnostics),
    ],
  }
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  const line = (a.location?.line ?? 0) - (b.location?.line ?? 0)
  return line === 0 ? (a.location?.column ?? 0) - (b.location?.column ?? 0) : line
}
