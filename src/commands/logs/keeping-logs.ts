// What a command does with logs: whose it shows where nobody says, and the files that it keeps, closed when it ends.
import { tellPeople } from '../../guard/tell.ts'
import type { Io } from '../../io.ts'
import { boundedMatch } from '../../io/bounded-match.ts'
import { defined } from '../../object/defined.ts'
import type { LogSettings } from '../../sync/logs/log-settings.ts'
import { usualLogMode } from '../flags/log-flags.ts'
import type { LogFlags } from '../flags/log-flags.ts'
import type { SyncFlags } from '../flags/sync-flags.ts'
import type { Teller } from '../run-context.ts'
import { withinTime } from '../time-limit.ts'
import { openLogFiles } from './log-files.ts'

/** What is closed within so long, in milliseconds: a disk may hang. */
const CLOSING_MS = 1_000

/** The logs of a run. */
export interface OpenLogs {
  readonly settings: LogSettings
  /** Closes the files, once; tells people where they are not whole. */
  readonly close: () => Promise<void>
}

/** What the flags mean, with the files open; throws a UsageError where logs cannot be kept. `warn` hears why no more is kept, or why all lines are shown. */
export function openLogs(
  { which, filter, dir }: LogFlags,
  io: Pick<Io, 'stdout' | 'stderr' | 'env' | 'cwd' | 'guard'>,
  warn: (message: string) => void,
): OpenLogs {
  const files = dir === undefined ? undefined : openLogFiles(dir, { cwd: io.cwd, mask: io.guard.mask, warn })
  const closeNow = async (): Promise<void> => {
    const kept = await Promise.race([files?.close(), files && afterClosing()])
    if (kept?.fault !== undefined)
      tellPeople(io.stderr, io.guard, `warning: the logs in ${dir} are not whole: ${kept.fault}`)
  }
  let closing: Promise<void> | undefined
  return {
    settings: {
      which: which ?? usualLogMode(io),
      ...defined({ filter: filter && lineFilter(filter, warn), keep: files?.keep }),
    },
    close: () => (closing ??= closeNow()),
  }
}

/** What a line has to match; where that takes too long every line is told, and `warn` hears it once. */
function lineFilter(pattern: RegExp, warn: (message: string) => void): (line: string) => boolean {
  const matches = boundedMatch(pattern)
  let isTold = false
  return (line) => {
    const found = matches(line)
    if (found === undefined && !isTold) {
      isTold = true
      warn(`--log-filter ${pattern.source} takes too long: all lines are shown from here; write a simpler one`)
    }
    return found ?? true
  }
}

/** Runs within the time limit, with the settings of logs that the flags mean; throws a UsageError, before anything is done, where logs cannot be kept. */
export async function keepingLogs<T>(
  { logs, operation }: Pick<SyncFlags, 'logs' | 'operation'>,
  { io, teller }: { readonly io: Io; readonly teller: Pick<Teller, 'tell' | 'beforeEnd'> },
  run: (limited: Io, logs: LogSettings) => Promise<T>,
): Promise<T> {
  const { settings, close } = openLogs(logs, io, (message) => teller.tell({ type: 'warning', message }))
  // Said now, and what is wrong with them before the end: the last line is to be how the run ended.
  teller.beforeEnd(close)
  if (logs.dir !== undefined && operation.dryRun === 'none') tellPeople(io.stderr, io.guard, `logs go to ${logs.dir}`)
  try {
    return await withinTime(io, operation.timeoutMs, (limited) => run(limited, settings))
  } finally {
    await close()
  }
}

function afterClosing(): Promise<undefined> {
  return new Promise((resolve) => void setTimeout(resolve, CLOSING_MS, undefined).unref())
}
