// The chains of why something waits, down to the first cause, as the real API server and its controllers make them.
// time limit: 240 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import type { SyncEvent } from '../../src/sync/events.ts'
import { withControlPlane } from '../support/control-plane.ts'
import { kubectl, makeNamespace, startSync, stream, sync } from './lab.ts'

const test = suite('chains')
const real = withControlPlane(test, { webhooks: true })

function object(apiVersion: string, kind: string, name: string, rest: JsonObject = {}): KubeObject {
  return { apiVersion, kind, metadata: { name }, ...rest }
}

/** A Deployment whose pods have these annotations of the lab and this specification. */
function deployment(name: string, lab: JsonObject = {}, spec: JsonObject = {}): KubeObject {
  const annotations = Object.fromEntries(Object.entries(lab).map(([key, value]) => [`lab/${key}`, value]))
  return object('apps/v1', 'Deployment', name, {
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name }, annotations },
        spec: { containers: [{ name: 'main', image: 'lab/any:1' }], ...spec },
      },
    },
  })
}

const service = (name: string): KubeObject =>
  object('v1', 'Service', name, { spec: { selector: { app: name }, ports: [{ port: 443 }] } })

const apiService = (namespace: string): KubeObject =>
  object('apiregistration.k8s.io/v1', 'APIService', 'v1.chains.example.com', {
    spec: {
      group: 'chains.example.com',
      version: 'v1',
      insecureSkipTLSVerify: true,
      groupPriorityMinimum: 100,
      versionPriority: 100,
      service: { name: 'api', namespace },
    },
  })

const webhook = (namespace: string): KubeObject =>
  object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'chains', {
    webhooks: [
      {
        name: 'chains.example.com',
        clientConfig: { service: { name: 'check', namespace } },
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
      },
    ],
  })

const workloads = object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'workloads.kueue.x-k8s.io', {
  spec: {
    group: 'kueue.x-k8s.io',
    scope: 'Namespaced',
    names: { kind: 'Workload', plural: 'workloads' },
    versions: [
      {
        name: 'v1beta1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
})

/** What was waited for at the end: its chain as one line without the random parts of names, its code, its hint. */
function ending(events: readonly SyncEvent[]): readonly (readonly [string, string | undefined, string | undefined])[] {
  return events.flatMap((event) =>
    event.type === 'timed-out'
      ? event.blockers.map(
          ({ message, code, hint }) =>
            [message.replaceAll(/-[a-f0-9]{8,10}-[a-z0-9]{5}\b/g, '-…'), code, hint] as const,
        )
      : [],
  )
}

/** Where one thing was waited for at the end. */
function onlyEnding(events: readonly SyncEvent[]): readonly [string, string | undefined, string | undefined] {
  const [first] = ending(events)
  assert.ok(first, 'nothing was waited for')
  return first
}

const SHORT = ['-o', 'json', '--timeout', '7s']

real('a claim that nobody makes keeps a pod from a node', async (plane) => {
  const namespace = await makeNamespace(plane, 'claims')
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }]
  const input = stream(deployment('web', {}, { volumes }))
  const run = await sync(plane, ['-f', '-', '-n', namespace, ...SHORT], { input })
  assert.equal(ending(run.events), [
    [
      '0 of 1 updated replicas available ← Pod web-… Pending ← PersistentVolumeClaim data does not exist',
      'Missing',
      'create it in an earlier phase or wave than what needs it',
    ],
  ])
})

real('an aggregated API waits for the pods of its Service', async (plane) => {
  const namespace = await makeNamespace(plane, 'aggregated')
  const run = await sync(plane, ['-f', '-', '-n', namespace, ...SHORT], { input: stream(apiService(namespace)) })
  const [text, ...rest] = onlyEnding(run.events)
  assert.match(text, /^ServiceNotFound: .* ← Service api does not exist$/)
  assert.equal(rest, ['Missing', 'create it in an earlier phase or wave than what needs it'])
  const crashing = deployment('api', { 'crash-loop': 'true', 'exit-code': '127' })
  await kubectl(plane, ['apply', '-n', namespace, '-f', '-'], stream(service('api'), crashing))
  const next = await sync(plane, ['-f', '-', '-n', namespace, ...SHORT], { input: stream(apiService(namespace)) })
  await kubectl(plane, ['delete', 'apiservice', 'v1.chains.example.com'])
  const [last, ...why] = onlyEnding(next.events)
  assert.match(
    last,
    /^MissingEndpoints: .* ← Service api has no ready endpoints ← Pod api-… Running ← CrashLoopBackOff: container "main" exited with code 127/,
  )
  assert.equal(why, ['CrashLoop', 'the command was not found in the image'])
})

