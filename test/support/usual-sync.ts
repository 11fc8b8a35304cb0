// What tests sync, and how, unless they say otherwise.
import type { Manifest } from '../../src/manifest/manifest.ts'
import { parseManifests } from '../../src/manifest/parse-manifests.ts'
import { SYNC_DEFAULTS } from '../../src/sync/sync-options.ts'
import type { SyncOptions } from '../../src/sync/sync-options.ts'

/** The settings of a sync as the command has them, but that Degraded counts at once. */
export const USUAL_SYNC: Omit<SyncOptions, 'startedAt' | 'signal'> = {
  ...SYNC_DEFAULTS,
  namespace: 'shop',
  revision: 'abcdef0',
  degradedGraceMs: 0,
  version: 'test',
}

/** The manifests of a YAML stream without errors. */
export function manifestsOf(text: string): readonly Manifest[] {
  const { manifests, diagnostics } = parseManifests([{ name: 'in.yaml', text }])
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
  return manifests
}
