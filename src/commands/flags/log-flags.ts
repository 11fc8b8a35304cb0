// The flags about logs as typed options; a wrong value is a usage error. Reads no files.
import { UsageError } from '../../errors.ts'
import type { Io } from '../../io.ts'
import { LOG_MODES } from '../../sync/logs/log-settings.ts'
import type { LogMode } from '../../sync/logs/log-settings.ts'
import type { FlagValues } from './parse-flags.ts'

/** What is said of logs. */
export interface LogFlags {
  /** Undefined: what fits the output. */
  readonly which: LogMode | undefined
  readonly filter: RegExp | undefined
  /** Where they are kept; undefined: nowhere. */
  readonly dir: string | undefined
}

/** Whose logs are shown where nobody says. */
export function usualLogMode({ stdout, env }: Pick<Io, 'stdout' | 'env'>): LogMode {
  return stdout.isTTY || (env['CI'] ?? '') !== '' ? 'hooks' : 'none'
}

/** Reads them. */
export function readLogFlags(values: FlagValues): LogFlags {
  const dir = values.value('log-dir')
  if (dir === '') throw new UsageError('--log-dir cannot be empty', 'write --log-dir DIR')
  if (dir === '-') {
    throw new UsageError('--log-dir cannot be "-": logs are kept in a folder', 'write --log-dir DIR; --logs shows them')
  }
  return {
    which: LOG_MODES.find((mode) => mode === values.value('logs')),
    filter: readFilter(values.value('log-filter')),
    dir,
  }
}

function readFilter(text: string | undefined): RegExp | undefined {
  if (text === undefined) return undefined
  if (text === '') {
    throw new UsageError(
      '--log-filter cannot be empty',
      'write a regular expression like error|warn, or leave it out for all lines',
    )
  }
  try {
    return new RegExp(text, 'u')
  } catch {
    // Without the flag more is taken, as `\-` is.
  }
  try {
    return new RegExp(text)
  } catch (error) {
    const why =
      error instanceof Error ? error.message.replace(/^Invalid regular expression: (?:\/.*\/\w*: )?/s, '') : ''
    throw new UsageError(`--log-filter cannot be "${text}": ${why}`, 'write a regular expression like error|warn')
  }
}
