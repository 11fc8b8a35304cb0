// Input without objects: what is said of it, and whether it is a fault. A render that broke must not look like a deploy. Touches nothing.
import type { Diagnostic } from '../manifest/diagnostic.ts'
import type { Manifest, Source } from '../manifest/manifest.ts'
import { publicUrl } from '../manifest/url-secrets.ts'
import { count } from '../report/task-text.ts'
import type { SourceFlags } from './flags/sync-flags.ts'

/** What was read. */
interface Found {
  readonly sources: readonly Source[]
  readonly parsed: readonly Manifest[]
  /** Those that the selector lets through. */
  readonly manifests: readonly Manifest[]
}

const MEANT = '--allow-empty says that it is meant'

/** An error where nothing is left to sync; a warning for each thing named on the command line that brought nothing. */
export function checkEmptiness(flags: SourceFlags, { sources, parsed, manifests }: Found): readonly Diagnostic[] {
  if (flags.empty === 'allowed' || sources.length === 0) return []
  if (parsed.length === 0) {
    const message = `no objects were found in ${namesOf(flags).join(', ')}`
    return [{ code: 'NO_OBJECTS', severity: 'error', message, hint: hintFor(flags) }]
  }
  if (manifests.length === 0) {
    const message = `the selector matches none of ${count(parsed.length, 'object')}`
    return [{ code: 'NO_OBJECTS', severity: 'error', message, hint: hint(flags, 'correct -l') }]
  }
  const named = new Set(namesOf(flags))
  const full = new Set(parsed.map(({ location }) => location.source))
  return sources
    .filter(({ name }) => named.has(name) && !full.has(name))
    .map(({ name }) => ({
      code: 'NO_OBJECTS',
      severity: 'warning',
      message: `no objects were found in ${name}`,
      hint: hintFor(flags),
    }))
}

/** With --allow-empty a folder without manifest files is meant, too. */
export function asAllowed({ empty }: SourceFlags, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return empty === 'allowed' ? diagnostics.filter(({ code }) => code !== 'EMPTY_FOLDER') : diagnostics
}

/** As sources are named: what -f and -k say. */
function namesOf({ files, kustomize }: SourceFlags): readonly string[] {
  const named = files.map((file) => (file === '-' ? '<stdin>' : publicUrl(file)))
  return [...new Set(kustomize === undefined ? named : [...named, `kustomize ${kustomize}`])]
}

function hintFor(flags: SourceFlags): string {
  return hint(flags, flags.files.includes('-') ? 'look at the command before the pipe' : 'check what is named')
}

/** What to do, as far as the command has a choice. */
function hint({ empty }: SourceFlags, remedy: string): string {
  return empty === 'refused' ? `${remedy}; ${MEANT}` : remedy
}
