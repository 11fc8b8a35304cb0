// Whether a command line names only a part of the manifests: what it leaves out has not left them, and must not be pruned. Reads no files.
import { dirname, resolve } from 'node:path'
import { UsageError } from '../../errors.ts'
import type { FlagValues } from '../flags/parse-flags.ts'
import { counting } from './layers.ts'
import type { Layer } from './layers.ts'

/** What speaks against pruning; undefined: all manifests are named. `given` is the command line, `file` the settings that were found beside them. */
export function partOfManifests(
  given: FlagValues,
  layers: readonly Layer[],
  file: string | undefined,
): UsageError | undefined {
  const filter = (['include', 'exclude'] as const).find((name) => given.list(name).length > 0)
  if (filter !== undefined) {
    const hint = `what it leaves out would be deleted; in hooksync.yaml ${filter} holds always; --prune=false syncs a part and prunes nothing`
    return new UsageError(`--prune cannot be used with --${filter}`, hint)
  }
  // Who names files and says --prune, or names the settings, has said what is the whole.
  const isSaidHere = counting('prune', layers).at(-1)?.place === undefined
  const [first] = given.list('filename')
  if (file === undefined || first === undefined || isSaidHere || given.value('config') !== undefined) return undefined
  const folder = dirname(file)
  const named = given.list('filename').flatMap((value) => value.split(','))
  if (named.some((path) => resolve(path) === resolve(folder))) return undefined
  const hint = `write -f ${folder}, or --no-prune, which syncs a part and prunes nothing`
  return new UsageError(`--prune cannot be used with --filename=${first}, which is only a part of ${folder}`, hint)
}
