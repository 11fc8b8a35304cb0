// Flags → manifests: reads, parses, selects, and checks what needs no cluster. Touches nothing.
import { guardObjects } from '../guard/guard-objects.ts'
import type { ReadManifest } from '../hook/directives.ts'
import { readManifest } from '../hook/read-manifest.ts'
import { tellPeople } from '../guard/tell.ts'
import type { Io } from '../io.ts'
import type { Diagnostic } from '../manifest/diagnostic.ts'
import type { Manifest, Source } from '../manifest/manifest.ts'
import { readSources } from '../manifest/read-sources.ts'
import type { ReadManifests } from '../manifest/shown-lines.ts'
import { soundManifests } from '../manifest/sound-manifests.ts'
import type { Policy } from '../policy.ts'
import { digestOf } from '../sync/complete-options.ts'
import { untilSignal } from './interruption.ts'
import { asAllowed, checkEmptiness } from './emptiness.ts'
import { meetsAll } from '../object/label-selector.ts'
import type { SourceFlags } from './flags/sync-flags.ts'

/** What was read. */
export interface Input {
  /** The manifests that the selector lets through, in their order. */
  readonly manifests: readonly ReadManifest[]
  /** Those that it does not. */
  readonly unselected: readonly Manifest[]
  /** What reading and parsing found; with an error among them nothing may be touched. */
  readonly diagnostics: readonly Diagnostic[]
  /** What was read, for the places of what is wrong with it. */
  readonly sources: readonly Source[]
  /** The first 7 hexadecimal digits of the SHA-256 of all texts. */
  readonly digest: string
}

/** After so long it is told what has not been read yet, in milliseconds. */
const SLOW_MS = 5_000

/** Reads the manifests. Errors in annotations are found here too, so that no cluster is needed to hear of them. */
export async function readInput(flags: SourceFlags, { checksManifests }: Policy, io: Io): Promise<Input> {
  let reading = ''
  const slow = setTimeout(() => tellPeople(io.stderr, io.guard, `waiting: ${reading} has not ended yet`), SLOW_MS)
  const read = await untilSignal(
    readSources(flags, io, (what) => void (reading = what)),
    io.signal,
    () => `${reading} has not ended`,
  ).finally(() => clearTimeout(slow))
  const parsed = await parse(read.sources)
  guardObjects(
    io.guard,
    parsed.manifests.map(({ object }) => object),
  )
  const selected = new Set(parsed.manifests.filter(({ object }) => meetsAll(object.metadata.labels, flags.selector)))
  const manifests = [...selected].map(readManifest)
  const unselected = parsed.manifests.filter((manifest) => !selected.has(manifest))
  const found = [...(flags.notes ?? []), ...asAllowed(flags, read.diagnostics), ...parsed.diagnostics]
  const counts = { manifests, parsed: parsed.manifests, sources: read.sources }
  const empty = found.some(isError) ? [] : checkEmptiness(flags, counts)
  const wrong = checksManifests ? manifests.flatMap(({ findings }) => findings).filter(isError) : []
  return {
    manifests,
    unselected,
    diagnostics: [...found, ...empty, ...wrong],
    digest: digestOf(read.sources.map(({ text }) => text)),
    sources: read.sources,
  }
}

/** The YAML library, which finds the words for faults, is loaded only for those who have one. */
async function parse(sources: readonly Source[]): Promise<ReadManifests> {
  const manifests = soundManifests(sources)
  if (manifests !== undefined) return { manifests, diagnostics: [] }
  const { parseManifests } = await import('../manifest/parse-manifests.ts')
  return parseManifests(sources)
}

/** Whether a finding stops the run. */
export function isError(diagnostic: Diagnostic): boolean {
  return diagnostic.severity === 'error'
}
