// Storage: NetApp Astra and Trident, Rook Ceph, object buckets, OpenShift Data Foundation, and KubeVirt's volumes.
import { all, decides, kinds, lacks, meaning, phase, says, saysNot, table, when } from '../vocabulary/words-of-rules.ts'
import type { HealthFamily } from '../vocabulary/rule.ts'

/** argo-cd:resource_customizations, the groups named here */
export const STORAGE: HealthFamily = {
  'astra.netapp.io': () => ({
    AppVault: table(meaning('status.state', { Healthy: ['available', 'Available'], Degraded: ['failed', 'Failed'] })),
    Application: table(decides('Ready')),
    ...kinds(
      ['Backup', 'ExecHooksRun', 'ResourceBackup', 'ResticVolumeBackup', 'Snapshot'],
      table(meaning('status.state', { Healthy: 'Completed', Progressing: 'Running', Degraded: 'otherwise' })),
    ),
    ExecHook: table(meaning('spec.enabled', { Healthy: true, Suspended: false })),
    Schedule: table({ Healthy: 'otherwise' }),
  }),
  'trident.netapp.io': () => ({
    TridentBackendConfig: table({
      Healthy: all(phase('Bound'), says('status.lastOperationStatus', 'Success')),
      Degraded: says('status.lastOperationStatus', 'Failed'),
    }),
    TridentOrchestrator: table(meaning('status.status', { Healthy: 'Installed', Degraded: ['Failed', 'Error'] })),
  }),
  'snapshot.storage.k8s.io': () => ({
    ...kinds(
      ['VolumeSnapshot', 'VolumeSnapshotContent'],
      table({
        Healthy: says('status.readyToUse', true),
        Degraded: { field: 'status.error', text: 'status.error.message' },
      }),
    ),
  }),
  'ceph.rook.io': () => ({
    CephCluster: table(
      { Degraded: says('status.ceph.health', ['HEALTH_ERR', 'HEALTH_WARN'], 'status.ceph.details.*.message') },
      { Progressing: saysNot('status.ceph.health', 'HEALTH_OK') },
      {
        Degraded: says('status.state', 'Error'),
        Healthy: [says('status.state', ['Created', 'Connected']), lacks('status.state')],
      },
    ),
    CephObjectStore: table({ Healthy: phase('Ready'), Degraded: phase('Failure') }),
  }),
  'objectbucket.io': () => ({ ObjectBucketClaim: table({ Healthy: phase('Bound'), Degraded: phase('Failed') }) }),
  'ocs.openshift.io': () => ({
    StorageCluster: table(
      { Degraded: when('Degraded') },
      { Progressing: when('Progressing') },
      { Healthy: when('Available') },
      { Unknown: 'otherwise' },
    ),
  }),
  'cdi.kubevirt.io': () => ({
    DataVolume: table(
      { Healthy: phase('Succeeded'), Degraded: phase('Failed', 'Unknown'), Suspended: phase('Paused') },
      { Degraded: when('Running', 'False', { reason: 'Error' }) },
    ),
  }),
}
