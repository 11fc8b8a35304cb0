// Text → manifests, as long as nothing has to be said about it: without the words for faults a run starts sooner.
import type { Diagnostic } from './diagnostic.ts'
import type { Manifest, Source } from './manifest.ts'
import { manifestsOf } from './manifests-of.ts'
import { quickManifest } from './quick-manifest.ts'
import { withoutHiddenLines } from './shown-lines.ts'
import { readChunk } from './yaml/read-documents.ts'
import { sourceText } from './yaml/source-text.ts'
import type { SourceText } from './yaml/source-text.ts'
import { splitDocuments } from './yaml/split-documents.ts'
import type { Chunk } from './yaml/split-documents.ts'

/** All manifests of all sources, or undefined when one of them deserves a word: parseManifests has it. */
export function soundManifests(sources: readonly Source[]): readonly Manifest[] | undefined {
  const found: Manifest[] = []
  for (const source of sources.map(sourceText)) {
    const { chunks, oddities } = splitDocuments(source.text)
    if (oddities.length > 0) return undefined
    for (const chunk of chunks) {
      const quick = quickManifest(chunk, source)
      const manifests = quick === undefined ? wholeManifests(chunk, source) : [quick]
      if (manifests === undefined) return undefined
      for (const manifest of manifests) found.push(manifest)
    }
  }
  return withoutHiddenLines(sources, { manifests: found, diagnostics: [] }).manifests
}

/** What the whole reader makes of a chunk, or undefined when it has something to say. */
export function wholeManifests(chunk: Chunk, source: SourceText): readonly Manifest[] | undefined {
  const diagnostics: Diagnostic[] = []
  const document = readChunk(chunk, source, diagnostics)
  if (diagnostics.length > 0 || (document !== undefined && 'fault' in document)) return undefined
  if (document === undefined) return []
  const manifests = manifestsOf(document)
  return document.context.diagnostics.length === 0 ? manifests : undefined
}
