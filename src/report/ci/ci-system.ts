// Which CI system a run is in. Names and choices only.

/** What `--ci` can be. */
export const CI_MODES = ['auto', 'github', 'gitlab', 'none'] as const

/** One of them. */
export type CiMode = (typeof CI_MODES)[number]

/** A CI system whose log has marks of its own. */
export type CiSystem = Exclude<CiMode, 'auto' | 'none'>

/** The system that is asked for, else the one whose runner has set its variable. Undefined: none. */
export function ciSystem(mode: CiMode, env: Readonly<Record<string, string | undefined>>): CiSystem | undefined {
  if (mode === 'none') return undefined
  if (mode !== 'auto') return mode
  if (env['GITHUB_ACTIONS'] === 'true') return 'github'
  return env['GITLAB_CI'] === 'true' ? 'gitlab' : undefined
}
