// Ends a drive that cannot end by itself because something does not answer. Decides nothing.
import type { Clock } from '../../cluster/port.ts'
import type { DriveOrders } from '../../helm/drive/drive-request.ts'
import { formatDuration } from '../../report/duration.ts'
import type { Connection } from '../run-context.ts'

/** How long requests may take when the drive has to end, in milliseconds; a rollback that was asked for is given the time it needs. */
const GRACE_MS = 1500
const ROLLBACK_MS = 60_000

/** Nothing that does not answer holds up the end of a drive: what is under way is given up some moments after a signal or the timeout. */
export function endInTime(
  connection: Connection,
  run: {
    readonly signal: AbortSignal
    readonly clock: Clock
    readonly orders: Pick<DriveOrders, 'timeoutMs' | 'rollbackOnFailure'>
  },
): AbortController {
  const { signal, clock, orders } = run
  const over = new AbortController()
  const wait = async (): Promise<void> => {
    await clock.sleep(orders.timeoutMs, AbortSignal.any([signal, over.signal]))
    const why = signal.aborted ? String(signal.reason) : `out of time after ${formatDuration(orders.timeoutMs)}`
    const waited = connection.awaits?.()
    await clock.sleep(orders.rollbackOnFailure ? ROLLBACK_MS : GRACE_MS, over.signal)
    if (!over.signal.aborted) await connection.close(waited === undefined ? why : `${why}: ${waited}`)
  }
  void wait()
  return over
}
