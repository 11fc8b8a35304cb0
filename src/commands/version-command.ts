// `kubectl hooksync version`: prints the version, with --verbose the machine it runs on, too.
import { EXIT_CODES } from '../errors.ts'
import type { ExitCode } from '../errors.ts'
import type { Io } from '../io.ts'
import { VERSION } from '../version.ts'
import type { FlagValues } from './flags/parse-flags.ts'

/** Prints the version of the program. */
export async function runVersion(values: FlagValues, io: Io): Promise<ExitCode> {
  const machine = ` (Node ${process.versions.node}, ${process.platform} ${process.arch})`
  io.stdout.write(`kubectl-hooksync ${VERSION}${values.switch('verbose') === true ? machine : ''}\n`)
  return EXIT_CODES.succeeded
}
