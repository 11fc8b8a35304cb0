// A command line → the values of its flags, by yargs' parser; every error names what is allowed. Knows no meanings.
import { Parser } from 'yargs/helpers'
import type { AllowedContexts } from '../../cluster/kube/config/connect-options.ts'
import { UsageError } from '../../errors.ts'
import type { GivenRule, RuleText } from '../../lua/lua-rule.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { Location } from '../../manifest/manifest.ts'
import { suggest } from '../../manifest/suggest.ts'
import type { Flag } from './flag.ts'
import type { FlagName } from './flags.ts'
import { expandShortFlags } from './short-flags.ts'

/** The values that were given on the command line. */
export interface FlagValues {
  /** The value of a flag, the last one where there are several; undefined when it was not given. */
  value(name: FlagName): string | undefined
  /** All values of a flag, in order. */
  list(name: FlagName): readonly string[]
  /** The state of a switch; undefined when it was not given. */
  switch(name: FlagName): boolean | undefined
  /** What stands beside the flags; no more than the command takes. */
  readonly words: readonly string[]
  /** Where a file of settings says what counts of a flag; left out, or undefined: it is the command line that does. */
  place?(name: FlagName): Location | undefined
  /** What the command line alone says; left out: all of it. */
  readonly line?: FlagValues
  /** The contexts that a file of settings allows; left out: all. */
  readonly contexts?: AllowedContexts
  /** Health rules of a file of settings, from what wins to what does not; left out: none. */
  readonly rules?: readonly (readonly GivenRule[])[]
  /** Those in Lua of profiles that are not asked for, which are only compiled. */
  readonly idleScripts?: readonly RuleText[]
  /** What is told of files of settings. */
  readonly notes?: readonly Diagnostic[]
  /** Left out: all manifests are named. */
  readonly part?: PartOfManifests
}

/** What speaks against what is meant for all manifests, where only a part of them is named. */
export interface PartOfManifests {
  /** What names only a part, in words behind `with`. */
  readonly by: string
  readonly prune?: UsageError
  /** Against deleting it; left out: whoever named it has said that it is the whole. */
  readonly app?: UsageError
}

/** Reads the arguments behind the command's name; `positionals` names the words that may stand beside the flags. */
export function parseFlags(
  args: readonly string[],
  flags: readonly Flag[],
  positionals: readonly string[] = [],
): FlagValues {
  const { argv, error } = Parser.detailed(expandShortFlags(args, flags), {
    string: flags.filter(({ type }) => type !== 'switch').map(({ name }) => name),
    boolean: flags.filter(({ type }) => type === 'switch').map(({ name }) => name),
    alias: Object.fromEntries(flags.map(({ name, alias }) => [name, alias === undefined ? [] : [alias]])),
    narg: Object.fromEntries(flags.filter(needsValue).map(({ name }) => [name, 1])),
    configuration: {
      'camel-case-expansion': false,
      'dot-notation': false,
      'duplicate-arguments-array': true,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'strip-aliased': true,
    },
  })
  if (error !== null && error !== undefined) throw missingValue(error.message, flags)
  const given = new Map<string, readonly unknown[]>()
  for (const [name, value] of Object.entries(argv)) {
    if (name !== '_') given.set(name, Array.isArray(value) ? value : [value])
  }
  checkNames(given, args, flags)
  checkBare(args, flags)
  checkChoices(given, flags)
  const words = argv._.map(String)
  const isOpen = positionals.at(-1)?.endsWith('…') === true
  const extra = isOpen ? undefined : words[positionals.length]
  if (extra !== undefined) throw unexpected(extra, positionals)
  return { ...flagValues(given, flags), words }
}

function flagValues(given: ReadonlyMap<string, readonly unknown[]>, flags: readonly Flag[]): Omit<FlagValues, 'words'> {
  const list = (name: FlagName): readonly string[] => {
    const bare = flags.find((flag) => flag.name === name)?.bare
    const values = (given.get(name) ?? []).filter((value) => typeof value === 'string')
    return values.map((value) => (value === '' && bare !== undefined ? bare : value))
  }
  return {
    list,
    value: (name) => list(name).at(-1),
    switch: (name) => {
      const last = given.get(name)?.at(-1)
      return typeof last === 'boolean' ? last : undefined
    },
  }
}

function needsValue(flag: Flag): boolean {
  return flag.type !== 'switch' && flag.bare === undefined
}

