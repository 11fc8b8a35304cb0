// A command line said again: its words about manifests and cluster, for another command that is to mean the same. Knows no meanings.
import type { Flag } from './flag.ts'
import { flagsNamed } from './flags.ts'
import type { FlagName } from './flags.ts'
import type { FlagValues } from './parse-flags.ts'
import { CONNECTION_FLAG_TABLE } from './tables/connection.ts'
import { SOURCE_FLAG_TABLE } from './tables/sync.ts'

/** Words of a command line. */
export interface RetoldFlags {
  /** What names the manifests, and how they are read. */
  readonly manifests: readonly string[]
  /** What says which cluster, as whom; not the token, which is a secret, nor the namespace. */
  readonly connection: readonly string[]
}

const MANIFESTS: readonly FlagName[] = [
  ...SOURCE_FLAG_TABLE.map(({ name }) => name),
  ...(['config', 'profile', 'argo-compat'] as const),
]

const UNTOLD: readonly FlagName[] = ['namespace', 'token', 'request-timeout']

const CONNECTION = CONNECTION_FLAG_TABLE.map(({ name }) => name).filter((name) => !UNTOLD.includes(name))

/** What the command line itself says, and not what files of settings do: who says it again has the same files. */
export function retoldFlags(values: FlagValues): RetoldFlags {
  const { line = values } = values
  return { manifests: wordsOf(line, MANIFESTS), connection: wordsOf(line, CONNECTION) }
}

function wordsOf(line: FlagValues, names: readonly FlagName[]): readonly string[] {
  return names.flatMap((name) => flagsNamed([name]).flatMap((flag) => flagWords(flag, line, name)))
}

function flagWords({ type, alias }: Flag, line: FlagValues, name: FlagName): readonly string[] {
  const flag = alias === undefined ? `--${name}` : `-${alias}`
  if (type === 'switch') {
    const state = line.switch(name)
    return state === undefined ? [] : [state ? flag : `--no-${name}`]
  }
  const said = type === 'list' ? line.list(name) : line.list(name).slice(-1)
  // What begins with a dash would be another flag.
  return said.flatMap((value) => (/^-./.test(value) ? [`--${name}=${value}`] : [flag, value]))
}
