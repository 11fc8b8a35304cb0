// Standard input as a whole, for those who hand it on. Parses nothing.
import { EXIT_CODES, HooksyncError, messageOf } from '../../errors.ts'
import type { Io } from '../../io.ts'
import { readAll } from '../../io/read-all.ts'
import { untilSignal } from '../interruption.ts'

/** Everything on standard input, until its end or the signal. */
export async function readStdin({ stdin, signal }: Pick<Io, 'stdin' | 'signal'>): Promise<Uint8Array> {
  const reading = readAll(stdin).catch((cause: unknown) => {
    const hint = 'check the command before the pipe'
    throw new HooksyncError(`<stdin> cannot be read: ${messageOf(cause)}`, {
      exitCode: EXIT_CODES.invalid,
      hint,
      cause,
    })
  })
  return untilSignal(reading, signal, () => '<stdin> has not ended')
}
