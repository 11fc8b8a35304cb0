// What a command does with logs: whose it shows where nobody says, and the files that it keeps, closed when it ends.
import { tellPeople } from '../../guard/tell.ts'
import type { Io } from '../../io.ts'
import { defined } from '../../object/defined.ts'
import type { LogSettings } from '../../sync/logs/log-settings.ts'
import { usualLogMode } from '../flags/log-flags.ts'
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
  const settings = { which: which ?? usualLogMode(io), ...defined({ filter, keep: files?.keep }) }
  // Said now: the last line is to be how the run ended.
  if (files !== undefined && operation.dryRun === 'none') tellPeople(io.stderr, io.guard, `logs are kept in ${dir}`)
  try {
    return await withinTime(io, operation.timeoutMs, (limited) => run(limited, settings))
  } finally {
    if (files !== undefined) await Promise.race([files.close(), afterClosing()])
  }
}

function afterClosing(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, CLOSING_MS).unref())
}
