// Health of the kinds that come with Kubernetes: a fixture per state, one row each.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { assessHealth, assessIgnoringDeletion } from '../../src/health/index.ts'
import { ARGO_POLICY, OUR_POLICY } from '../../src/policy.ts'
import { healthFixture } from '../support/health-fixture.ts'

const test = suite('health of built-in kinds')

const STATES: readonly (readonly [fixture: string, status: string, message: string])[] = [
  ['api-service-available', 'Healthy', 'all checks passed'],
  ['api-service-new', 'Progressing', 'not looked at yet'],
  ['api-service-unavailable', 'Progressing', 'ServiceNotFound: service is not present'],
  ['cron-job-active', 'Healthy', 'running'],
  ['cron-job-failed', 'Degraded', 'the last run, at 2026-01-02T00:00:00Z, did not succeed'],
  ['cron-job-never-succeeded', 'Healthy', 'no run has succeeded yet, last one at 2026-01-01T00:00:00Z'],
  ['cron-job-new', 'Progressing', 'its controller has not yet seen it'],
  ['cron-job-succeeded', 'Healthy', 'last run succeeded at 2026-01-02T00:00:05Z'],
  ['cron-job-suspended', 'Healthy', 'suspended'],
  ['cron-job-unscheduled', 'Healthy', 'not scheduled yet'],
  ['custom-resource-definition-established', 'Healthy', 'established'],
  ['custom-resource-definition-installing', 'Progressing', 'being installed'],
  ['custom-resource-definition-names', 'Degraded', 'its names are not accepted: "things" is already in use'],
  ['custom-resource-definition-new', 'Progressing', 'not looked at yet'],
  ['custom-resource-definition-schema', 'Degraded', 'its schema is not structural: spec.type is missing'],
  ['custom-resource-definition-terminating', 'Progressing', 'instances are deleted'],
  ['custom-resource-definition-unestablished', 'Degraded', 'not established'],
  ['daemon-set-available', 'Healthy', '3 available'],
  ['daemon-set-on-delete', 'Healthy', '1 of 3 pods updated; updates wait for pods to be deleted'],
  ['daemon-set-unavailable', 'Progressing', '2 of 3 updated pods available'],
  ['daemon-set-unobserved', 'Progressing', 'its controller has not yet seen the new spec'],
  ['daemon-set-updating', 'Progressing', '1 of 3 pods updated'],
  ['deployment-available', 'Healthy', '3 available'],
  ['deployment-deadline-exceeded', 'Degraded', 'no progress for 60s: 1 of 3 updated replicas available'],
  ['deployment-new', 'Progressing', 'its controller has not yet seen the new spec'],
  ['deployment-old-replicas', 'Progressing', '1 old replica not yet gone'],
  ['deployment-old-version', 'Unknown', 'no health rule for Deployment of apps/v1beta1, only of apps/v1'],
  [
    'deployment-over-quota',
    'Progressing',
    '0 of 3 replicas updated; FailedCreate: pods "web-1-x" is forbidden: exceeded quota: small',
  ],
  ['deployment-paused', 'Suspended', 'paused: spec.paused is true'],
  ['deployment-terminating', 'Progressing', 'Pending deletion'],
  ['deployment-unavailable', 'Progressing', '1 of 3 updated replicas available'],
  ['deployment-unobserved', 'Progressing', 'its controller has not yet seen the new spec'],
  ['deployment-updating', 'Progressing', '1 of 3 replicas updated'],
  ['horizontal-pod-autoscaler-able', 'Healthy', 'recommended size matches current size'],
  ['horizontal-pod-autoscaler-failed', 'Degraded', 'FailedGetResourceMetric: no metrics'],
  ['horizontal-pod-autoscaler-new', 'Progressing', 'not yet able to scale'],
  [
    'horizontal-pod-autoscaler-old-version',
    'Unknown',
    'no health rule for HorizontalPodAutoscaler of autoscaling/v2beta2, only of autoscaling/v1, autoscaling/v2',
  ],
  ['horizontal-pod-autoscaler-v1-failed', 'Degraded', 'FailedGetScale'],
  [
    'horizontal-pod-autoscaler-v1-garbage',
    'Unknown',
    'the annotation autoscaling.alpha.kubernetes.io/conditions is not a JSON list',
  ],
  ['horizontal-pod-autoscaler-v1-limited', 'Healthy', 'at its maximum'],
  ['horizontal-pod-autoscaler-v1-new', 'Progressing', 'not yet able to scale'],
  ['ingress-extensions', 'Progressing', 'no address from an ingress controller yet'],
  ['ingress-pending', 'Progressing', 'no address from an ingress controller yet'],
  ['ingress-ready', 'Healthy', 'lb.example.com'],
  ['job-complete-terminating', 'Progressing', 'Pending deletion'],
  ['job-complete', 'Healthy', 'Reached expected number of succeeded pods'],
  ['job-failed-false', 'Progressing', 'running: 1 active, 0 succeeded, 0 failed'],
  ['job-failed', 'Degraded', 'BackoffLimitExceeded: Job has reached the specified backoff limit'],
  [
    'job-failing',
    'Progressing',
    'failing, its pods are still ending: DeadlineExceeded: Job was active longer than specified deadline',
  ],
  ['job-new', 'Progressing', 'no pod yet'],
  ['job-resumed', 'Progressing', 'running: 1 active, 0 succeeded, 0 failed of backoffLimit 0'],
  ['job-running', 'Progressing', 'running: 1 active, 0 succeeded, 1 failed of backoffLimit 6'],
  ['job-succeeding', 'Progressing', 'succeeded, its pods are still ending'],
  ['job-suspended-unseen', 'Progressing', 'suspended: spec.suspend is true'],
  ['job-suspended', 'Suspended', 'Job suspended'],
  ['persistent-volume-claim-bound', 'Healthy', 'bound to pv-1'],
  ['persistent-volume-claim-lost', 'Degraded', 'its volume pv-1 is lost'],
  ['persistent-volume-claim-odd', 'Unknown', 'unknown phase Odd'],
  ['persistent-volume-claim-pending', 'Progressing', 'no volume yet (storage class fast)'],
  ['pod-broken-config', 'Degraded', 'container "web" CreateContainerConfigError: secret "db" not found'],
  ['pod-broken-image-never', 'Progressing', 'container "web" ErrImagePull'],
  ['pod-broken-image', 'Degraded', 'container "web" ImagePullBackOff: Back-off pulling image "shop:1"'],
  ['pod-disruption-budget-failed', 'Degraded', 'SyncFailed: no controllers found'],
  ['pod-disruption-budget-insufficient', 'Healthy', 'InsufficientPods'],
  ['pod-disruption-budget-new', 'Progressing', 'its controller has not yet seen it'],
  ['pod-failed-exit-code', 'Degraded', 'container "test" failed with exit code 3'],
  ['pod-failed-message', 'Degraded', 'The node was low on resource memory.'],
  ['pod-failed-oom', 'Degraded', 'container "test" was OOMKilled'],
  ['pod-failed-silent', 'Degraded', 'failed'],
  ['pod-failed-termination-message', 'Degraded', 'no schema'],
  ['pod-ignores-restart-policy-hook', 'Progressing', 'running'],
  ['pod-ignores-restart-policy', 'Healthy', 'ready'],
  ['pod-init-broken', 'Progressing', 'container "wait" CrashLoopBackOff'],
  ['pod-not-ready', 'Progressing', 'running, not ready yet'],
  ['pod-pending', 'Progressing', 'pending'],
  ['pod-ready', 'Healthy', 'ready'],
  ['pod-restarted', 'Degraded', 'container "web" was restarted after exit code 1 and is not ready'],
  ['pod-running-never', 'Progressing', 'running: test'],
  ['pod-succeeded', 'Healthy', 'succeeded'],
  ['pod-terminating-hook', 'Healthy', 'succeeded'],
  ['pod-unknown-phase', 'Unknown', 'node lost'],
  ['pod-unscheduled', 'Progressing', 'not scheduled: 0/1 nodes are available: 1 Insufficient cpu.'],
  ['replica-set-available', 'Healthy', '2 available'],
  ['replica-set-failure-over', 'Progressing', '1 of 2 replicas available'],
  ['replica-set-failure', 'Degraded', 'FailedCreate: exceeded quota'],
  ['replica-set-unobserved', 'Progressing', 'its controller has not yet seen the new spec'],
  ['service-cluster-ip', 'Healthy', 'created'],
  ['service-load-balancer-pending', 'Progressing', 'no load balancer address yet'],
  ['service-load-balancer-ready', 'Healthy', '10.0.0.1, lb.example.com'],
  ['stateful-set-new', 'Progressing', 'its controller has not yet seen the new spec'],
  ['stateful-set-not-ready', 'Progressing', '1 of 2 replicas ready'],
  ['stateful-set-on-delete', 'Healthy', '3 ready; updates wait for pods to be deleted'],
  ['stateful-set-partition-done', 'Healthy', '3 ready'],
  ['stateful-set-partition-waits', 'Progressing', '1 of 2 replicas above partition 1 updated'],
  ['stateful-set-ready', 'Healthy', '3 ready'],
  ['stateful-set-revision-differs', 'Progressing', '2 replicas at the new revision db-2'],
  ['stateful-set-rolling', 'Progressing', '1 of 3 replicas updated'],
  ['stateful-set-unobserved', 'Progressing', 'its controller has not yet seen the new spec'],
]

