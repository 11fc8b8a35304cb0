// What a command does with logs: whose it shows where nobody says, and the files that it keeps, closed when it ends.
import { tellPeople } from '../../guard/tell.ts'
import type { Io } from '../../io.ts'
import { defined } from '../../object/defined.ts'
import type { LogMode, LogSettings } from '../../sync/logs/log-settings.ts'
import type { SyncFlags } from '../flags/sync-flags.ts'
import type { Teller } from '../run-context.ts'
import { withinTime } from '../time-limit.ts'
import { openLogFiles } from './log-files.ts'

/** What is closed within so long, in milliseconds: a disk may hang. */
const CLOSING_MS = 1_000

/** Runs within the time limit, with the settings of logs that the flags mean; throws a UsageError, before anything is done, where logs cannot be kept. */
export async function keepingLogs<T>(
  { logs: { which, filter, dir }, operation }: Pick<SyncFlags, 'logs' | 'operation'>,
  { io, teller }: { readonly io: Io; readonly teller: Pick<Teller, 'tell'> },
  run: (limited: Io, logs: LogSettings) => Promise<T>,
): Promise<T> {
  const warn = (message: string): void => teller.tell({ type: 'warning', message })
  const files = dir === undefined ? undefined : openLogFiles(dir, { cwd: io.cwd, mask: io.guard.mask, warn })
  const settings = { which: which ?? usualMode(io), ...defined({ filter, keep: files?.keep }) }
  try {
    return await withinTime(io, operation.timeoutMs, (limited) => run(limited, settings))
  } finally {
    const count = files === undefined ? 0 : await Promise.race([files.close(), afterClosing()])
    if (count > 0) tellPeople(io.stderr, io.guard, `logs: ${count === 1 ? '1 file' : `${count} files`} in ${dir}`)
  }
}

/** Whose logs are shown where nobody says. */
function usualMode({ stdout, env }: Pick<Io, 'stdout' | 'env'>): LogMode {
  return stdout.isTTY || (env['CI'] ?? '') !== '' ? 'hooks' : 'none'
}

function afterClosing(): Promise<number> {
  return new Promise((resolve) => void setTimeout(() => resolve(0), CLOSING_MS).unref())
}
