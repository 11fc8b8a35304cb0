// What tests sync, and how, unless they say otherwise.
import { NO_SYNC_OPTIONS } from '../../src/hook/sync-options.ts'
import type { Manifest } from '../../src/manifest/manifest.ts'
import { parseManifests } from '../../src/manifest/parse-manifests.ts'
import type { SyncOptions } from '../../src/sync/sync-options.ts'

/** The settings of a sync as the command has them. */
export const USUAL_SYNC: Omit<SyncOptions, 'startedAt' | 'signal'> = {
  namespace: 'shop',
  revision: 'abcdef0',
  fieldManager: 'kubectl-hooksync',
  forceConflicts: true,
  wait: true,
  waveDelayMs: 0,
  concurrency: 32,
  timeoutMs: 30 * 60_000,
  hooks: true,
  customHealth: true,
  argoCompat: false,
  dryRun: 'none',
  syncOptions: NO_SYNC_OPTIONS,
  version: 'test',
}

/** The manifests of a YAML stream without errors. */
export function manifestsOf(text: string): readonly Manifest[] {
  const { manifests, diagnostics } = parseManifests([{ name: 'in.yaml', text }])
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
  return manifests
}
