// What operators write into the status of their resources on the way to ready and to a failure, kind by kind. Data only.
import type { JsonObject } from '../../src/object/kube-object.ts'

/** A status on the way, and the words of it that a user has to see while it is waited on. */
export interface StatusOnTheWay {
  readonly status: JsonObject
  readonly told: string
}

/** How a kind goes. */
export interface OperatorStory {
  readonly apiVersion: string
  readonly kind: string
  readonly plural: string
  readonly spec: JsonObject
  /** One after the other; nothing of the next wave may be there yet. */
  readonly progressing: readonly StatusOnTheWay[]
  readonly ready: JsonObject
  readonly failed: JsonObject
  /** What has to stand in the last lines of a run that the failed status ends. */
  readonly failure: string
}

const condition = (type: string, status: string, reason: string, message = ''): JsonObject => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: '2026-01-01T00:00:00Z',
})

const RABBIT_AVAILABLE = condition('ClusterAvailable', 'True', 'AtLeastOneEndpointAvailable')
const RABBIT_RECONCILED = condition('ReconcileSuccess', 'True', 'Success', 'Finish reconciling')

const claim = (...conditions: readonly JsonObject[]): JsonObject => ({ conditions })
const SYNCED = condition('Synced', 'True', 'ReconcileSuccess')

const spark = (state: string, more: JsonObject = {}, errorMessage = ''): JsonObject => ({
  applicationState: { state, ...(errorMessage === '' ? {} : { errorMessage }) },
  sparkApplicationId: 'spark-1',
  ...more,
})

const postgres = (phase: string, phaseReason: string, ready: 'True' | 'False'): JsonObject => ({
  phase,
  phaseReason,
  instances: 3,
  conditions: [condition('Ready', ready, ready === 'True' ? 'ClusterIsReady' : 'ClusterIsNotReady')],
})

