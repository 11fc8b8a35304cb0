// Where own health rules are, as a command line and settings say it. Reads no files.
import { UsageError } from '../../errors.ts'
import { defined } from '../../object/defined.ts'
import type { GivenRule } from '../../lua/lua-rule.ts'
import type { FlagValues } from './parse-flags.ts'

/** Own health rules that are asked for. */
export interface OwnHealthFlags {
  /** A file, or `cluster` with or without a namespace; left out: nobody says. */
  readonly from?: string
  /** It is the command line that says so. */
  readonly given: boolean
  /** What a file of settings has itself, from what wins to what does not; left out: nothing. */
  readonly rules?: readonly (readonly GivenRule[])[]
}

/** Reads it. */
export function readOwnHealthFlags(values: FlagValues): OwnHealthFlags {
  const from = values.value('health-from')
  if (from === '') throw new UsageError('--health-from cannot be empty', 'write --health-from=FROM, or leave it out')
  const given = (values.line ?? values).value('health-from') !== undefined
  return { given, ...defined({ from, rules: values.rules }) }
}
