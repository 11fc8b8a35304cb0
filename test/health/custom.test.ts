// Health of custom resources: a fixture per state, one row each.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { assessHealth } from '../../src/health/index.ts'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { ARGO_POLICY, OUR_POLICY } from '../../src/policy.ts'
import { healthFixture } from '../support/health-fixture.ts'

const test = suite('health of custom resources')

const GIVEN_UP = 'Unable to create required cluster objects'
const OFF = { runStrategy: 'Halted' }

const of = (apiVersion: string, kind: string, status: JsonObject, spec: JsonObject = {}): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name: 'x' },
  spec,
  status,
})

const STATES: readonly (readonly [fixture: string, status: string, message: string])[] = [
  ['ack-not-ready', 'Progressing', 'Ready is False'],
  ['ack-ready', 'Healthy', 'Ready is True'],
  ['ack-terminal', 'Degraded', 'invalid bucket name'],
  ['analysis-run-failed', 'Degraded', 'metric error rate failed'],
  ['analysis-run-inconclusive', 'Unknown', 'its status.phase is Inconclusive'],
  ['analysis-run-no-phase', 'Progressing', 'waiting until its status.phase is Successful (no status.phase yet)'],
  ['analysis-run-running', 'Progressing', 'its status.phase is Running'],
  ['analysis-run-successful', 'Healthy', 'its status.phase is Successful'],
  ['ansible-job-canceled', 'Degraded', 'canceled: https://tower/1'],
  [
    'ansible-job-new',
    'Progressing',
    'waiting until its status.ansibleJobResult.status is successful (no status.ansibleJobResult.status yet)',
  ],
  ['ansible-job-successful', 'Healthy', 'successful: https://tower/1'],
  ['broadcast-job-completed', 'Healthy', 'its status.phase is completed'],
  ['broadcast-job-failed', 'Degraded', 'its status.phase is failed'],
  ['certificate-about-to-issue', 'Progressing', 'DoesNotExist: Secret does not exist'],
  ['certificate-failed', 'Degraded', 'DoesNotExist: Secret does not exist'],
  ['certificate-issuing', 'Progressing', 'Issuing certificate'],
  ['certificate-ready', 'Healthy', 'Certificate is up to date'],
  ['cluster-api-failed', 'Degraded', 'no subnet'],
  ['cluster-api-paused', 'Suspended', 'its spec.paused is true'],
  ['cluster-api-provisioned', 'Healthy', 'its status.phase is Provisioned'],
  ['cluster-api-provisioning', 'Progressing', 'its status.phase is Provisioning'],
  ['cluster-external-secret-partial', 'Degraded', 'one or more namespaces failed'],
  ['cluster-external-secret-ready', 'Healthy', 'Ready is True'],
  ['cluster-issuer-not-ready', 'Degraded', 'ErrRegister: no route to host'],
  ['cnpg-cluster-failing-over', 'Progressing', 'Failing over: db-1 is gone'],
  ['cnpg-cluster-healthy', 'Healthy', 'its status.phase is Cluster in healthy state'],
  ['cnpg-cluster-hibernated', 'Suspended', 'hibernated'],
  ['cnpg-cluster-new', 'Progressing', 'no status.conditions'],
  ['config-connector-dependency', 'Suspended', 'DependencyNotReady: project is not ready'],
  ['config-connector-failed', 'Degraded', 'UpdateFailed: forbidden'],
  ['config-connector-stale', 'Progressing', 'its controller has not yet seen the new spec'],
  ['config-connector-up-to-date', 'Healthy', 'The resource is up to date'],
  ['crossplane-bucket-failed', 'Degraded', 'ReconcileError: access denied'],
  ['crossplane-bucket-new', 'Progressing', 'no status.conditions'],
  ['crossplane-bucket-paused', 'Suspended', 'ReconcilePaused'],
  ['crossplane-bucket-ready', 'Healthy', 'Ready is True'],
  ['crossplane-composition', 'Healthy', 'its kind is Composition'],
  ['crossplane-provider-config-used', 'Healthy', 'its kind is ProviderConfig'],
  ['crossplane-provider-healthy', 'Healthy', 'Installed is True'],
  ['crossplane-provider-installing', 'Degraded', 'UnhealthyPackageRevision'],
  ['external-secret-failed', 'Degraded', 'SecretSyncedError: could not get secret data'],
  ['external-secret-new', 'Progressing', 'waiting for the condition Ready'],
  ['gateway-class-accepted', 'Healthy', 'Accepted is True'],
  ['gateway-class-stale', 'Progressing', 'its controller has not yet seen the new spec'],
  ['gateway-listener-failed', 'Degraded', 'listener https: InvalidCertificateRef: no such secret'],
  ['gateway-not-programmed', 'Progressing', 'Gateway: AddressNotAssigned: no address'],
  ['gateway-programmed', 'Healthy', 'accepted and programmed'],
  ['git-repository-ready', 'Healthy', 'Succeeded'],
  ['grpc-route-rejected', 'Degraded', 'parent edge: NotAllowedByListeners'],
  ['helm-release-suspended', 'Suspended', 'its spec.suspend is true'],
  ['helm-release-tested', 'Healthy', 'TestSucceeded'],
  ['http-route-accepted', 'Healthy', 'accepted'],
  ['http-route-stale', 'Progressing', 'no gateway has taken it up yet'],
  ['issuer-ready', 'Healthy', 'Ready is True'],
  ['kafka-creating', 'Progressing', 'Creating'],
  ['kafka-failed', 'Degraded', 'InvalidResource: no storage'],
  ['kafka-topic-failed', 'Degraded', 'Error: too many partitions'],
  ['kafka-topic-ready', 'Healthy', 'Ready is True'],
  ['knative-service-failed', 'Degraded', 'RevisionFailed: no image'],
  ['knative-service-progressing', 'Progressing', 'IngressNotConfigured: waiting'],
  ['knative-service-ready', 'Healthy', 'Ready is True'],
  ['kustomization-failed-not-observed', 'Degraded', 'BuildFailed: no such file'],
  ['kustomization-reconciling', 'Progressing', 'Progressing'],
  ['kustomization-stale', 'Progressing', 'its controller has not yet seen the new spec'],
  ['mariadb-database-not-ready', 'Degraded', 'Failed: access denied'],
  ['prometheus-failed', 'Degraded', 'NoPodReady'],
  ['prometheus-some-pods', 'Progressing', 'SomePodsNotReady: pod 0 is pending'],
  ['rabbitmq-queue-new', 'Progressing', 'waiting for the condition Ready'],
  ['rabbitmq-queue-ready', 'Healthy', 'Ready is True'],
  ['rollout-degraded', 'Degraded', 'RolloutAborted: aborted'],
  ['rollout-healthy', 'Healthy', 'healthy'],
  ['rollout-old-aborted', 'Degraded', 'RolloutAborted: aborted'],
  ['rollout-paused', 'Suspended', 'CanaryPauseStep'],
  ['rollout-unobserved', 'Progressing', 'its controller has not yet seen the new spec'],
  ['rollout-workload-unobserved', 'Progressing', 'its controller has not yet seen the new spec'],
  ['scaled-job-unknown', 'Degraded', 'cannot connect'],
  ['scaled-object-fallback', 'Degraded', 'falling back'],
  ['scaled-object-paused', 'Suspended', 'paused'],
  ['scaled-object-ready', 'Healthy', 'ScaledObject is defined correctly'],
  ['sealed-secret-failed', 'Degraded', 'no key could decrypt secret'],
  ['sealed-secret-synced', 'Healthy', 'Synced is True'],
  ['sql-job-complete', 'Healthy', 'Success'],
  ['sql-job-failed', 'Degraded', 'JobFailed: Failed'],
  ['subscription-approval', 'Healthy', 'RequiresApproval'],
  ['subscription-first-approval', 'Progressing', 'RequiresApproval'],
  ['subscription-known', 'Healthy', 'AtLatestKnown'],
  ['subscription-new', 'Progressing', 'no status.conditions'],
  ['subscription-unhealthy-catalog', 'Degraded', 'Unhealthy: no catalog'],
  ['volume-snapshot-failed', 'Degraded', 'no such driver'],
  ['volume-snapshot-ready', 'Healthy', 'its status.readyToUse is true'],
  ['workflow-error', 'Degraded', 'child failed'],
  ['workflow-new', 'Progressing', 'waiting until its status.phase is Succeeded (no status.phase yet)'],
  ['workflow-odd', 'Unknown', 'its status.phase is Odd'],
  ['workflow-running', 'Progressing', '1/2 steps'],
  ['workflow-succeeded', 'Healthy', 'its status.phase is Succeeded'],
]

