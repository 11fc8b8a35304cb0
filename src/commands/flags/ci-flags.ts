// The flags for a CI system as typed options. Opens no files.
import { UsageError } from '../../errors.ts'
import { CI_MODES } from '../../report/ci/ci-system.ts'
import type { CiMode } from '../../report/ci/ci-system.ts'
import type { FlagValues } from './parse-flags.ts'
import type { OutputFlags } from './sync-flags.ts'

/** What a CI system is told of a run. */
export interface CiFlags {
  readonly ci: CiMode
  /** The file for JUnit XML. */
  readonly junit: string | undefined
}

/** How a command is told that may tell a CI system, too; left out: none is told anything. */
export type ToldOutput = OutputFlags & { readonly ci?: CiFlags }

/** Reads them, of a command that runs something. */
export function readCiFlags(values: FlagValues): CiFlags {
  const junit = values.value('junit')
  if (junit === '') throw new UsageError('--junit cannot be empty', 'write --junit FILE')
  return { ci: CI_MODES.find((mode) => mode === values.value('ci')) ?? 'auto', junit }
}
