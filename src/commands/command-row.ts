// A command of the program, as the table of them has it. Types only.
import type { ExitCode } from '../errors.ts'
import type { Io } from '../io.ts'
import type { FlagText } from './flags/flag.ts'
import type { FlagName } from './flags/flags.ts'
import type { FlagValues } from './flags/parse-flags.ts'

/** A command of the program. */
export interface Command {
  /** '' for the command that runs when none is named. */
  readonly name: string
  readonly usage: string
  readonly summary: string
  readonly flags: readonly FlagName[]
  /** What some of them mean in this command, where that is something else. */
  readonly flagTexts?: readonly FlagText[]
  /** What may stand beside the flags: `KIND/NAME`; left out: nothing. */
  readonly positionals?: readonly string[]
  readonly examples: readonly { readonly command: string; readonly what: string }[]
  run(values: FlagValues, io: Io): Promise<ExitCode>
  /** Of a command that hands its words on to another program, unless the first asks for our own help: with that one's exit status. */
  readonly runWords?: (words: readonly string[], io: Io) => Promise<number>
}