for (const [fixture, status, message] of STATES) {
  test(`${fixture} is ${status}`, () => {
    const verdict = assessHealth(healthFixture(fixture), OUR_POLICY)
    assert.is(verdict?.status, status)
    assert.is(verdict?.message, message)
  })
}

test("a Rollout's own phase counts as its health where it is the name of one, and as Unknown where it is not", () => {
  const health = (phase: string) =>
    assessHealth({ ...healthFixture('rollout-healthy'), status: { observedGeneration: '1', phase } }, ARGO_POLICY)
      ?.status
  assert.equal(['Suspended', 'Missing', 'Paused', 'Strange'].map(health), [
    'Suspended',
    'Missing',
    'Suspended',
    'Unknown',
  ])
})

const COMPAT_STATES = new Map([
  ['analysis-run-no-phase', 'Missing'],
  ['certificate-about-to-issue', 'Degraded'],
  ['cnpg-cluster-failing-over', 'Degraded'],
  ['cnpg-cluster-new', 'Unknown'],
  ['crossplane-bucket-new', 'Healthy'],
  ['crossplane-bucket-paused', 'Degraded'],
  ['helm-release-tested', 'Degraded'],
  ['kustomization-stale', 'Healthy'],
  ['rabbitmq-queue-new', 'Unknown'],
])

