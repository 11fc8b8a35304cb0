// What goes back to Helm: untouched documents byte for byte, without the hooks that we have run. Writes nothing itself.
import { ANNOTATIONS } from '../../hook/annotations.ts'
import type { ReadManifest } from '../../hook/directives.ts'
import type { HelmReading } from '../../hook/hook-type.ts'
import { handlingOf, readForEvent } from './document-handling.ts'
import { editAnnotations } from './edit-annotation.ts'
import { asJson, stableDocument } from './second-reading.ts'
import type { HelmMajor } from '../command-line/helm-flags.ts'
import type { RenderedStream, StreamDocument } from './stream.ts'

/** For whom the output is made. */
export interface OutputOptions {
  readonly major: HelmMajor
  readonly reading: HelmReading
}

/** The output after a drive: what belongs to Sync and what is Helm's, in the order in which it came. */
export function renderDriven(stream: RenderedStream, options: OutputOptions): string {
  const text = stream.documents.map((document) => renderDocument(document, options)).join('')
  return /[^\s-]/.test(text) ? text : `${text}# kubectl-hooksync: all that was rendered were hooks, and they have run\n`
}

/** What a sync works on: everything but what is left alone, each read for the event that applies now. */
export function drivenManifests(stream: RenderedStream, reading: HelmReading): readonly ReadManifest[] {
  const manifests = stream.documents.flatMap((document) => document.manifests)
  return manifests
    .filter(({ directives }) => handlingOf(directives, reading).kind !== 'left-alone')
    .map((manifest) => readForEvent(manifest, reading))
}

/** What is left to Helm. */
export function leftAloneManifests(stream: RenderedStream, reading: HelmReading): readonly ReadManifest[] {
  const manifests = stream.documents.flatMap((document) => document.manifests)
  return manifests.filter(({ directives }) => handlingOf(directives, reading).kind === 'left-alone')
}

/** What we have applied has to be what Helm applies: it must read what we have read. */
function renderDocument(document: StreamDocument, options: OutputOptions): string {
  const text = renderKept(document, options)
  return options.major === 4 ? stableDocument(text) : text
}

function renderKept({ text, manifests }: StreamDocument, options: OutputOptions): string {
  const kept = manifests.filter((manifest) => isKept(manifest, options))
  const unchanged = kept.every((manifest) => remainder(manifest, options) === undefined)
  if (kept.length === manifests.length && unchanged) return text
  if (manifests.length === 1) return kept.map((manifest) => handOver(text, manifest, options)).join('')
  // A List whose items are handled in several ways cannot be kept as it is.
  const parts = kept.map((manifest) => handOver(asJson(manifest.object, '---'), manifest, options))
  return parts.join('')
}

function isKept({ directives }: ReadManifest, { major, reading }: OutputOptions): boolean {
  const { kind, rest } = handlingOf(directives, reading)
  if (kind === 'sync') return true
  if (major === 4) return kind === 'left-alone' || rest.length > 0
  // To Helm 3 whatever we print is a plain object: what runs on deletion must not run now.
  const { hookTypes } = directives
  return kind === 'left-alone' && !hookTypes.includes('PreDelete') && !hookTypes.includes('PostDelete')
}

/** The events that `helm.sh/hook` must say; undefined: what it says is right. */
function remainder({ directives }: ReadManifest, { major, reading }: OutputOptions): string | undefined {
  const { kind, rest } = handlingOf(directives, reading)
  if (kind === 'sync' || major === 3 || rest.length === 0) return undefined
  return directives.helmEvents.join() === rest.join() ? undefined : rest.join(',')
}

function handOver(text: string, manifest: ReadManifest, options: OutputOptions): string {
  const value = remainder(manifest, options)
  if (value === undefined) return text
  const to = ANNOTATIONS.helmHook
  const has = manifest.directives.facts.helmHook !== undefined
  return editAnnotations(text, [has ? { name: to, to, value } : { name: ANNOTATIONS.hook, to, value, keep: true }])
}
