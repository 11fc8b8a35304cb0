// Clusters, machines and nodes: Cluster API, Karpenter, Gardener, Karmada, nmstate, KubeVirt.
import {
  all,
  compare,
  decides,
  filled,
  has,
  lacks,
  meaning,
  not,
  number,
  notTrue,
  older,
  phase,
  says,
  some,
  table,
  unlike,
  when,
} from '../vocabulary/words-of-rules.ts'
import type { HealthRow, HealthFamily, Test } from '../vocabulary/rule.ts'

/** What each member cluster says of its part. */
const AGGREGATED: HealthRow = {
  Degraded: some('status.aggregatedStatus', [
    says('health', 'Unhealthy'),
    all(says('health', 'Unknown'), not(says('applied', true))),
  ]),
  Healthy: 'otherwise',
}

const CLUSTERS = number('#spec.clusters', 0)
const AGGREGATES = number('#status.aggregatedStatus', 0)

const VM_READY: HealthRow = {
  Healthy: when('Ready'),
  Progressing: notTrue('Ready', { and: says('status.created', true) }),
  Suspended: notTrue('Ready'),
}

/** kubevirt/api:core/v1/types.go, VirtualMachinePrintableStatus */
const VM_FAILED = ['CrashLoopBackOff', 'ImagePullBackOff', 'ErrorPvcNotFound', 'DataVolumeError']
const VM_OFF: Test = [says('spec.running', false), says('spec.runStrategy', 'Halted')]

/** argo-cd:resource_customizations, the groups named here */
export const CLUSTER_TABLES: HealthFamily = {
  'addons.cluster.x-k8s.io': () => ({ ClusterResourceSet: table(decides('ResourcesApplied')) }),
  'cluster.x-k8s.io': () => ({
    // Ready False of severity Info is normal while it is provisioned.
    Cluster: table(
      { Suspended: says('spec.paused', true) },
      { Degraded: all(when('Ready', 'False'), not(when('Ready', 'False', { severity: 'Info' }))) },
      meaning('status.phase', {
        Healthy: 'Provisioned',
        Progressing: ['Pending', 'Provisioning', 'Deleting'],
        Degraded: 'Failed',
      }),
    ),
    Machine: table({
      Healthy: phase('Running'),
      Degraded: says('status.phase', 'Failed', 'status.conditions.*.message'),
    }),
    MachineDeployment: table(
      { Suspended: says('spec.paused', true) },
      { Healthy: phase('Running'), Progressing: phase('ScalingUp', 'ScalingDown'), Degraded: phase('Failed') },
    ),
    MachineHealthCheck: table(
      { Progressing: lacks('status.currentHealthy') },
      { Healthy: compare('status.expectedMachines', '=', 'status.currentHealthy'), Degraded: 'otherwise' },
    ),
    MachinePool: table({
      Healthy: phase('Running', 'Scaling'),
      Degraded: phase('Failed', 'Unknown'),
    }),
  }),
  'controlplane.cluster.x-k8s.io': () => ({
    AWSManagedControlPlane: table(
      { Progressing: older(), Degraded: filled('status.failureMessage', 'status.failureMessage') },
      { Progressing: when('EKSControlPlaneUpdating') },
      { Healthy: when('Ready') },
      { Degraded: when('*', 'False', { severity: 'Error' }) },
    ),
  }),
  'core.gardener.cloud': () => ({
    Shoot: table(
      meaning('metadata.labels[shoot.gardener.cloud/status]', {
        Healthy: 'healthy',
        Progressing: 'progressing',
        Degraded: 'unhealthy',
        Unknown: 'unknown',
      }),
    ),
  }),
  'karpenter.k8s.aws': () => ({ EC2NodeClass: table(decides('Ready')) }),
  'karpenter.sh': () => ({
    NodeClaim: table({ Progressing: older() }, { Suspended: when('Disrupting') }, decides('Ready')),
    NodePool: table(decides('Ready')),
  }),
  'kubevirt.io': () => ({
    VirtualMachine: unlike(
      table(
        { Suspended: when('Paused') },
        { Degraded: when('Failure') },
        { Degraded: says('status.printableStatus', VM_FAILED, 'status.conditions.*.message') },
        { Healthy: all(VM_OFF, says('status.printableStatus', 'Stopped')) },
        VM_READY,
      ),
      'one that cannot be started is waited for without end there, and so is one that is meant to be off',
      { Suspended: when('Paused') },
      VM_READY,
    ),
    VirtualMachineInstance: table(
      {
        Degraded: phase('Failed'),
        Progressing: phase('Pending', 'Scheduling', 'Scheduled'),
        Suspended: phase('Succeeded'),
        Unknown: phase('Unknown'),
      },
      { Suspended: when('Paused') },
      { Healthy: when('Ready'), Degraded: notTrue('Ready') },
    ),
  }),
  'nmstate.io': () => ({
    NodeNetworkConfigurationPolicy: table({
      Healthy: when('Available'),
      Degraded: when('Degraded'),
      Progressing: when('Progressing'),
      Suspended: when('Ignored'),
    }),
  }),
  'work.karmada.io': () => ({
    ClusterResourceBinding: table(
      { Progressing: [lacks('status'), compare(CLUSTERS, '=', 0), compare(CLUSTERS, '≠', AGGREGATES)] },
      AGGREGATED,
    ),
    ResourceBinding: table(
      {
        Progressing: [compare(AGGREGATES, '=', 0), all(has('spec.clusters'), compare(CLUSTERS, '≠', AGGREGATES))],
      },
      AGGREGATED,
    ),
  }),
}
