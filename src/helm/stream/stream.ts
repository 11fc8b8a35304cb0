// The stream that Helm hands over: bytes → documents, each with its exact text and its objects. Decides nothing.
import type { ReadManifest } from '../../hook/directives.ts'
import { readManifest } from '../../hook/read-manifest.ts'
import { decodeSource } from '../../manifest/decode-source.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import { parseManifests } from '../../manifest/parse-manifests.ts'
import { isPhased } from './document-handling.ts'

/** One document of the stream. */
export interface StreamDocument {
  /** Exactly as it came, with the `---` before it; all texts together are the stream. */
  readonly text: string
  /** None for a comment, several for a List of Helm 3. */
  readonly manifests: readonly ReadManifest[]
}

/** A stream that was read. */
export interface RenderedStream {
  readonly documents: readonly StreamDocument[]
  /** Errors mean: it cannot be driven. */
  readonly diagnostics: readonly Diagnostic[]
  /** There are no objects. */
  readonly empty: boolean
  /** There are hooks or waves, or there could be: what cannot be read counts by its words. */
  readonly phased: boolean
}

/** Helm 4 notes in this annotation where a document comes from; no server may ever see it. */
export const FILENAME_ANNOTATION = 'postrenderer.helm.sh/postrender-filename'

/** Reads all of stdin. */
export function readStream(bytes: Uint8Array): RenderedStream {
  const { source, diagnostics } = decodeSource('<stdin>', bytes)
  if (source === undefined) {
    return { documents: [], diagnostics, empty: false, phased: mentionsHooks(new TextDecoder().decode(bytes)) }
  }
  const parsed = parseManifests([source])
  const broken = parsed.diagnostics.some(({ severity }) => severity === 'error')
  const manifests = parsed.manifests.map(readManifest)
  const phased = manifests.some(({ directives }) => isPhased(directives)) || (broken && mentionsHooks(source.text))
  return {
    documents: splitStream(source.text, manifests),
    diagnostics: parsed.diagnostics,
    empty: manifests.length === 0 && !broken,
    phased,
  }
}

/** The template that a manifest was rendered from, e.g. `shop/templates/app.yaml`; Helm 3 says so in a comment. */
export function templateOf(document: StreamDocument, manifest: Manifest): string | undefined {
  const annotated = manifest.object.metadata.annotations?.[FILENAME_ANNOTATION]
  return annotated ?? SOURCE_COMMENT.exec(document.text)?.[1]
}

/** The comment by which Helm 3 names the template. */
export const SOURCE_COMMENT = /^# Source: (\S.*?)\r?$/m

// Where a line starts with `---`, as kubectl and Helm split; a byte order mark may stand before it.
const SEPARATOR = /(?<=^|[\r\n])\uFEFF?---/g

function splitStream(text: string, manifests: readonly ReadManifest[]): readonly StreamDocument[] {
  const starts = [...text.matchAll(SEPARATOR)].map(({ index }) => index).filter((index) => index > 0)
  const bounds = [0, ...starts, text.length]
  const documents: StreamDocument[] = []
  let line = 1
  for (const [index, start] of bounds.slice(0, -1).entries()) {
    const part = text.slice(start, bounds[index + 1])
    const end = line + countLineEnds(part)
    const own = manifests.filter(
      ({ location }) => location.line >= line && (location.line < end || index === starts.length),
    )
    if (part !== '') documents.push({ text: part, manifests: own })
    line = end
  }
  return documents
}

function countLineEnds(text: string): number {
  return [...text.matchAll(/\r\n?|\n/g)].length
}

function mentionsHooks(text: string): boolean {
  return text.includes('argocd.argoproj.io/') || text.includes('helm.sh/hook')
}