/** One story a kind, in the words of each operator's own code and of Argo CD's cases. */
export const STORIES: readonly OperatorStory[] = [
  {
    apiVersion: 'rabbitmq.com/v1beta1',
    kind: 'RabbitmqCluster',
    plural: 'rabbitmqclusters',
    spec: { replicas: 3 },
    progressing: [
      {
        status: {
          observedGeneration: 1,
          conditions: [
            condition('AllReplicasReady', 'Unknown', 'MissingStatefulSet', 'Could not find StatefulSet'),
            condition('ClusterAvailable', 'Unknown', 'CouldNotRetrieveEndpoints', 'Could not verify endpoints'),
            condition('ReconcileSuccess', 'Unknown', 'Initialising'),
          ],
        },
        told: 'Could not find StatefulSet',
      },
      {
        status: {
          observedGeneration: 1,
          conditions: [
            condition('AllReplicasReady', 'False', 'NotAllPodsReady', '1/3 Pods ready'),
            RABBIT_AVAILABLE,
            RABBIT_RECONCILED,
          ],
        },
        told: '1/3 Pods ready',
      },
    ],
    ready: {
      observedGeneration: 1,
      conditions: [condition('AllReplicasReady', 'True', 'AllPodsAreReady'), RABBIT_AVAILABLE, RABBIT_RECONCILED],
    },
    failed: {
      observedGeneration: 1,
      conditions: [
        condition('AllReplicasReady', 'False', 'NotAllPodsReady', '0/3 Pods ready'),
        condition('ClusterAvailable', 'False', 'NoEndpointsAvailable', 'The service has no endpoints available'),
        condition('ReconcileSuccess', 'False', 'FailedReconcilePVC', 'shrinking persistent volumes is not supported'),
      ],
    },
    failure: 'shrinking persistent volumes is not supported',
  },
  {
    apiVersion: 'kafka.strimzi.io/v1beta2',
    kind: 'Kafka',
    plural: 'kafkas',
    spec: { kafka: { replicas: 3 } },
    progressing: [
      {
        status: {
          observedGeneration: 1,
          conditions: [condition('NotReady', 'True', 'Creating', 'Kafka cluster is being deployed')],
        },
        told: 'Kafka cluster is being deployed',
      },
    ],
    ready: { observedGeneration: 1, conditions: [condition('Ready', 'True', '')] },
    failed: {
      observedGeneration: 1,
      conditions: [
        condition('NotReady', 'True', 'InvalidResourceException', 'KafkaNodePools are missing for this cluster'),
      ],
    },
    failure: 'KafkaNodePools are missing for this cluster',
  },
  {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    plural: 'clusters',
    spec: { instances: 3 },
    progressing: [
      {
        status: postgres('Setting up primary', 'Creating primary instance db-1', 'False'),
        told: 'Creating primary instance db-1',
      },
      {
        status: postgres('Waiting for the instances to become active', 'Some instances are not yet active', 'False'),
        told: 'Some instances are not yet active',
      },
    ],
    ready: postgres('Cluster in healthy state', '', 'True'),
    failed: postgres('Unable to create required cluster objects', 'secrets "backup" not found', 'False'),
    failure: 'secrets "backup" not found',
  },
  {
    apiVersion: 'aws.platformref.upbound.io/v1alpha1',
    kind: 'SQLInstance',
    plural: 'sqlinstances',
    spec: { parameters: { storageGB: 20 } },
    progressing: [
      {
        status: claim(
          SYNCED,
          condition('Ready', 'False', 'Waiting', 'Claim is waiting for composite resource to become Ready'),
        ),
        told: 'Claim is waiting for composite resource to become Ready',
      },
    ],
    ready: claim(SYNCED, condition('Ready', 'True', 'Available')),
    failed: claim(
      condition('Synced', 'False', 'ReconcileError', 'cannot select Composition: no compatible Compositions found'),
    ),
    failure: 'cannot select Composition: no compatible Compositions found',
  },
  {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    plural: 'rollouts',
    spec: { replicas: 2, strategy: { canary: {} } },
    progressing: [
      {
        status: { observedGeneration: '1', phase: 'Progressing', message: 'more replicas need to be updated' },
        told: 'more replicas need to be updated',
      },
      {
        status: {
          observedGeneration: '1',
          phase: 'Progressing',
          message: 'updated replicas are still becoming available',
        },
        told: 'updated replicas are still becoming available',
      },
    ],
    ready: { observedGeneration: '1', phase: 'Healthy', currentPodHash: '6d9', stableRS: '6d9' },
    failed: {
      observedGeneration: '1',
      phase: 'Degraded',
      message: 'ProgressDeadlineExceeded: ReplicaSet "web-6d9" has timed out progressing.',
    },
    failure: 'ReplicaSet "web-6d9" has timed out progressing.',
  },
  {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachine',
    plural: 'virtualmachines',
    spec: { runStrategy: 'Always' },
    progressing: [
      {
        status: {
          observedGeneration: 1,
          printableStatus: 'Stopped',
          conditions: [condition('Ready', 'False', 'VMINotExists', 'VMI does not exist')],
        },
        told: 'VMI does not exist',
      },
      {
        status: {
          observedGeneration: 1,
          created: true,
          printableStatus: 'Starting',
          conditions: [condition('Ready', 'False', 'GuestNotRunning', 'Guest VM is not reported as running')],
        },
        told: 'Guest VM is not reported as running',
      },
    ],
    ready: {
      observedGeneration: 1,
      created: true,
      ready: true,
      printableStatus: 'Running',
      conditions: [condition('Ready', 'True', '')],
    },
    failed: {
      observedGeneration: 1,
      printableStatus: 'Stopped',
      conditions: [
        condition('Ready', 'False', 'VMINotExists', 'VMI does not exist'),
        condition('Failure', 'True', 'FailedCreate', 'admission webhook denied the request: no such instancetype'),
      ],
    },
    failure: 'no such instancetype',
  },
  {
    apiVersion: 'tekton.dev/v1',
    kind: 'PipelineRun',
    plural: 'pipelineruns',
    spec: { pipelineRef: { name: 'migrate' } },
    progressing: [
      {
        status: { conditions: [condition('Succeeded', 'Unknown', 'Started')] },
        told: 'Started',
      },
      {
        status: {
          conditions: [
            condition('Succeeded', 'Unknown', 'Running', 'Tasks Completed: 1 (Failed: 0, Cancelled 0), Incomplete: 1'),
          ],
        },
        told: 'Tasks Completed: 1 (Failed: 0',
      },
    ],
    ready: { conditions: [condition('Succeeded', 'True', 'Succeeded', 'Tasks Completed: 2 (Failed: 0, Cancelled 0)')] },
    failed: { conditions: [condition('Succeeded', 'False', 'Failed', 'Tasks Completed: 2 (Failed: 1, Cancelled 0)')] },
    failure: 'Tasks Completed: 2 (Failed: 1, Cancelled 0)',
  },
  {
    apiVersion: 'sparkoperator.k8s.io/v1beta2',
    kind: 'SparkApplication',
    plural: 'sparkapplications',
    spec: { executor: { instances: 2 } },
    progressing: [
      { status: spark('SUBMITTED'), told: 'SUBMITTED' },
      { status: spark('RUNNING', { executorState: { 'e-1': 'RUNNING', 'e-2': 'PENDING' } }), told: 'with 1 executor' },
    ],
    ready: spark('RUNNING', { executorState: { 'e-1': 'RUNNING', 'e-2': 'RUNNING' } }),
    failed: spark('FAILED', {}, 'driver container failed with ExitCode: 1, Reason: Error'),
    failure: 'driver container failed with ExitCode: 1, Reason: Error',
  },
  {
    apiVersion: 'db.atlasgo.io/v1alpha1',
    kind: 'AtlasMigration',
    plural: 'atlasmigrations',
    spec: { dir: { local: {} } },
    progressing: [
      {
        status: {
          conditions: [condition('Ready', 'False', 'Reconciling', 'Current migration data has changed')],
          lastApplied: 0,
          observed_hash: '',
        },
        told: 'Current migration data has changed',
      },
    ],
    ready: { conditions: [condition('Ready', 'True', 'Applied')], lastApplied: 1, observed_hash: '49' },
    failed: {
      conditions: [condition('Ready', 'False', 'Migrating', 'Error: checksum mismatch')],
      lastApplied: 0,
      observed_hash: '',
    },
    failure: 'Error: checksum mismatch',
  },
  {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    plural: 'externalsecrets',
    spec: { secretStoreRef: { name: 'vault' } },
    progressing: [],
    ready: { conditions: [condition('Ready', 'True', 'SecretSynced', 'secret synced')], binding: { name: 'db' } },
    failed: {
      conditions: [condition('Ready', 'False', 'SecretSyncedError', 'could not get secret data from provider')],
    },
    failure: 'could not get secret data from provider',
  },
]
