// What was said of a sync → all of its options. Asks nobody anything but the clock.
import { createHash } from 'node:crypto'
import { readFailFast } from '../hook/fail-fast.ts'
import { readIgnoreRule } from '../hook/ignore-rule.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { defined } from '../object/defined.ts'
import { VERSION } from '../version.ts'
import type { World } from './run.ts'
import { SYNC_DEFAULTS } from './sync-options.ts'
import type { SyncOptions, SyncSettings } from './sync-options.ts'

/** Fills in what was left out: by what the connection knows, else by the defaults. */
export function completeOptions(
  settings: SyncSettings,
  world: Omit<World, 'cluster' | 'clock'> & { readonly clock: Pick<World['clock'], 'now'> },
  manifests: readonly Manifest[],
): SyncOptions {
  const usual = { ...SYNC_DEFAULTS, ...settings.policy?.defaults }
  const { ownRules, ...said } = settings
  const given = defined(said)
  return {
    ...usual,
    ...defined({ server: world.server, context: world.contextName, awaits: world.awaits }),
    startedAt: world.clock.now(),
    signal: new AbortController().signal,
    version: VERSION,
    ...given,
    namespace: given.namespace ?? world.namespace ?? usual.namespace,
    revision: given.revision ?? digestOf(manifests.map(({ object }) => JSON.stringify(object))),
    policy: { ...(given.policy ?? usual.policy), ...defined({ ownRules }) },
    ignoreDifferences: (given.ignoreDifferences ?? []).map((rule) =>
      typeof rule === 'string' ? readIgnoreRule(rule, 'ignoreDifferences') : rule,
    ),
    failFast: readFailFast(given.failFast ?? {}, 'failFast'),
    syncOptions: { ...usual.syncOptions, ...defined(given.syncOptions ?? {}) },
  }
}

/** The first 7 hexadecimal digits of the SHA-256 of all texts: the revision of what has none. */
export function digestOf(texts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(text)
  return hash.digest('hex').slice(0, 7)
}
