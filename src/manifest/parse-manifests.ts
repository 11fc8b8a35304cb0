// Text → manifests: splits streams, parses documents, takes Lists apart. Pure; knows nothing about files and clusters.
import type { Diagnostic } from './diagnostic.ts'
import type { Manifest, Source } from './manifest.ts'
import { manifestsOf } from './manifests-of.ts'
import { withoutHiddenLines } from './shown-lines.ts'
import type { ReadManifests } from './shown-lines.ts'
import { quickManifest } from './quick-manifest.ts'
import { parseDocument } from './yaml/parse-document.ts'
import { locationAt, sourceText } from './yaml/source-text.ts'
import type { SourceText } from './yaml/source-text.ts'
import { splitDocuments } from './yaml/split-documents.ts'
import type { Chunk } from './yaml/split-documents.ts'

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
  const { chunks, badSeparators } = splitDocuments(source.text)
  const parsed = chunks.map((chunk) => parseChunk(chunk, source))
  const separators = badSeparators.map((offset) => separatorFault(source, offset))
  return {
    manifests: parsed.flatMap(({ manifests }) => manifests),
    diagnostics: [...separators, ...parsed.flatMap(({ diagnostics }) => diagnostics)],
  }
}

function parseChunk(chunk: Chunk, source: SourceText): ParsedSource {
  const quick = quickManifest(chunk, source)
  if (quick !== undefined) return { manifests: [quick], diagnostics: [] }
  const { documents, diagnostics } = parseDocument(chunk, source)
  const manifests = documents.flatMap(manifestsOf)
  return { manifests, diagnostics: [...diagnostics, ...documents.flatMap(({ context }) => context.diagnostics)] }
}

function separatorFault(source: SourceText, offset: number): Diagnostic {
  return {
    code: 'BAD_SEPARATOR',
    severity: 'error',
    message: 'a line that starts with more than three dashes separates no documents',
    location: locationAt(source, offset),
    hint: 'write "---", or put a "#" before it',
  }
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  const line = (a.location?.line ?? 0) - (b.location?.line ?? 0)
  return line === 0 ? (a.location?.column ?? 0) - (b.location?.column ?? 0) : line
}
