// What is read, how much of it, and what becomes of what cannot be read.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import { explainWait, waitReason } from '../../src/diagnose/explain-wait.ts'
import { ClusterError } from '../../src/errors.ts'
import { verdict } from '../../src/health/verdict.ts'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { SYNC_DEFAULTS } from '../../src/sync/sync-options.ts'
import { deployment, job, pod, replicaSet, warning } from '../support/diagnose-objects.ts'
import { fakeCluster, forbidden } from '../support/fake-cluster.ts'

const test = suite('diagnose')

const diagnosed = async (...request: Parameters<typeof diagnose>) => (await diagnose(...request)).diagnosis

const failedJob = job({
  status: {
    failed: 1,
    conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message: 'limit' }],
  },
})
const failed = [{ name: 'main', state: { terminated: { exitCode: 3, reason: 'Error' } } }]
const all = { judging: SYNC_DEFAULTS, tailLines: 2 }

test('a failed Job is told with its pod, container, log and events', async () => {
  const cluster = fakeCluster({
    objects: [
      pod('migrate-x', { owner: 'job-uid', containers: failed }),
      warning('migrate-x-uid', 'BackOff', 'restarting'),
    ],
    logs: { 'migrate-x/main': ['one', 'two', 'three'] },
  })
  assert.equal(await diagnosed(cluster, failedJob, all), {
    cause: 'container "main" exited with code 3: three',
    code: 'ExitCode',
    causedBy: { pod: 'migrate-x', container: 'main' },
    chain: [
      { what: 'Job migrate', state: 'BackoffLimitExceeded: limit' },
      { what: 'Pod migrate-x', state: 'Failed', reason: 'container "main" exited with code 3: three' },
    ],
    pods: [
      {
        name: 'migrate-x',
        phase: 'Failed',
        containers: [
          {
            name: 'main',
            init: false,
            restarts: 0,
            logLines: ['two', 'three'],
            lastWords: 'three',
            state: 'terminated',
            reason: 'Error',
            exitCode: 3,
          },
        ],
      },
    ],
    events: [{ kind: 'Pod', name: 'migrate-x', reason: 'BackOff', message: 'restarting', count: 2 }],
    notes: [],
  })
})

test('pods of another owner with the same labels are left out', async () => {
  const cluster = fakeCluster({ objects: [pod('other', { owner: 'other-uid', containers: failed })] })
  assert.equal((await diagnosed(cluster, failedJob, all)).pods, [])
})

test('only the three worst pods are looked at, broken before waiting before running, newer first', async () => {
  const owner = 'job-uid'
  const cluster = fakeCluster({
    objects: [
      pod('done', { owner, phase: 'Succeeded' }),
      pod('running', { owner, phase: 'Running' }),
      pod('pending', { owner, phase: 'Pending' }),
      pod('older', { owner, containers: failed, born: '2026-01-01T00:00:01Z' }),
      pod('newer', { owner, containers: failed, born: '2026-01-01T00:00:02Z' }),
    ],
  })
  const found = await diagnosed(cluster, failedJob, all)
  assert.equal(
    found.pods.map((item) => item.name),
    ['newer', 'older', 'pending'],
  )
})

test('a Deployment is followed to the pods of its newest ReplicaSet', async () => {
  const cluster = fakeCluster({
    objects: [
      replicaSet('web-9', '9'),
      replicaSet('web-10', '10'),
      pod('old', { owner: 'web-9-uid', app: 'web', phase: 'Running' }),
      pod('new', { owner: 'web-10-uid', app: 'web', phase: 'Pending' }),
    ],
  })
  const found = await diagnosed(cluster, deployment(), all)
  assert.equal(
    found.pods.map((item) => item.name),
    ['new'],
  )
})

for (const kind of ['StatefulSet', 'DaemonSet', 'ReplicaSet']) {
  test(`a ${kind} is followed to its pods`, async () => {
    const object: KubeObject = {
      apiVersion: 'apps/v1',
      kind,
      metadata: { name: 'db', namespace: 'shop', uid: 'db-uid' },
      spec: { selector: { matchLabels: { app: 'db' } } },
    }
    const cluster = fakeCluster({ objects: [pod('db-0', { owner: 'db-uid', app: 'db', phase: 'Pending' })] })
    assert.is((await diagnosed(cluster, object, all)).pods[0]?.name, 'db-0')
  })
}