for (const [fixture, status] of STATES) {
  const expected = COMPAT_STATES.get(fixture) ?? status
  test(`${fixture} is ${expected} for Argo CD`, () => {
    assert.is(assessHealth(healthFixture(fixture), ARGO_POLICY)?.status, expected)
  })
}

const condition = (type: string, status: string, message: string): JsonObject => ({ type, status, reason: '', message })
const NOT_READY = condition('Ready', 'False', 'not there')

const MENDED: readonly (readonly [what: string, KubeObject, ours: string, message: string, argo: string])[] = [
  [
    'a PostgreSQL cluster that the operator gave up',
    of('postgresql.cnpg.io/v1', 'Cluster', { phase: GIVEN_UP, phaseReason: 'no secret', conditions: [NOT_READY] }),
    'Degraded',
    `${GIVEN_UP}: no secret`,
    'Suspended',
  ],
  [
    'a machine that cannot be started',
    of('kubevirt.io/v1', 'VirtualMachine', { conditions: [NOT_READY, condition('Failure', 'True', 'no type')] }),
    'Degraded',
    'no type',
    'Suspended',
  ],
  [
    'a machine whose guest keeps ending',
    of('kubevirt.io/v1', 'VirtualMachine', { printableStatus: 'CrashLoopBackOff', conditions: [NOT_READY] }),
    'Degraded',
    'CrashLoopBackOff: not there',
    'Suspended',
  ],
  [
    'a machine that is meant to be off',
    of('kubevirt.io/v1', 'VirtualMachine', { printableStatus: 'Stopped', conditions: [NOT_READY] }, OFF),
    'Healthy',
    'its status.printableStatus is Stopped',
    'Suspended',
  ],
  [
    'a PipelineRun that runs',
    of('tekton.dev/v1', 'PipelineRun', { conditions: [condition('Succeeded', 'Unknown', '1 of 2')] }),
    'Progressing',
    '1 of 2',
    'Healthy',
  ],
]

for (const [what, object, ours, message, argo] of MENDED) {
  test(`${what} is ${ours}, and ${argo} for Argo CD`, () => {
    const found = assessHealth(object, OUR_POLICY)
    assert.equal([found?.status, found?.message], [ours, message])
    assert.is(assessHealth(object, ARGO_POLICY)?.status, argo)
  })
}

test.run()
