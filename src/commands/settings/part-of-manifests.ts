// Whether a command line names only a part of the manifests: it is not taken for all of an application. Reads no files.
import { dirname, resolve } from 'node:path'
import { UsageError } from '../../errors.ts'
import { defined } from '../../object/defined.ts'
import type { FlagValues, PartOfManifests } from '../flags/parse-flags.ts'
import { counting } from './layers.ts'
import type { Layer } from './layers.ts'

/** What is meant for all manifests of an application, and what to do where only a part of them is named. */
const MEANT_FOR_ALL = {
  prune: {
    filtered: 'what it leaves out would be deleted; --prune=false syncs a part and prunes nothing',
    whole: '--prune, if there is no more than that, or --no-prune, which syncs a part and prunes nothing',
  },
  app: {
    filtered: 'an application is deleted as a whole: leave out either',
    whole: '--app and its name: an application is deleted as a whole',
  },
} as const

/** What names a part, and what speaks against each; undefined: all are named. `given` is the command line, `file` that of the settings, as seen from `cwd`. */
export function partOfManifests(
  given: FlagValues,
  layers: readonly Layer[],
  { file, cwd }: { readonly file: string | undefined; readonly cwd: string },
): PartOfManifests | undefined {
  const filter = filterOf(given, layers)
  if (filter !== undefined) {
    const against = (flag: keyof typeof MEANT_FOR_ALL): UsageError =>
      new UsageError(`--${flag} cannot be used with ${filter}`, MEANT_FOR_ALL[flag].filtered)
    return { by: filter, prune: against('prune'), app: against('app') }
  }
  if (file === undefined || isWhole(given, { file, cwd })) return undefined
  const name = given.value('kustomize') === undefined ? 'filename' : 'kustomize'
  const folder = dirname(file)
  const by = `--${name}=${given.list(name)[0]}, which is not all of ${folder}`
  /** Who says it on the command line has said what is the whole. */
  const againstFolder = (flag: keyof typeof MEANT_FOR_ALL): UsageError | undefined => {
    if (counting(flag, layers).at(-1)?.place === undefined) return undefined
    const hint = `write -${name.charAt(0)} ${folder}, or ${MEANT_FOR_ALL[flag].whole}`
    return new UsageError(`--${flag} cannot be used with ${by}`, hint)
  }
  return { by, ...defined({ prune: againstFolder('prune'), app: againstFolder('app') }) }
}

/** What leaves out manifests that the settings take. */
function filterOf(given: FlagValues, [, ...ofFile]: readonly Layer[]): string | undefined {
  if ((given.value('selector') ?? '') !== '') return '--selector'
  const filter = (['include', 'exclude'] as const).find((name) => given.list(name).length > 0)
  if (filter !== undefined) return `--${filter}`
  const isDeep = counting('recursive', ofFile).at(-1)?.values.at(-1) === true
  return isDeep && given.switch('recursive') === false ? '--recursive=false' : undefined
}

/** Settings are those of their folder, also where --config names them. A stream is no part of one: who pipes it says what is in it. */
function isWhole(given: FlagValues, { file, cwd }: { readonly file: string; readonly cwd: string }): boolean {
  const named = [...given.list('filename').flatMap((value) => value.split(',')), ...given.list('kustomize')]
  const folder = resolve(cwd, dirname(file))
  return named.every((path) => path === '-') || named.some((path) => resolve(cwd, path) === folder)
}