for (const [fixture, status, message] of STATES) {
  test(`${fixture} is ${status}`, () => {
    const verdict = assessHealth(healthFixture(fixture), OUR_POLICY)
    assert.is(verdict?.status, status)
    assert.is(verdict?.message, message)
  })
}

const COMPAT_STATES = new Map([
  ['job-failed-false', 'Degraded'],
  ['job-resumed', 'Healthy'],
])

for (const [fixture, status] of STATES) {
  const expected = COMPAT_STATES.get(fixture) ?? status
  test(`${fixture} is ${expected} for Argo CD`, () => {
    assert.is(assessHealth(healthFixture(fixture), ARGO_POLICY)?.status, expected)
  })
}

test("a resumed Job has Argo CD's message in compat mode", () => {
  const verdict = assessHealth(healthFixture('job-resumed'), ARGO_POLICY)
  assert.equal(verdict, { status: 'Healthy', message: 'Job resumed' })
})

test('a Job that its TTL is deleting is judged by its last state when deletion is ignored', () => {
  const verdict = assessIgnoringDeletion(healthFixture('job-complete-terminating'), OUR_POLICY)
  assert.equal(verdict, { status: 'Healthy', message: 'complete' })
})

test('a Deployment on its way out is not taken for unobserved when deletion is ignored', () => {
  const verdict = assessIgnoringDeletion(healthFixture('deployment-terminating'), OUR_POLICY)
  assert.equal(verdict, { status: 'Healthy', message: '3 available' })
})

test('a version that a rule cannot read is a rule error', () => {
  assert.is(assessHealth(healthFixture('deployment-old-version'), OUR_POLICY)?.ruleError, true)
  assert.is(assessHealth(healthFixture('horizontal-pod-autoscaler-v1-garbage'), OUR_POLICY)?.ruleError, true)
})

test('a kind without a rule has no health', () => {
  assert.is(assessHealth(healthFixture('config-map'), OUR_POLICY), undefined)
})

test.run()
