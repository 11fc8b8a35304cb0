// Chains from an object down to a first cause that another object has: claims, Services, queues, what an object owns.
import { suite } from 'uvu'
import { SYNC_DEFAULTS } from '../../src/sync/sync-options.ts'
import * as assert from 'uvu/assert'
import { explainWait, explainWebhook } from '../../src/diagnose/explain-wait.ts'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { deployment, job, pod, replicaSet, warning } from '../support/diagnose-objects.ts'
import { fakeCluster, forbidden } from '../support/fake-cluster.ts'

const JUDGING = { judging: SYNC_DEFAULTS }

const test = suite('chains')

function object(apiVersion: string, kind: string, name: string, rest: JsonObject = {}): KubeObject {
  return { apiVersion, kind, metadata: { name, namespace: 'shop', uid: `${name}-uid` }, ...rest }
}

const ownedBy = (owner: KubeObject, item: KubeObject): KubeObject => ({
  ...item,
  metadata: { ...item.metadata, ownerReferences: [{ uid: owner.metadata.uid ?? '' }] },
})

const unschedulable = (message: string) => ({
  conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }],
})
const UNBOUND = '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.'
const volumes = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] }
const waiting = pod('web-x', {
  owner: 'web-1-uid',
  app: 'web',
  phase: 'Pending',
  spec: { nodeName: null, restartPolicy: 'Always', ...volumes },
  status: unschedulable(UNBOUND),
})
const web = [replicaSet('web-1', '1'), waiting]
const claim = object('v1', 'PersistentVolumeClaim', 'data', {
  spec: { storageClassName: 'fast' },
  status: { phase: 'Pending' },
})
const NOT_FOUND = 'storageclass.storage.k8s.io "fast" not found'
const broken = pod('check-x', {
  app: 'check',
  phase: 'Pending',
  spec: { restartPolicy: 'Always', containers: [{ name: 'main', image: 'check:typo' }] },
  containers: [{ name: 'main', state: { waiting: { reason: 'ErrImagePull', message: 'not found' } } }],
})
const ready = pod('check-y', {
  app: 'check',
  phase: 'Running',
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
})
const service = object('v1', 'Service', 'check', { spec: { selector: { app: 'check' } } })
const REFUSED =
  'webhook "check.example.com" cannot be called: Post "https://check.shop.svc:443/": dial tcp: connect: connection refused'
const api = object('apiregistration.k8s.io/v1', 'APIService', 'v1.metrics', {
  spec: { service: { name: 'check', namespace: 'shop' } },
  status: {
    conditions: [{ type: 'Available', status: 'False', reason: 'MissingEndpoints', message: 'no endpoints' }],
  },
})
const queued = {
  ...job({ spec: { suspend: true } }),
  metadata: { ...job().metadata, labels: { 'kueue.x-k8s.io/queue-name': 'team' } },
}
const workload = ownedBy(
  queued,
  object('kueue.x-k8s.io/v1beta1', 'Workload', 'job-migrate', {
    status: {
      conditions: [
        { type: 'QuotaReserved', status: 'False', reason: 'Pending', message: 'insufficient quota for cpu' },
      ],
    },
  }),
)
const custom = object('example.com/v1', 'Database', 'db')
const going = {
  ...claim,
  metadata: {
    ...claim.metadata,
    deletionTimestamp: '2026-01-01T00:00:00Z',
    finalizers: ['kubernetes.io/pvc-protection'],
  },
}

interface Row {
  readonly title: string
  readonly object: KubeObject
  readonly objects: readonly KubeObject[]
  readonly text: string
  readonly code: string
  readonly hint?: string
}

