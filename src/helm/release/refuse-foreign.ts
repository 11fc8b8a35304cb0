// Refuses to touch what belongs to somebody else, or tells of it. With one field manager for all of Helm no conflict would ever tell.
import type { AskedOfLive } from '../../sync/sync-options.ts'
import { ownershipOf } from './ownership-marks.ts'
import type { ReleaseName } from './ownership-marks.ts'
import { holdsResource } from './release-record.ts'
import type { ReleaseRecord } from './release-record.ts'

/** The engine's question about each object that is there, answered for a release and what its current revision holds. */
export function refuseForeign(release: ReleaseName, current: ReleaseRecord | undefined): AskedOfLive {
  const reasonOf = foreignReason(release, current)
  return (task, live) => {
    const reason = reasonOf(task, live)
    return reason === undefined ? undefined : `it exists and ${reason}; --take-ownership takes it`
  }
}

/** What is told of each of them where Helm was told to take it. */
export function tellForeign(release: ReleaseName, current: ReleaseRecord | undefined): AskedOfLive {
  const reasonOf = foreignReason(release, current)
  return (task, live) => {
    const reason = reasonOf(task, live)
    return reason === undefined ? undefined : `it exists and ${reason}: taken into release ${release.name}`
  }
}

/** `belongs to release other in namespace infra`; undefined: it may be written. */
function foreignReason(release: ReleaseName, current: ReleaseRecord | undefined): AskedOfLive {
  return (task, live) => {
    const inManifest = current !== undefined && holdsResource(current, task.key)
    const role = task.hook === undefined ? 'sync' : 'hook'
    const ownership = ownershipOf(live, { release, role, inManifest })
    return ownership.owner === 'foreign' ? ownership.reason : undefined
  }
}
