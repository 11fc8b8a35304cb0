// The flags that say which files of a folder are read; a wrong pattern is a usage error. Reads no files.
import { UsageError } from '../../errors.ts'
import { globMatcher } from '../../manifest/glob.ts'
import type { SourceSelection } from '../../manifest/read-sources.ts'
import type { FlagValues } from './parse-flags.ts'

/** Reads them; what is not said is left out. */
export function readGlobs(values: FlagValues): Pick<SourceSelection, 'include' | 'exclude'> {
  const globs = (name: 'include' | 'exclude'): readonly string[] => {
    const wrong = values.list(name).find((glob) => glob === '' || globMatcher(glob) === undefined)
    if (wrong === undefined) return values.list(name)
    throw new UsageError(
      `--${name} cannot be "${wrong}"`,
      'write a glob like *.yaml, envs/* or {a,b}.yaml; \\ before a bracket means itself',
    )
  }
  const [include, exclude] = [globs('include'), globs('exclude')]
  return { ...(include.length === 0 ? {} : { include }), ...(exclude.length === 0 ? {} : { exclude }) }
}