real('a webhook that cannot be called waits for the image of its pods', async (plane) => {
  const namespace = await makeNamespace(plane, 'hooked')
  const typo = deployment('check', { 'image-pull-error': 'ErrImagePull', 'waiting-message': 'manifest unknown' })
  await kubectl(plane, ['create', '-n', namespace, '-f', '-'], stream(service('check'), typo))
  await kubectl(plane, ['create', '-f', '-'], stream(webhook(namespace)))
  const input = stream(object('v1', 'ConfigMap', 'guarded'))
  const run = await sync(plane, ['-f', '-', '-n', namespace, ...SHORT], { input })
  await kubectl(plane, ['delete', 'validatingwebhookconfiguration', 'chains'])
  const [text, ...rest] = onlyEnding(run.events)
  assert.match(
    text,
    /^webhook "chains\.example\.com" cannot be called: .* ← Service check has no ready endpoints ← Pod check-… Pending ← ErrImagePull: image "lab\/any:1" of container "main": manifest unknown$/,
  )
  assert.equal(rest, ['ImagePull', 'check the name and tag of the image'])
})

real('a quota keeps pods from being made', async (plane) => {
  const namespace = await makeNamespace(plane, 'quotas')
  const quota = object('v1', 'ResourceQuota', 'small', { spec: { hard: { pods: '0' } } })
  await kubectl(plane, ['create', '-n', namespace, '-f', '-'], stream(quota))
  const run = await sync(plane, ['-f', '-', '-n', namespace, ...SHORT], { input: stream(deployment('web')) })
  assert.equal(ending(run.events), [
    [
      '0 of 1 replicas updated ← FailedCreate: exceeded quota: small, requested: pods=1, used: pods=0, limited: pods=0',
      'Quota',
      'raise the ResourceQuota, or lower what the pods ask for',
    ],
  ])
})

real('a Job in a queue waits for what Kueue says', async (plane) => {
  const namespace = await makeNamespace(plane, 'queues')
  await kubectl(plane, ['create', '-f', '-'], stream(workloads))
  await kubectl(plane, ['wait', '--for=condition=Established', 'crd/workloads.kueue.x-k8s.io'])
  const queued = object('batch/v1', 'Job', 'train', {
    metadata: { name: 'train', labels: { 'kueue.x-k8s.io/queue-name': 'team' } },
    spec: { suspend: true, template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] } } },
  })
  const running = startSync(plane, ['-f', '-', '-n', namespace, ...SHORT], { input: stream(queued) })
  await running.told(/"resource-applied"/)
  const uid = await kubectl(plane, ['get', 'job', 'train', '-n', namespace, '-o', 'jsonpath={.metadata.uid}'])
  const workload = object('kueue.x-k8s.io/v1beta1', 'Workload', 'job-train', {
    metadata: {
      name: 'job-train',
      namespace,
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'train', uid }],
    },
    status: {
      conditions: [
        { type: 'QuotaReserved', status: 'False', reason: 'Pending', message: "LocalQueue team doesn't exist" },
      ],
    },
  })
  await kubectl(plane, ['create', '-f', '-'], stream(workload))
  const run = await running.ended
  assert.equal(ending(run.events), [
    [
      "suspended: spec.suspend is true ← Workload job-train ← Pending: LocalQueue team doesn't exist",
      'Queued',
      `check the label kueue.x-k8s.io/queue-name: kubectl get localqueues -n ${namespace}`,
    ],
  ])
})

real('a claim that is deleted waits for the pod that uses it, a namespace for what is left in it', async (plane) => {
  const namespace = await makeNamespace(plane, 'leaving')
  const data = object('v1', 'PersistentVolumeClaim', 'data', {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  })
  const gone = object('v1', 'Namespace', 'leaving-too')
  const inGone = object('v1', 'ConfigMap', 'inside', { metadata: { name: 'inside', namespace: 'leaving-too' } })
  const user = object('v1', 'Pod', 'user', {
    spec: {
      containers: [{ name: 'main', image: 'a' }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
    },
  })
  await kubectl(plane, ['create', '-n', namespace, '-f', '-'], stream(user))
  const input = stream(data, gone, inGone)
  const made = await sync(plane, ['-f', '-', '-n', namespace, '-o', 'json'], { input })
  assert.is(made.exitCode, 0, made.stdout)
  const held = { metadata: { finalizers: ['example.com/guard'] } }
  await kubectl(plane, ['patch', 'cm', 'inside', '-n', 'leaving-too', '--type=merge', '-p', JSON.stringify(held)])
  await kubectl(plane, ['delete', 'namespace', 'leaving-too', '--wait=false'])
  const run = await sync(plane, ['delete', '-f', '-', '-n', namespace, '--yes', ...SHORT], { input: stream(data) })
  assert.equal(ending(run.events), [
    [
      'being deleted: held by the finalizer kubernetes.io/pvc-protection ← Pod user Running ← still uses it',
      'Finalizer',
      'it goes when no pod uses it any more',
    ],
  ])
  const again = await sync(plane, ['-f', '-', '-n', namespace, ...SHORT], { input: stream(gone, inGone) })
  const [text, ...rest] = onlyEnding(again.events)
  assert.match(
    text,
    /^being deleted ← Some resources are remaining: configmaps\. has 1 resource instances; Some content in the namespace has finalizers remaining: example\.com\/guard in 1 resource instances$/,
  )
  assert.equal(rest, [
    'Namespace',
    'the controller of example.com/guard has to remove it: does it still run? It may have been deleted first',
  ])
})

test.run()
