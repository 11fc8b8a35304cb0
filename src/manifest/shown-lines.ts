// Which lines of a source may be shown beside a finding: only those of a document that is known to be a manifest and no Secret. Pure.
import type { Diagnostic } from './diagnostic.ts'
import type { Location, Manifest, Source } from './manifest.ts'
import { lineOf } from './yaml/source-text.ts'

/** What was read of sources. */
export interface ReadManifests {
  readonly manifests: readonly Manifest[]
  readonly diagnostics: readonly Diagnostic[]
}

/** The same without the text of any line that may not be shown, and without the values in what was found there. */
export function withoutHiddenLines(
  sources: readonly Source[],
  { manifests, diagnostics }: ReadManifests,
): ReadManifests {
  const secret = manifests.filter(({ object }) => HIDDEN_KIND.test(object.kind))
  const shown = new Map(sources.map(({ name, text }) => [name, shownLines(text)]))
  for (const { location } of secret) shown.get(location.source)?.hide(location.line)
  const isShown = ({ source, line }: Location): boolean => shown.get(source)?.shows(line) === true
  return {
    manifests: manifests.map((manifest) => (isShown(manifest.location) ? manifest : withoutLines(manifest))),
    diagnostics: diagnostics.map((found) =>
      found.location === undefined || isShown(found.location) ? found : withoutValue(found, found.location),
    ),
  }
}

/** Findings without any line: for a file that may be anybody's. */
export function withoutAnyLine(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.map((found) => (found.location === undefined ? found : withoutValue(found, found.location)))
}

function withoutLines(manifest: Manifest): Manifest {
  const places = Object.entries(manifest.annotationLocations)
  return {
    ...manifest,
    location: withoutExcerpt(manifest.location),
    annotationLocations: Object.fromEntries(places.map(([name, place]) => [name, withoutExcerpt(place)])),
  }
}

/** What of a finding quotes a value, at the start of its message or in its hint. */
const QUOTED = /^"(?:[^"\\]|\\.)*"|(?<=^quote it: ).*$/

function withoutValue({ message, hint, ...rest }: Diagnostic, location: Location): Diagnostic {
  const told = { ...rest, message: message.replace(QUOTED, 'the value'), location: withoutExcerpt(location) }
  return hint === undefined ? told : { ...told, hint: hint.replace(QUOTED, '"…"') }
}

function withoutExcerpt({ source, line, column }: Location): Location {
  return { source, line, column }
}

/** Documents are cut roughly, at lines with `---`: what stands in one line or one part with a Secret is hidden with it. */
function shownLines(text: string) {
  const starts: number[] = []
  const shown: boolean[] = []
  let line = 1
  for (const part of text.replace(/\r\n?/g, '\n').split(/^(?=---(?!-))/m)) {
    starts.push(line)
    shown.push(mayShow(part))
    for (let end = part.indexOf('\n'); end >= 0; end = part.indexOf('\n', end + 1)) line += 1
  }
  return {
    shows: (wanted: number) => shown[lineOf(starts, wanted) - 1] === true,
    /** Hides the document that this line stands in. */
    hide: (wanted: number) => void (shown[lineOf(starts, wanted) - 1] = false),
  }
}

/** Secrets of all kinds, and kubeconfigs. */
const HIDDEN_KIND = /secret|^config$/i

/** A key `kind` and what follows it, without tag, anchor and quote; also on the next line. */
const KIND = /(?:^|[\s{,"'?-])kind["']?\s*:\s*(?:[!&]\S*\s+)*["']?([^\s"',}\]]*)/g

/** Values of Secrets whose kind is misspelt, files of SOPS, keys. */
const HIDDEN_TEXT = /\bstringData\b|(?:^|["'\s{,])sops["']?\s*:|-----BEGIN [A-Z ]*PRIVATE KEY/

/** Whether a text is a manifest and surely no Secret. Escapes and aliases where its kind stands leave that open. */
function mayShow(text: string): boolean {
  const kinds = [...text.matchAll(KIND)].map(([, kind = '']) => kind)
  if (!kinds.some((kind) => /^[A-Z][A-Za-z0-9]*$/.test(kind))) return false
  return !kinds.some((kind) => HIDDEN_KIND.test(kind) || /[\\*|>]/.test(kind)) && !HIDDEN_TEXT.test(text)
}
