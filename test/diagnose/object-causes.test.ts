// One row per rule: causes that the object or its events tell.
import { suite } from 'uvu'
import { addCauseTests, failedJob, ofJob, ofWeb, waitingJob, waits, web } from '../support/cause-rows.ts'
import type { CauseRow } from '../support/cause-rows.ts'
import { deployment, job, warning } from '../support/diagnose-objects.ts'

const test = suite('causes that the object or its events tell')

const ROWS: readonly CauseRow[] = [
  {
    title: 'a quota',
    object: deployment({ replicas: 0, updatedReplicas: 0, availableReplicas: 0 }),
    objects: [
      ...web,
      warning('web-1-uid', 'FailedCreate', 'Error creating: pods "web-1-x" is forbidden: exceeded quota: small'),
    ],
    code: 'Quota',
    cause: 'FailedCreate: exceeded quota: small',
    hint: 'raise the ResourceQuota, or lower what the pods ask for',
  },
  {
    title: 'a missing ServiceAccount',
    object: job(),
    objects: [
      warning(
        'job-uid',
        'FailedCreate',
        'Error creating: pods "migrate-" is forbidden: error looking up service account shop/db: serviceaccount "db" not found',
      ),
    ],
    code: 'ServiceAccount',
    cause: 'FailedCreate: error looking up service account shop/db: serviceaccount "db" not found',
    hint: 'create the ServiceAccount in an earlier phase or wave than what needs it',
  },
  {
    title: 'an admission webhook',
    object: job(),
    objects: [
      warning('job-uid', 'FailedCreate', 'Error creating: admission webhook "policy.io" denied the request: no root'),
    ],
    code: 'Admission',
    cause: 'FailedCreate: admission webhook "policy.io" denied the request: no root',
    hint: 'an admission webhook refuses the pod',
  },
  {
    title: 'a refusal that is over does not explain a pod that runs',
    object: waitingJob,
    objects: [
      warning('job-uid', 'FailedCreate', 'Error creating: exceeded quota: small'),
      ofJob({ phase: 'Running', containers: [{ name: 'main', state: { running: {} } }] }),
    ],
    logs: { 'migrate-x/main': ['migrating table 3 of 9'] },
    code: 'Running',
    cause: 'container "main" still runs: migrating table 3 of 9',
  },
  {
    title: 'the deadline of a Job, with what kept it busy',
    object: job({
      spec: { activeDeadlineSeconds: 30 },
      status: { conditions: [{ type: 'Failed', status: 'True', reason: 'DeadlineExceeded', message: 'too long' }] },
    }),
    objects: [
      ofJob({
        phase: 'Pending',
        spec: { containers: [{ name: 'main', image: 'a:b' }] },
        containers: waits('ErrImagePull', 'no such host'),
      }),
    ],
    code: 'DeadlineExceeded',
    cause:
      'DeadlineExceeded: the Job ran longer than activeDeadlineSeconds 30; ErrImagePull: image "a:b" of container "main": no such host',
    hint: 'the node cannot reach the registry',
  },
  {
    title: 'the deadline of a Job, whose pod was only told to stop',
    object: job({
      spec: { activeDeadlineSeconds: 30 },
      status: { conditions: [{ type: 'Failed', status: 'True', reason: 'DeadlineExceeded', message: 'too long' }] },
    }),
    objects: [ofJob({ containers: [{ name: 'main', state: { terminated: { exitCode: 143 } } }] })],
    code: 'DeadlineExceeded',
    cause: 'DeadlineExceeded: the Job ran longer than activeDeadlineSeconds 30',
    hint: 'raise spec.activeDeadlineSeconds, or make it faster',
  },
  {
    title: 'a Job whose pods are gone',
    object: failedJob,
    code: 'JobFailed',
    cause: 'BackoffLimitExceeded: 1 pod failed (backoffLimit 0) (its pods are gone)',
  },
  {
    title: 'a suspended Job',
    object: job({ spec: { suspend: true } }),
    code: 'Suspended',
    cause: 'suspended: spec.suspend is true',
    hint: 'set spec.suspend to false, or wait for who resumes it',
  },
  {
    title: 'a Deployment without progress, whose pods cannot be told',
    object: deployment({ conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }] }),
    objects: web,
    code: 'ProgressDeadline',
    cause: 'ProgressDeadlineExceeded: no progress for 600s: 1 of 3 updated replicas available',
    hint: 'if it only needs longer, raise spec.progressDeadlineSeconds (default 600)',
  },
  {
    title: 'a failing readiness probe',
    object: deployment(),
    objects: [
      ...web,
      ofWeb({ phase: 'Running', containers: [{ name: 'web', ready: false, state: { running: {} } }] }),
      warning('web-x-uid', 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503'),
    ],
    code: 'Probe',
    cause: 'Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503',
  },
  {
    title: 'a pod that is not ready without a word',
    object: deployment(),
    objects: [...web, ofWeb({ phase: 'Running', containers: [{ name: 'web', ready: false, state: { running: {} } }] })],
    code: 'NotReady',
    cause: 'container "web" runs but is not ready',
  },
  {
    title: 'a claim that waits for its first consumer',
    object: {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: 'shop', uid: 'data-uid' },
      status: { phase: 'Pending' },
    },
    objects: [
      {
        ...warning('data-uid', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding'),
        type: 'Normal',
      },
    ],
    code: 'ClaimPending',
    cause: 'WaitForFirstConsumer: waiting for first consumer to be created before binding',
    hint: 'put the claim into the same wave as the pod that uses it',
  },
  {
    title: 'a load balancer without an address',
    object: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'shop', uid: 's-uid' },
      spec: { type: 'LoadBalancer' },
    },
    code: 'LoadBalancer',
    cause: 'no load balancer address yet',
    hint: 'the cluster needs a controller that gives addresses',
  },
  {
    title: 'an ingress without an address',
    object: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'web', namespace: 'shop', uid: 'i-uid' },
      spec: { ingressClassName: 'nginx' },
    },
    code: 'Ingress',
    cause: 'no address from an ingress controller yet',
    hint: 'needs a controller for the class "nginx" that publishes its address',
  },
  {
    title: 'a CustomResourceDefinition whose names are taken',
    object: {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'things.example.com', uid: 'crd-uid' },
      status: { conditions: [{ type: 'NamesAccepted', status: 'False', message: '"things" is already in use' }] },
    },
    code: 'Health',
    cause: 'its names are not accepted: "things" is already in use',
  },
  {
    title: 'an unknown kind, by the last warning about it',
    object: { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a', namespace: 'shop', uid: 'a-uid' } },
    objects: [warning('a-uid', 'SyncError', 'no credentials')],
    code: 'Warning',
    cause: 'SyncError: no credentials',
  },
  {
    title: 'an unknown kind of which nothing is known',
    object: { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a', namespace: 'shop', uid: 'a-uid' } },
    code: 'Unknown',
    cause: 'nothing tells why',
  },
]

addCauseTests(test, ROWS)

test.run()
