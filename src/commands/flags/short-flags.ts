// Rewrites the forms that kubectl takes and yargs' parser does not: `-nshop`, `-Rf dir`, `--wait=maybe`. Knows no meanings.
import { UsageError } from '../../errors.ts'
import { goBoolean } from '../../helm/command-line/helm-settings.ts'
import type { Flag } from './flag.ts'

/** The arguments with each short flag on its own, its value behind `=`, and the values of switches as yargs reads them. */
export function expandShortFlags(args: readonly string[], flags: readonly Flag[]): string[] {
  const end = args.indexOf('--')
  const before = end < 0 ? args : args.slice(0, end)
  return [...before.flatMap((arg) => expand(arg, flags)), ...(end < 0 ? [] : args.slice(end))]
}

function expand(arg: string, flags: readonly Flag[]): readonly string[] {
  const either = eitherFlag(arg, flags)
  if (either !== undefined) return [either]
  const long = /^--([^=]+)=(.*)$/s.exec(arg)
  if (long !== null) return [switchValue(long[1] ?? '', long[2] ?? '', flags) ?? arg]
  if (!/^-[a-zA-Z]./s.test(arg) || flags.some(({ name }) => arg.replace(/=.*/s, '') === `-${name}`)) return [arg]
  return expandGroup(arg.slice(1), flags) ?? [arg]
}

/** A flag that is a switch with one more value, always with its value: `--no-create-namespace` → `--create-namespace=false`. */
function eitherFlag(arg: string, flags: readonly Flag[]): string | undefined {
  const written = /^--(no-)?([^=]+)(?:=(.*))?$/s.exec(arg)
  const flag = flags.find(({ name }) => name === written?.[2])
  const isEither = flag?.choices?.includes('true') === true || flag?.bare === 'on'
  if (written === null || flag === undefined || !isEither) return undefined
  const negated = written[1] !== undefined
  const state = goBoolean(written[3] ?? 'true')
  if (state !== undefined) return `--${flag.name}=${stateWord(state !== negated, flag)}`
  return negated ? arg : undefined
}

/** In the words of the flag's other values. */
function stateWord(state: boolean, { bare }: Flag): string {
  if (bare === 'on') return state ? 'on' : 'off'
  return String(state)
}

/** `Rfdir` → `--recursive`, `--filename=dir`; undefined when a letter is not a flag. */
function expandGroup(letters: string, flags: readonly Flag[]): readonly string[] | undefined {
  const expanded: string[] = []
  for (let index = 0; index < letters.length; index += 1) {
    const flag = flags.find(({ alias }) => alias === letters[index])
    if (flag === undefined) return undefined
    const rest = letters.slice(index + 1)
    if (flag.type !== 'switch')
      return [...expanded, rest === '' ? `--${flag.name}` : `--${flag.name}=${rest.replace(/^=/, '')}`]
    if (rest.startsWith('=')) return [...expanded, switchValue(flag.name, rest.slice(1), flags) ?? `--${flag.name}`]
    expanded.push(`--${flag.name}`)
  }
  return expanded
}

function switchValue(name: string, value: string, flags: readonly Flag[]): string | undefined {
  const positive = flags.find((flag) => flag.type === 'switch' && flag.name === name)
  const negated = flags.find((flag) => flag.type === 'switch' && `no-${flag.name}` === name)
  const flag = positive ?? negated
  if (flag === undefined) return undefined
  const state = goBoolean(value)
  if (state === undefined) throw new UsageError(`--${name} cannot be "${value}"`, 'one of true, false')
  return state === (positive !== undefined) ? `--${flag.name}` : `--no-${flag.name}`
}
