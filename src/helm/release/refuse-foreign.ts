// Refuses to touch what belongs to somebody else. With one field manager for all of Helm no conflict would ever tell.
import type { KubeObject } from '../../object/kube-object.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import { ownershipOf } from './ownership-marks.ts'
import type { ReleaseName } from './ownership-marks.ts'
import { holdsResource } from './release-record.ts'
import type { ReleaseRecord } from './release-record.ts'

/** The engine's question about each object that is there, answered for a release and what its current revision holds. */
export function refuseForeign(
  release: ReleaseName,
  current: ReleaseRecord | undefined,
): (task: SyncTask, live: KubeObject) => string | undefined {
  return (task, live) => {
    const inManifest = current !== undefined && holdsResource(current, task.key)
    const role = task.hook === undefined ? 'sync' : 'hook'
    const ownership = ownershipOf(live, { release, role, inManifest })
    if (ownership.owner !== 'foreign') return undefined
    return `it exists and ${ownership.reason}; --take-ownership takes it`
  }
}
