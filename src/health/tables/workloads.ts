// Functions, models, streams and messages, and the operators that bring them.
import {
  all,
  compare,
  decides,
  has,
  kinds,
  lacks,
  not,
  number,
  says,
  table,
  unlike,
  unobserved,
  when,
} from '../vocabulary/words-of-rules.ts'
import { assessKeycloak } from '../custom/keycloak.ts'
import { assessSparkApplication } from '../custom/spark.ts'
import type { HealthRow, HealthFamily } from '../vocabulary/rule.ts'

const KNATIVE_OPEN = when('*', 'Unknown')
const NO_CONDITIONS: HealthRow = { Progressing: lacks('status.conditions') }

const JOB_MANAGER = 'status.jobManagerDeploymentStatus'
const FLINK_DEPLOYED: HealthRow = {
  Healthy: [says('status.reconciliationStatus.success', true), says('status.reconciliationStatus.state', 'DEPLOYED')],
}
const FLINK_MANAGER: HealthRow = {
  Progressing: says(JOB_MANAGER, ['DEPLOYED_NOT_READY', 'DEPLOYING']),
  Degraded: says(JOB_MANAGER, 'ERROR', 'status.reconciliationStatus.error'),
}

const SPIN_FAILED: HealthRow = {
  Degraded: [
    when('Progressing', 'False', { reason: 'ProgressDeadlineExceeded' }),
    when('Progressing', 'False', { mentions: ['timeout', 'failed'] }),
  ],
}
const SPIN_UNAVAILABLE: HealthRow = { Degraded: not(when('Available')) }
const SPIN_COUNTS: readonly HealthRow[] = [
  { Progressing: compare(number('status.readyReplicas', 0), '<', number('spec.replicas', 1)) },
  { Progressing: when('Progressing') },
  { Healthy: 'otherwise' },
]

const RABBIT_MADE: HealthRow = {
  Healthy: when('Ready', 'True', { reason: 'SuccessfulCreateOrUpdate' }),
  Degraded: when('Ready', 'False', { reason: 'FailedCreateOrUpdate' }),
}

/** How an object of KEDA is once nothing has failed. */
const SCALED: readonly HealthRow[] = [{ Suspended: all(when('Paused'), when('Ready')) }, { Healthy: when('Ready') }]

const ANSIBLE = 'status.ansibleJobResult.status'

const MODEL = 'status.modelStatus.transitionStatus'

