// The words for the program that make it do what a recorded case did.
import type { CaseOptions, ParityCase } from './cases.ts'

/** The application of cases that prune. */
export const APP = 'recorded'

/** For a sync. */
export function programArgs(parity: ParityCase, options: CaseOptions, place: Placed): readonly string[] {
  const compat = ['--wave-delay', '0', '--lock', 'off', '--timeout', `${options.timeout}s`]
  const health = options.health === 'engine' ? ['--no-custom-health'] : []
  return [...planArgs(parity, options, place), ...compat, ...health]
}

/** Where the manifests are, and where they go. */
interface Placed {
  readonly file: string
  readonly namespace: string
}

/** For its plan. */
export function planArgs(parity: ParityCase, options: CaseOptions, { file, namespace }: Placed): readonly string[] {
  const { revision, syncOptions, noHooks } = options
  const common = ['-f', file, '-n', namespace, '--argo-compat', '--allow-empty', '--revision', revision, '-o', 'json']
  const asked = syncOptions.flatMap((option) => ['--sync-option', option])
  return [...common, ...asked, ...(noHooks ? ['--no-hooks'] : []), ...appArgs(parity, options)]
}

/** Argo CD knows its application by name; with prune off, it looks all the same at what left the manifests. */
function appArgs({ before }: ParityCase, { prune, pruneConfirmed }: CaseOptions): readonly string[] {
  if (before === undefined) return []
  const limit = prune ? ['--prune', '--prune-limit', '100%'] : []
  return ['--app', APP, ...limit, ...(pruneConfirmed ? ['--confirm-prune'] : [])]
}
