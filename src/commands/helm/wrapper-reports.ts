// What the wrapper tells a CI system and a page where Helm has ended before our renderer began: nobody else would.
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
  const { ci, page, close } = await openReports(values, io)
  const nowhere = { isTTY: false, columns: 80, write: () => undefined }
  const progress = { screen: io.stderr, log: nowhere, logName: undefined, warning: undefined, close: () => undefined }
  const world = { clock: systemClock, ticker: systemTicker, env: io.env, secrets: io.guard, ci, page }
  const teller = tellDrive(progress, world)
  return {
    /** Tells how it ended before a phase began: Helm by this status, or we by an error. */
    tellUndriven: async (why: number | Error): Promise<void> => {
      teller.ended(endOf(why, io.signal))
      teller.end()
      await close()
    },
    /** The renderer has told all. */
    leave: (): void => teller.end(),
  }
}

function endOf(why: number | Error, signal: AbortSignal): End {
  if (signal.aborted) return interruptedEnd(signal)
  if (typeof why !== 'number') return endOfDrive(why, signal)
  const message = `Helm has ended with status ${why} before the phases began; what it printed says why`
  return { phase: 'Failed', message, reason: 'completed' }
}