/** argo-cd:resource_customizations, the groups named here */
export const WORKLOAD_TABLES: HealthFamily = {
  'core.spinkube.dev': () => ({
    SpinApp: unlike(
      table(
        { Progressing: lacks('status') },
        SPIN_FAILED,
        { Progressing: all(not(when('Available')), when('Progressing')) },
        SPIN_UNAVAILABLE,
        ...SPIN_COUNTS,
      ),
      'one that is still being rolled out for the first time is Degraded there',
      { Progressing: lacks('status') },
      SPIN_FAILED,
      SPIN_UNAVAILABLE,
      ...SPIN_COUNTS,
    ),
  }),
  'flink.apache.org': () => ({
    FlinkDeployment: unlike(
      table({ Progressing: lacks('status.reconciliationStatus') }, FLINK_MANAGER, FLINK_DEPLOYED),
      'what was handed over counts as Healthy there while its job manager is still being deployed, or has failed',
      { Progressing: lacks('status.reconciliationStatus') },
      FLINK_DEPLOYED,
      FLINK_MANAGER,
    ),
  }),
  'openfaas.com': () => ({
    Function: table({
      Degraded: [when('Ready', 'False'), when('Stalled')],
      Healthy: when('Ready', 'True', { and: compare('status.replicas', '>', 0) }),
      Suspended: when('Ready'),
    }),
  }),
  'operator.knative.dev': () => ({
    KnativeEventing: table(
      NO_CONDITIONS,
      { Progressing: [when('Ready', 'False'), KNATIVE_OPEN] },
      { Healthy: all(when('Ready'), when('InstallSucceeded')), Degraded: 'otherwise' },
    ),
    KnativeServing: table(
      NO_CONDITIONS,
      { Progressing: [when(['Ready', 'DeploymentsAvailable'], 'False'), KNATIVE_OPEN] },
      {
        Healthy: all(
          when('Ready'),
          when('InstallSucceeded'),
          when('DependenciesInstalled'),
          when('DeploymentsAvailable'),
        ),
        Degraded: 'otherwise',
      },
    ),
  }),
  'rabbitmq.com': () => ({
    ...kinds(
      ['Binding', 'Exchange', 'Permission', 'Policy', 'Queue', 'Shovel', 'User', 'Vhost'],
      unlike(
        table(RABBIT_MADE),
        'one that its operator has not looked at is Unknown there, which fails a hook',
        RABBIT_MADE,
        { Unknown: 'otherwise' },
      ),
    ),
    RabbitmqCluster: table(
      { Degraded: when('ReconcileSuccess', 'False') },
      { Progressing: when(['ClusterAvailable', 'AllReplicasReady'], ['Unknown', 'False']) },
      { Healthy: all(when('ClusterAvailable'), when('AllReplicasReady')) },
    ),
  }),
  'serving.kserve.io': () => ({
    InferenceService: table(
      NO_CONDITIONS,
      { Suspended: when('Stopped') },
      { Degraded: all(has('status.modelStatus'), not(says(MODEL, ['UpToDate', 'InProgress']))) },
      { Progressing: says(MODEL, 'InProgress') },
      { Progressing: [when('*', 'Unknown'), when('*', 'False', { except: 'Stopped' })] },
      { Healthy: 'otherwise' },
    ),
  }),
  'camel.apache.org': () => ({ Integration: table(decides('Ready')) }),
  'k8s.keycloak.org': () => ({
    Keycloak: {
      judge: assessKeycloak,
      words: { done: 'its condition Ready is True', failed: 'its condition HasErrors is True' },
      fault: 'an error that came after it was Ready is not seen there',
    },
  }),
  'keda.sh': () => ({
    ScaledObject: table({ Degraded: [when('Ready', 'False'), when('Fallback')] }, ...SCALED),
    ScaledJob: table({ Degraded: when('Ready', ['False', 'Unknown']) }, ...SCALED),
  }),
  'serving.knative.dev': () => ({
    Service: table(
      { Degraded: when('*', 'False') },
      { Progressing: when('*', 'Unknown') },
      { Healthy: all(when('Ready'), when('ConfigurationsReady'), when('RoutesReady')) },
    ),
  }),
  'sparkoperator.k8s.io': () => ({
    SparkApplication: {
      judge: assessSparkApplication,
      words: {
        done: 'its status.applicationState.state is COMPLETED, or RUNNING with as many executors as it asks for',
        failed: 'its status.applicationState.state is FAILING, FAILED or SUBMISSION_FAILED',
      },
    },
  }),
  'tower.ansible.com': () => ({
    AnsibleJob: table({
      Healthy: says(ANSIBLE, 'successful', 'status.ansibleJobResult.url'),
      Degraded: says(ANSIBLE, ['failed', 'error', 'canceled'], 'status.ansibleJobResult.url'),
    }),
  }),
  // The Stack of pulumi/pulumi-kubernetes-operator, which follows the conventions of kstatus.
  'pulumi.com': () => ({
    Stack: table(
      { Progressing: [lacks('status'), unobserved()] },
      { Degraded: when('Stalled'), Progressing: when('Reconciling'), Healthy: when('Ready') },
    ),
  }),
  // tektoncd/pipeline:docs/pipelineruns.md, Monitoring execution status
  'tekton.dev': () => ({
    ...kinds(
      ['PipelineRun', 'TaskRun'],
      unlike(table(decides('Succeeded')), 'there is no rule: one counts as done there once it is applied', {
        Healthy: 'otherwise',
      }),
    ),
  }),
  'kyverno.io': () => ({
    Policy: table({ Healthy: when('Ready', 'True', { reason: 'Succeeded', message: 'Ready' }) }),
  }),
}
