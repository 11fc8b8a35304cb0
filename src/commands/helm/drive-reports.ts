// What a drive is told to beside Helm: a CI system, a page, files of logs. All of it is opened before anything is written to a cluster.
import type { Clock } from '../../cluster/port.ts'
import { tellPeople } from '../../guard/tell.ts'
import type { Progress } from '../../helm/drive/progress.ts'
import { peopleOf, tellRefusal } from '../../helm/drive/tell-drive.ts'
import type { Io } from '../../io.ts'
import type { CiTelling } from '../../report/ci/ci-presenter.ts'
import type { Presenter, Ticker } from '../../report/presenter.ts'
import type { LogSettings } from '../../sync/logs/log-settings.ts'
import { checkFiles } from '../check-files.ts'
import { ciTelling } from '../ci-telling.ts'
import { readCiFlags } from '../flags/ci-flags.ts'
import { readLogFlags } from '../flags/log-flags.ts'
import type { FlagValues } from '../flags/parse-flags.ts'
import { readReportFlag } from '../flags/report-flag.ts'
import { openLogs } from '../logs/keeping-logs.ts'
import { openRecords } from '../run-records.ts'
import type { RecordsAsked } from '../run-records.ts'

/** What is open. */
export interface DriveReports {
  readonly ci: CiTelling | undefined
  /** Keeps what the page and a trace are made of. */
  readonly page: Presenter
  /** Closes the logs, writes the page and sends the trace, once. Helm has its answer by then: what cannot be written is told only. */
  readonly closePage: () => Promise<void>
  readonly logs: LogSettings
  /** Where logs are kept; undefined: nowhere. */
  readonly logDir: string | undefined
}

/** Opens it; standard error of `io` is where people look. Throws a UsageError where a flag is wrong or a file cannot be written. */
export async function openReports(
  values: FlagValues,
  io: Io,
  { traces }: Pick<RecordsAsked, 'traces'> = {},
): Promise<DriveReports> {
  const { report } = readReportFlag(values)
  const [logFlags, ciFlags] = [readLogFlags(values), readCiFlags(values)]
  await checkFiles(values, io, { report, dir: logFlags.dir })
  const records = await openRecords({ report, traces }, io)
  const ci = ciTelling(ciFlags, io)
  const warn = (message: string): void => tellPeople(io.stderr, io.guard, `warning: ${message}`)
  const logs = openLogs(logFlags, { ...io, stdout: io.stderr }, warn)
  const closePage = async (): Promise<void> => {
    await logs.close()
    await records.close('wanted')
  }
  return {
    ci,
    page: { event: records.keep, end: () => {} },
    logs: logs.settings,
    logDir: logFlags.dir,
    closePage,
  }
}

/** Where a drive runs, and is told. */
export interface ReportsWorld {
  readonly io: Io
  readonly progress: Progress
  readonly clock: Clock
  readonly ticker: Ticker
}

/** Runs a drive with them, however it ends. What is thrown before it begins is told to them, too. */
export async function withReports<T>(
  values: FlagValues,
  { io, progress, clock, ticker }: ReportsWorld,
  run: (reports: DriveReports) => Promise<T>,
): Promise<T> {
  const { env, guard: secrets, signal } = io
  let reports: DriveReports | undefined
  try {
    const stderr = peopleOf(progress)
    reports = await openReports(values, { ...io, stderr }, { traces: 'where asked' })
    if (reports.logDir !== undefined) tellPeople(stderr, secrets, `logs go to ${reports.logDir}`)
    return await run(reports)
  } catch (error) {
    await tellRefusal(progress, { clock, ticker, env, secrets, signal, ...reports }, error)
    throw error
  } finally {
    await reports?.closePage()
  }
}
