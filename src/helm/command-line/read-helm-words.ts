// Words of Helm's command line → subcommand, flags and positionals, exactly as Helm's own parser takes them. Knows no meanings.
import { GLOBAL_SWITCHES, HELM_SUBCOMMANDS, helmFlags } from './helm-flags.ts'
import type { HelmFlag, HelmMajor, HelmSubcommand } from './helm-flags.ts'

/** A flag as it stands on the command line. */
export interface GivenFlag {
  readonly name: string
  /** Undefined: without a value. */
  readonly value: string | undefined
}

/** A command line of which every word is accounted for. */
export interface HelmWords {
  readonly subcommand: HelmSubcommand
  /** In order, so that the last one counts. */
  readonly flags: readonly GivenFlag[]
  readonly positionals: readonly string[]
}

/** Why a command line could not be read to its end. */
export interface UnreadableWords {
  readonly reason: string
}

/** Reads the words behind the executable's name. */
export function readHelmWords(words: readonly string[], major: HelmMajor): HelmWords | UnreadableWords {
  const place = subcommandPlace(words)
  const subcommand = HELM_SUBCOMMANDS.find((name) => name === words[place])
  if (subcommand === undefined) {
    return { reason: place < 0 ? 'Helm was called without a subcommand' : `helm ${words[place]} renders no release` }
  }
  return readRest(words.toSpliced(place, 1), subcommand, helmFlags(major, subcommand))
}

/**
 * Where the subcommand stands: the first word that is not a flag and no flag's value. Flags that only the subcommand knows
 * are taken for ones with a value, whatever they are (spf13/cobra:command.go, stripFlags).
 */
function subcommandPlace(words: readonly string[]): number {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    if (word === '--') return -1
    if (word === '' || word.startsWith('-')) index += takesNext(word) ? 1 : 0
    else return index
  }
  return -1
}

function takesNext(word: string): boolean {
  if (word.includes('=')) return false
  return word.startsWith('--') ? !GLOBAL_SWITCHES.includes(word.slice(2)) : word.length === 2
}

// Follows spf13/pflag:flag.go (parseArgs, parseLongArg, parseSingleShortArg).
function readRest(
  words: readonly string[],
  subcommand: HelmSubcommand,
  known: ReadonlyMap<string, HelmFlag>,
): HelmWords | UnreadableWords {
  const flags: GivenFlag[] = []
  const positionals: string[] = []
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    if (word === '--') {
      positionals.push(...words.slice(index + 1))
      break
    }
    if (!word.startsWith('-') || word === '-') {
      positionals.push(word)
      continue
    }
    const read = word.startsWith('--') ? readLong(word, known) : readShort(word, known)
    if (!Array.isArray(read)) return { reason: `helm ${subcommand} has no flag ${word}` }
    const last = read.at(-1)
    if (last !== undefined && last.value === undefined && known.get(last.name)?.takes === 'value') {
      index += 1
      const value = words[index]
      if (value === undefined) return { reason: `--${last.name} has no value` }
      flags.push(...read.slice(0, -1), { name: last.name, value })
    } else flags.push(...read)
  }
  return { subcommand, flags, positionals }
}

function readLong(word: string, known: ReadonlyMap<string, HelmFlag>): GivenFlag[] | undefined {
  const equals = word.indexOf('=')
  const name = equals < 0 ? word.slice(2) : word.slice(2, equals)
  return known.has(name) ? [{ name, value: equals < 0 ? undefined : word.slice(equals + 1) }] : undefined
}

/** `-if x`, `-nshop`, `-n=shop`, `-i=false`: letters until one takes the rest. */
function readShort(word: string, known: ReadonlyMap<string, HelmFlag>): GivenFlag[] | undefined {
  const flags: GivenFlag[] = []
  for (let rest = word.slice(1); rest !== '';) {
    const letter = rest.charAt(0)
    const flag = [...known.values()].find(({ short }) => short === letter)
    if (flag === undefined) return undefined
    if (rest.length > 2 && rest.charAt(1) === '=') return [...flags, { name: flag.name, value: rest.slice(2) }]
    if (flag.takes === 'value' && rest.length > 1) return [...flags, { name: flag.name, value: rest.slice(1) }]
    flags.push({ name: flag.name, value: undefined })
    rest = rest.slice(1)
  }
  return flags
}
