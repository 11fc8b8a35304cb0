// What the wrapper tells a CI system and a page where no renderer of ours has told how it ended: nobody else would.
import { systemClock } from '../../cluster/system-clock.ts'
import { endOfDrive, tellDrive } from '../../helm/drive/tell-drive.ts'
import type { Io } from '../../io.ts'
import { interruptedEnd } from '../../sync/end.ts'
import type { End } from '../../sync/end.ts'
import type { FlagValues } from '../flags/parse-flags.ts'
import { systemTicker } from '../system-ticker.ts'
import { openReports } from './drive-reports.ts'

/** Opens the reports, which the renderer opens again: what is wrong with them is told before Helm is called. */
export async function openWrapperReports(values: FlagValues, io: Io) {
  const { ci, page, closePage } = await openReports(values, io)
  const nowhere = { isTTY: false, columns: 80, write: () => undefined }
  const progress = { screen: io.stderr, log: nowhere, logName: undefined, warning: undefined, close: () => undefined }
  const world = { clock: systemClock, ticker: systemTicker, env: io.env, secrets: io.guard, ci, page, closePage }
  const teller = tellDrive(progress, world)
  return {
    /** Tells how it ended where no phase has begun: Helm by this status, or we by an error. */
    tellUndriven: async (why: number | Error): Promise<void> => {
      teller.ended(endOf(why, io.signal))
      await teller.end()
      await closePage()
    },
    /** Tells that a renderer which had begun has not said how it ended. What it has written of that stays as it is. */
    tellSilent: async (status: number, logName: string): Promise<void> => {
      const marks = ci === undefined ? undefined : { ...ci, junit: undefined }
      const beside = tellDrive(progress, { ...world, ci: marks, page: undefined, closePage: undefined })
      const end = silentEnd(status, logName, io.signal)
      if (end.reason === 'completed') beside.say(end.message)
      beside.ended(end)
      await beside.end()
    },
    /** The renderer has told all. */
    leave: (): Promise<void> => teller.end(),
  }
}

function endOf(why: number | Error, signal: AbortSignal): End {
  if (why === 0) return { phase: 'Succeeded', message: 'there were no phases to run', reason: 'completed' }
  if (signal.aborted) return interruptedEnd(signal)
  if (typeof why !== 'number') return endOfDrive(why, signal)
  const message = `Helm has ended with status ${why} before the phases began; what it printed says why`
  return { phase: 'Failed', message, reason: 'completed' }
}

/** By Helm's status; `logName` is where the renderer's log is, '' where it kept none. */
function silentEnd(status: number, logName: string, signal: AbortSignal): End {
  if (signal.aborted) return interruptedEnd(signal)
  const log = logName === '' ? '' : `; what ran is in ${logName}`
  const message = `the renderer ended without a word while the phases ran, and Helm with status ${status}${log}`
  return { phase: 'Error', message, reason: 'completed' }
}
