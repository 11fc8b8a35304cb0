// Reads a release's revisions from where Helm keeps them. Decides nothing.
import type { Cluster } from '../../cluster/port.ts'
import { ClusterError, EXIT_CODES, HooksyncError } from '../../errors.ts'
import type { HelmStorage } from '../command-line/helm-settings.ts'
import { readRevision, releaseSelector, revisionsOf } from './release-record.ts'
import type { ReleaseRecord, ReleaseRevision } from './release-record.ts'
import type { ReleaseName } from './ownership-marks.ts'

/** A release's revisions, oldest first, and how to read one. */
export interface ReleaseHistory {
  readonly revisions: readonly ReleaseRevision[]
  read(revision: ReleaseRevision): ReleaseRecord
}

/** Asks the cluster; throws where Helm's storage is none that we can read. */
export async function readRelease(
  cluster: Cluster,
  storage: HelmStorage,
  { name, namespace }: ReleaseName,
): Promise<ReleaseHistory> {
  if (storage !== 'secret' && storage !== 'configmap') {
    throw new HooksyncError(`Helm keeps its releases in ${storage} (HELM_DRIVER), which we cannot read`, {
      exitCode: EXIT_CODES.cluster,
    })
  }
  const kind = storage === 'secret' ? 'Secret' : 'ConfigMap'
  const type = await cluster.resolve({ group: '', version: 'v1', kind })
  if (type === undefined) throw new ClusterError(`the server serves no ${kind}s`, { reason: 'UnknownKind' })
  const { items } = await cluster.list(type, { namespace, labelSelector: releaseSelector(name) })
  return { revisions: revisionsOf(items), read: (revision) => readRevision(revision, storage) }
}
