// The end of a drive that failed: what Helm is told and records, and whether it can record it.
import { areTypesKnown } from './await-types.ts'
import type { HelmReading } from '../../hook/hook-type.ts'
import type { Drive, DriveAnswer } from './drive-request.ts'
import { guardCluster } from './guarded-cluster.ts'
import type { Progress } from './progress.ts'
import { nameLeftovers, undoDrive } from './undo-drive.ts'
import type { Before } from './undo-drive.ts'
import type { ReleaseHistory } from '../release/read-release.ts'
import type { ReleaseRecord } from '../release/release-record.ts'
import type { End } from '../../sync/end.ts'
import { TITLE_ROOM, mayRecord, renderFailure } from '../stream/failure-output.ts'
import { drivenManifests, leftAloneManifests, renderDriven } from '../stream/render-output.ts'

/** Why it failed, and how the stream is read. */
export interface DriveFailure {
  readonly reading: HelmReading
  /** The revisions that an upgrade could go back to; undefined: it is an install, or they are not known. */
  readonly history: ReleaseHistory | undefined
  /** The cause; the first line most of all. */
  readonly lines: readonly string[]
  /** What to do, in Helm's words. */
  readonly hints?: readonly string[]
  /** The end, where no sync has told it. */
  readonly end?: End
}

/** Makes the answer, and tells it where the drive was told. */
export async function failDrive(
  drive: Drive,
  { reading, history, lines, hints = [], end }: DriveFailure,
): Promise<DriveAnswer> {
  const { request, world, guard, teller, lost } = drive
  const { stream, orders, major, listener } = request
  if (end !== undefined) teller.ended(end)
  const cause = [...lines, ...hints].map((line) => teller.redact(line))
  const untold = end === undefined ? hints.map((line) => teller.redact(line)) : cause
  const log = logLines(world.progress)
  const kept = [...drivenManifests(stream, reading), ...leftAloneManifests(stream, reading)]
  const wroteSomething = guard.wrote()
  const typesKnown = wroteSomething && (await areTypesKnown(kept, world.cluster))
  const record = mayRecord({ listener, wroteSomething, noHooks: orders.noHooks, typesKnown, lockLost: lost.aborted })
  const isUnknownToHelm = wroteSomething && !record
  const revision = isUnknownToHelm && orders.rollbackOnFailure ? lastGood(history) : undefined
  const left = isUnknownToHelm ? await leave(drive, { manifests: kept, revision }) : []
  const leftovers = left.map((line) => teller.redact(line))
  for (const line of [...untold, ...leftovers, ...log]) teller.say(line)
  if (!record) {
    const changed = wroteSomething ? leftovers : ['nothing was changed']
    const told = renderFailure({ listener, message: [...cause, ...changed, ...log].join('\n'), record: undefined })
    return { ...told, rollBackTo: lost.aborted ? undefined : revision?.version }
  }
  const output = renderDriven(stream, { major, reading })
  const [told, withLog] = [cause.join('; '), [...cause, ...log].join('; ')]
  const message = withLog.length <= TITLE_ROOM ? withLog : told
  return renderFailure({ listener, message, record: { output } })
}

/** Where the whole story stands, if it stands anywhere. */
export function logLines({ logName }: Pick<Progress, 'logName'>): readonly string[] {
  return logName === undefined ? [] : [`log ${logName}`]
}

/** What is left of the drive, undone as far as that was asked for and the lock is held. */
async function leave(drive: Drive, before: Before): Promise<readonly string[]> {
  const { story, request, world, lost } = drive
  if (lost.aborted) {
    const hint = request.orders.rollbackOnFailure ? ['nothing is rolled back: another run may have begun'] : []
    return [...nameLeftovers(story), ...hint]
  }
  // What has stopped the drive, such as a signal, does not stop this; only the loss of the lock does.
  const { cluster } = guardCluster(world.cluster, { signal: lost, check: () => {} })
  return undoDrive({ ...drive, cluster }, before)
}

/** Where a rollback leads to (helm/helm:pkg/action/upgrade.go, failRelease). */
function lastGood(history: ReleaseHistory | undefined): ReleaseRecord | undefined {
  const last = history?.revisions.findLast(({ status }) => status === 'deployed' || status === 'superseded')
  return last === undefined ? undefined : history?.read(last)
}