/** yargs-parser says only `Not enough arguments following: f`. */
function missingValue(message: string, flags: readonly Flag[]): UsageError {
  const name = /: (\S+)$/.exec(message)?.[1]
  const flag = flags.find((candidate) => candidate.name === name || candidate.alias === name)
  if (flag === undefined) return new UsageError(message)
  const hint = `write --${flag.name}=${flag.value ?? 'VALUE'}; with the = a value may begin with a dash`
  return new UsageError(`--${flag.name} needs a value`, hint)
}

function checkNames(
  given: ReadonlyMap<string, readonly unknown[]>,
  args: readonly string[],
  flags: readonly Flag[],
): void {
  for (const [name, values] of given) {
    const flag = flags.find((candidate) => candidate.name === name)
    // `--no-namespace` reaches us as a namespace of `false`.
    const negated = values.includes(false) && flag?.type !== 'switch'
    if (flag !== undefined && !negated) continue
    const oneDash = args.find((arg) => flags.some((candidate) => arg.replace(/=.*/s, '') === `-${candidate.name}`))
    if (oneDash !== undefined) throw new UsageError(`unknown flag ${oneDash}`, `did you mean -${oneDash}?`)
    const written = name.length === 1 ? `-${name}` : `--${negated ? 'no-' : ''}${name}`
    throw unknownFlag(written, flags)
  }
}

/** Of a flag that needs no value an empty one is a variable that nobody has set, and not the flag alone. */
function checkBare(args: readonly string[], flags: readonly Flag[]): void {
  const flag = flags.find(({ name, bare }) => bare !== undefined && args.includes(`--${name}=`))
  if (flag === undefined) return
  const hint = `write --${flag.name} alone, or --${flag.name}=${flag.value ?? 'VALUE'}`
  throw new UsageError(`--${flag.name} cannot be empty`, hint)
}

/** What kubectl's apply and its like have, and what does that here. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['server-side', 'every apply is one on the server side'],
  ['validate', 'unknown fields are refused; --sync-option Validate=false lets them pass with a warning'],
  ['force', 'write --sync-option Force=true, or argocd.argoproj.io/sync-options: Force=true on the object'],
  ['dry-run-server', 'write --dry-run=server'],
])

function unknownFlag(written: string, flags: readonly Flag[]): UsageError {
  const elsewhere = ELSEWHERE.get(written.replace(/^--(no-)?/, ''))
  if (elsewhere !== undefined) return new UsageError(`unknown flag ${written}`, elsewhere)
  const names = flags.flatMap((flag) => [flag.name, ...(flag.type === 'switch' ? [`no-${flag.name}`] : [])])
  const near = written.startsWith('--') ? suggest(written.slice(2), names) : undefined
  const hint = near === undefined ? 'kubectl hooksync --help lists all flags' : `did you mean --${near}?`
  return new UsageError(`unknown flag ${written}`, hint)
}

function checkChoices(given: ReadonlyMap<string, readonly unknown[]>, flags: readonly Flag[]): void {
  for (const flag of flags) {
    // Sync options are lists of words that hook/sync-options.ts reads.
    if (flag.choices === undefined || flag.type !== 'value') continue
    for (const value of given.get(flag.name) ?? []) {
      if (typeof value !== 'string' || (value === '' && flag.bare !== undefined) || flag.choices.includes(value))
        continue
      const near = suggest(value, flag.choices)
      const hint =
        near === undefined
          ? `one of ${flag.choices.join(', ')}`
          : `did you mean ${near}? one of ${flag.choices.join(', ')}`
      throw new UsageError(`--${flag.name} cannot be "${value}"`, hint)
    }
  }
}

/** The names of the commands. */
export const COMMAND_WORDS: readonly string[] = [
  'plan',
  'delete',
  'rehearse',
  'explain',
  'health',
  'config',
  'replay',
  'unlock',
  'helm',
  'post-render',
  'version',
]

function unexpected(argument: string, positionals: readonly string[]): UsageError {
  return new UsageError(`unexpected argument "${argument}"`, unexpectedHint(argument, positionals))
}

function unexpectedHint(argument: string, positionals: readonly string[]): string {
  if (argument === 'true' || argument === 'false') return `a switch takes its value behind a =: --wait=${argument}`
  if (positionals.length > 0) return `beside flags there is only ${positionals.join(' ')}`
  if (COMMAND_WORDS.includes(argument)) return `the name of a command stands first: kubectl hooksync ${argument} …`
  return `files and directories are given with -f: kubectl hooksync -f ${argument}`
}