const ROWS: readonly Row[] = [
  {
    title: 'a pod that waits for a claim, to what the claim waits for',
    object: deployment(),
    objects: [...web, claim, warning('data-uid', 'ProvisioningFailed', NOT_FOUND)],
    text: `1 of 3 updated replicas available ← Pod web-x Pending ← PersistentVolumeClaim data no volume yet (storage class fast) ← ProvisioningFailed: ${NOT_FOUND}`,
    code: 'ClaimPending',
    hint: 'create the StorageClass fast, or name one of: kubectl get storageclasses',
  },
  {
    title: 'a pod that waits for a claim that nobody has made',
    object: deployment(),
    objects: web,
    text: '1 of 3 updated replicas available ← Pod web-x Pending ← PersistentVolumeClaim data does not exist',
    code: 'Missing',
    hint: 'create it in an earlier phase or wave than what needs it',
  },
  {
    title: 'a pod whose claim is bound by now',
    object: deployment(),
    objects: [...web, { ...claim, status: { phase: 'Bound' } }],
    text: `1 of 3 updated replicas available ← Pod web-x Pending ← FailedScheduling: ${UNBOUND}`,
    code: 'Unschedulable',
    hint: 'look at its PersistentVolumeClaim',
  },
  {
    title: 'an aggregated API, to the pods of its Service',
    object: api,
    objects: [service, broken],
    text: 'MissingEndpoints: no endpoints ← Service check has no ready endpoints ← Pod check-x Pending ← ErrImagePull: image "check:typo" of container "main": not found',
    code: 'ImagePull',
    hint: 'check the name and tag of the image',
  },
  {
    title: 'an aggregated API whose Service answers',
    object: api,
    objects: [service, broken, ready],
    text: 'MissingEndpoints: no endpoints',
    code: 'Health',
  },
  {
    title: 'an aggregated API whose Service selects nothing',
    object: api,
    objects: [service],
    text: 'MissingEndpoints: no endpoints ← Service check has no ready endpoints ← no pod has the labels app=check',
    code: 'Endpoints',
    hint: 'check spec.selector of the Service against the labels of the pods, and that they are made earlier',
  },
  {
    title: 'a Job in a queue of Kueue, to what its Workload says',
    object: queued,
    objects: [workload],
    text: 'suspended: spec.suspend is true ← Workload job-migrate ← Pending: insufficient quota for cpu',
    code: 'Queued',
    hint: 'free quota of its ClusterQueue, raise it, or lower what the Job asks for',
  },
  {
    title: 'a custom resource, to the pods of what it owns',
    object: custom,
    objects: [ownedBy(custom, deployment()), replicaSet('web-1', '1'), waiting],
    text: 'Database has no health rule ← Deployment web 1 of 3 updated replicas available ← Pod web-x Pending ← PersistentVolumeClaim data does not exist',
    code: 'Missing',
    hint: 'create it in an earlier phase or wave than what needs it',
  },
  {
    title: "a custom resource of another of Kubernetes' projects, too",
    object: { ...custom, apiVersion: 'lab.storage.k8s.io/v1', kind: 'Thing' },
    objects: [ownedBy(custom, deployment()), replicaSet('web-1', '1')],
    text: 'Thing has no health rule ← Deployment web 1 of 3 updated replicas available',
    code: 'Health',
  },
  {
    title: 'a custom resource whose things are well',
    object: custom,
    objects: [ownedBy({ ...custom, metadata: { uid: 'other' } }, deployment())],
    text: 'Database has no health rule ← nothing tells why',
    code: 'Unknown',
  },
  {
    title: 'a claim that is being deleted, to the pod that uses it',
    object: going,
    objects: [pod('old', { phase: 'Succeeded', spec: volumes }), pod('db-0', { phase: 'Running', spec: volumes })],
    text: 'being deleted: held by the finalizer kubernetes.io/pvc-protection ← Pod db-0 Running ← still uses it',
    code: 'Finalizer',
    hint: 'it goes when no pod uses it any more',
  },
]

for (const row of ROWS) {
  test(row.title, async () => {
    const found = await explainWait(fakeCluster({ objects: row.objects }), row.object, JUDGING)
    assert.equal([found.text, found.code, found.hint], [row.text, row.code, row.hint])
  })
}

test('a webhook that cannot be called, to the pods of its Service', async () => {
  const found = await explainWebhook(fakeCluster({ objects: [service, broken] }), REFUSED, JUDGING)
  assert.is(
    found.text,
    `${REFUSED} ← Service check has no ready endpoints ← Pod check-x Pending ← ErrImagePull: image "check:typo" of container "main": not found`,
  )
  assert.equal([found.code, found.hint], ['ImagePull', 'check the name and tag of the image'])
})

test('a webhook at an address outside the cluster is not looked for', async () => {
  const cluster = fakeCluster({})
  const message = 'webhook "a" cannot be called: Post "https://check.example.com/": EOF'
  assert.is((await explainWebhook(cluster, message, JUDGING)).text, message)
  assert.equal(cluster.requests, [])
})

test('a link that may not be looked at ends the chain, with a note', async () => {
  const cluster = fakeCluster({ objects: web })
  const closed = { ...cluster, get: () => Promise.reject(forbidden('no claims for you')) }
  const found = await explainWait(closed, deployment(), JUDGING)
  assert.match(found.text, 'FailedScheduling')
  assert.equal(found.notes, [
    { text: 'PersistentVolumeClaim data could not be read: no claims for you', denied: 'no claims for you' },
  ])
})

test('a chain has an end, though objects own one another', async () => {
  const [a, b] = [object('example.com/v1', 'Job', 'a'), object('batch/v1', 'Job', 'b')]
  const cluster = fakeCluster({ objects: [ownedBy(b, a), ownedBy(a, b)] })
  await explainWait(cluster, a, JUDGING)
  assert.ok(cluster.requests.length < 30)
})

test('nothing more is asked where the cause is a first one', async () => {
  const cluster = fakeCluster({ objects: [ownedBy(deployment(), replicaSet('web-1', '1'))] })
  await explainWait(cluster, deployment(), JUDGING)
  assert.equal(
    cluster.requests.filter((request) => !/ReplicaSet|Pod|Event/.test(request)),
    [],
  )
})

test.run()