test('a Pod is its own pod', async () => {
  const found = await diagnosed(fakeCluster({ logs: { 'p/main': ['no'] } }), pod('p', { containers: failed }), all)
  assert.is(found.cause, 'container "main" exited with code 3: no')
})

test('a Job without a selector is followed by its name', async () => {
  const cluster = fakeCluster({})
  await diagnosed(cluster, job({ spec: { selector: {} } }), all)
  assert.is(cluster.requests[0], 'list Pod batch.kubernetes.io/job-name=migrate')
})

test('match expressions of a selector are sent too', async () => {
  const cluster = fakeCluster({})
  const matchExpressions = [
    { key: 'tier', operator: 'In', values: ['a', 'b'] },
    { key: 'canary', operator: 'DoesNotExist' },
  ]
  await diagnosed(cluster, job({ spec: { selector: { matchLabels: { app: 'x' }, matchExpressions } } }), all)
  assert.is(cluster.requests[0], 'list Pod app=x,tier in (a,b),!canary')
})

test('the log of the instance before is read when the current one has none', async () => {
  const containers = [
    { name: 'main', restartCount: 1, state: { running: {} }, lastState: { terminated: { exitCode: 1 } } },
  ]
  const cluster = fakeCluster({
    objects: [pod('migrate-x', { owner: 'job-uid', phase: 'Running', containers })],
    logs: { 'migrate-x/main/previous': ['crashed'] },
  })
  const found = await diagnosed(cluster, job({ status: { active: 1 } }), all)
  assert.equal(found.pods[0]?.containers[0]?.logLines, ['crashed'])
  assert.is(found.cause, 'container "main" exited with code 1, restarted once: crashed')
})

test('the cause is the line that tells most, looked for further up than is shown; a termination message goes first', async () => {
  const noise = Array.from({ length: 30 }, () => 'npm notice a new version')
  const said = async (terminated: JsonObject) => {
    const containers = [{ name: 'main', restartCount: 0, state: { terminated } }]
    const cluster = fakeCluster({
      objects: [pod('migrate-x', { owner: 'job-uid', phase: 'Failed', containers })],
      logs: { 'migrate-x/main': ['error: no such table', ...noise] },
    })
    return diagnosed(cluster, job({}), { judging: SYNC_DEFAULTS, tailLines: 20 })
  }
  const found = await said({ exitCode: 1, reason: 'Error' })
  assert.is(found.cause, 'container "main" exited with code 1: error: no such table')
  assert.equal(found.pods[0]?.containers[0]?.logLines, noise.slice(-20))
  const { cause } = await said({ exitCode: 1, reason: 'Error', message: 'starting\nFATAL: disk full\nbye\n' })
  assert.is(cause, 'container "main" exited with code 1: FATAL: disk full')
})

test('no log is read where none is wanted, where a container never ran, and where it ended well', async () => {
  const containers = [
    { name: 'waits', state: { waiting: { reason: 'PodInitializing' } } },
    { name: 'done', state: { terminated: { exitCode: 0 } } },
  ]
  const objects = [pod('migrate-x', { owner: 'job-uid', phase: 'Pending', containers })]
  const cluster = fakeCluster({ objects })
  await diagnosed(cluster, job(), all)
  await diagnosed(cluster, failedJob, { judging: SYNC_DEFAULTS, tailLines: 0 })
  assert.equal(
    cluster.requests.filter((request) => request.startsWith('logs')),
    [],
  )
})

test('what may not be read becomes a note, which a run tells once, and not with each cause', async () => {
  const cluster = fakeCluster({
    refuse: { Pod: forbidden('pods is forbidden'), Event: forbidden('events is forbidden') },
  })
  const found = await diagnosed(cluster, failedJob, all)
  assert.equal(found.notes, [
    'its pods could not be read: pods is forbidden',
    'events could not be read: events is forbidden',
  ])
  assert.is(found.cause, 'BackoffLimitExceeded: 1 pod failed (backoffLimit 0)')
})

