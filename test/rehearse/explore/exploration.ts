// Explorations for tests: manifests in, what came of each fault out.
import { NO_SYNC_OPTIONS } from '../../../src/hook/sync-options.ts'
import type { Manifest } from '../../../src/manifest/manifest.ts'
import { parseManifests } from '../../../src/manifest/parse-manifests.ts'
import { explore } from '../../../src/rehearse/explore/explore.ts'
import type { Explored, ExplorationOptions } from '../../../src/rehearse/explore/explore.ts'
import type { Verdict } from '../../../src/rehearse/explore/verdict.ts'
import { formatFault } from '../../../src/rehearse/fault.ts'

/** 2026-01-01T00:00:00Z */
export const START = 1_767_225_600_000

/** How the syncs of these tests are made. */
export const SYNC: ExplorationOptions['sync'] = {
  namespace: 'shop',
  revision: 'abcdef0',
  fieldManager: 'kubectl-hooksync',
  forceConflicts: true,
  wait: true,
  waveDelayMs: 0,
  concurrency: 32,
  timeoutMs: 1_800_000,
  hooks: true,
  customHealth: true,
  argoCompat: false,
  dryRun: 'none',
  syncOptions: NO_SYNC_OPTIONS,
  version: 'test',
}

/** A whole exploration. */
export interface Exploration {
  readonly faultless: Verdict
  readonly rows: readonly Explored[]
}

/** The manifests of a text that has no fault. */
export function manifestsOf(text: string): readonly Manifest[] {
  const { manifests, diagnostics } = parseManifests([{ name: 'in.yaml', text }])
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
  return manifests
}

/** Explores them all. */
export async function exploration(
  text: string,
  options: Partial<ExplorationOptions> & { readonly settings?: Partial<ExplorationOptions['sync']> } = {},
): Promise<Exploration> {
  const { settings, ...rest } = options
  const signal = new AbortController().signal
  const asked = { sync: { ...SYNC, ...settings }, startedAt: START, signal, ...rest }
  let faultless: Verdict | undefined
  const rows: Explored[] = []
  for await (const step of explore(manifestsOf(text), asked)) {
    if (step.step === 'faultless') faultless = step.verdict
    else rows.push(step)
  }
  if (faultless === undefined) throw new Error('nothing was explored')
  return { faultless, rows }
}

/** The row of a fault as it is written on the command line. */
export function rowOf({ rows }: Exploration, fault: string): Explored {
  const found = rows.find((row) => formatFault(row.fault) === fault)
  if (found === undefined)
    throw new Error(`${fault} is not among ${rows.map((row) => formatFault(row.fault)).join(', ')}`)
  return found
}

/** The sentences of its dangers, each after its kind. */
export function dangersOf(explored: Exploration, fault: string): readonly string[] {
  return rowOf(explored, fault).verdict.dangers.map(({ kind, message }) => `${kind}: ${message}`)
}