test('a log that may not be read is told at its container', async () => {
  const cluster = fakeCluster({
    objects: [pod('migrate-x', { owner: 'job-uid', containers: failed })],
    logs: { 'migrate-x/main': forbidden('pods/log is forbidden') },
  })
  const found = await diagnosed(cluster, failedJob, all)
  assert.is(found.pods[0]?.containers[0]?.logError, 'pods/log is forbidden')
  assert.is(found.cause, 'container "main" exited with code 3')
})

test('the log of a pod that has gone meanwhile is told as gone', async () => {
  const cluster = fakeCluster({
    objects: [pod('migrate-x', { owner: 'job-uid', containers: failed })],
    logs: { 'migrate-x/main': new ClusterError('pods "migrate-x" not found', { reason: 'NotFound', status: 404 }) },
  })
  const found = await diagnosed(cluster, failedJob, all)
  assert.is(found.pods[0]?.containers[0]?.logError, 'the pod is gone')
})

test("a fault that is not the cluster's is not hidden", async () => {
  const cluster = { ...fakeCluster({}), list: () => Promise.reject(new Error('a bug')) }
  try {
    await diagnosed(cluster, failedJob, all)
    assert.unreachable()
  } catch (error) {
    assert.match(String(error), 'a bug')
  }
})

test('a wait is explained from the object down to the cause', async () => {
  const status = {
    conditions: [
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        message: '0/3 nodes are available: 3 Insufficient cpu.',
      },
    ],
  }
  const pending = pod('web-abc', { owner: 'web-1-uid', app: 'web', phase: 'Pending', status })
  const cluster = fakeCluster({
    objects: [replicaSet('web-1', '1'), { ...pending, spec: { restartPolicy: 'Always' } }],
  })
  assert.equal(await explainWait(cluster, deployment(), { judging: SYNC_DEFAULTS }), {
    text: '1 of 3 updated replicas available ← Pod web-abc Pending ← FailedScheduling: 0/3 nodes are available: 3 Insufficient cpu.',
    chain: [
      { what: 'Deployment web', state: '1 of 3 updated replicas available' },
      {
        what: 'Pod web-abc',
        state: 'Pending',
        reason: 'FailedScheduling: 0/3 nodes are available: 3 Insufficient cpu.',
      },
    ],
    code: 'Unschedulable',
    hint: 'free capacity, add nodes, or lower resources.requests',
    stuck: [{ cause: 'unschedulable', id: 'web-abc-uid' }],
    restarted: new Map(),
    notes: [],
  })
})

test('a chain does not say the same twice', async () => {
  assert.is(
    (await explainWait(fakeCluster({}), job({ spec: { suspend: true } }), { judging: SYNC_DEFAULTS })).text,
    'suspended: spec.suspend is true',
  )
  assert.is((await explainWait(fakeCluster({}), job(), { judging: SYNC_DEFAULTS })).text, 'no pod yet')
})

const thing: KubeObject = { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a' } }
const going = { ...thing, metadata: { name: 'a', deletionTimestamp: '2026-01-01T00:00:00Z' } }

const REASONS: readonly (readonly [title: string, object: KubeObject, status: string | undefined, reason: string])[] = [
  ['its health', thing, '1 of 3 ready', '1 of 3 ready'],
  ['a missing health rule', thing, undefined, 'Thing has no health rule'],
  ['suspension', job({ spec: { suspend: true } }), 'no pod yet', 'suspended: spec.suspend is true'],
  ['deletion', going, 'Pending deletion', 'being deleted'],
  [
    'a finalizer',
    { ...going, metadata: { ...going.metadata, finalizers: ['foregroundDeletion', 'example.com/guard'] } },
    'Pending deletion',
    'being deleted: held by the finalizer example.com/guard',
  ],
  [
    'foreground deletion',
    { ...going, metadata: { ...going.metadata, finalizers: ['foregroundDeletion'] } },
    'Pending deletion',
    'being deleted, with all that it owns',
  ],
]

for (const [title, object, message, reason] of REASONS) {
  test(`an object alone tells that it waits for ${title}`, () => {
    const health = message === undefined ? undefined : verdict('Progressing', message, '')
    assert.is(waitReason(object, health), reason)
  })
}

test.run()
