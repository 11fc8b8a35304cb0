// The second run of a set that has not changed: no write, and no more requests than kinds and a few.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { withControlPlane } from '../support/control-plane.ts'
import { annotate, object } from '../support/objects.ts'
import { kubectl, makeNamespace, startSync, stream, sync, witness } from './lab.ts'
import type { WitnessedRun } from './lab.ts'
import { configMap, deployment, job } from './workload.ts'

const test = suite('unchanged')
const real = withControlPlane(test)

/** Each kind as people write it: with quantities, ports and lists that the server fills with defaults or writes otherwise. */
function application(): readonly KubeObject[] {
  const container = {
    name: 'main',
    image: 'nginx',
    ports: [{ containerPort: 80 }, { containerPort: 53, protocol: 'UDP' }],
    resources: { requests: { cpu: '0.5', memory: '1024Mi' }, limits: { cpu: 1, memory: '2Gi' } },
    env: [{ name: 'LEVEL', value: 'info' }, { name: 'EMPTY', value: '' }, { name: 'BARE' }],
    readinessProbe: { httpGet: { path: '/', port: 80 } },
    volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: false }],
  }
  const template = {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [container], volumes: [{ name: 'data', emptyDir: {} }], securityContext: {} },
  }
  return [
    ...Array.from({ length: 300 }, (_, index) => configMap(`settings-${index}`)),
    object('ServiceAccount', 'web'),
    object('Secret', 'credentials', { fields: { stringData: { password: 'secret' }, data: { user: 'cm9vdA==' } } }),
    object('Service', 'web', {
      annotations: annotate({ wave: '1' }),
      fields: {
        spec: {
          selector: { app: 'web' },
          ports: [
            { port: 80, name: 'http' },
            { port: 53, protocol: 'UDP', name: 'dns' },
          ],
        },
      },
    }),
    deployment('web', { replicas: 2, template, strategy: { rollingUpdate: { maxSurge: '25%' } } }),
    object('Ingress', 'web', { fields: { spec: { rules: [{ host: 'a.example.com', http: INGRESS_RULE }] } } }),
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web' },
      spec: { minAvailable: '50%', selector: { matchLabels: { app: 'web' } } },
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'reader', creationTimestamp: null },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }],
    },
    object('PersistentVolumeClaim', 'data', {
      fields: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1024Mi' } } } },
    }),
  ]
}

const INGRESS_RULE = {
  paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }],
}

const attempts = (run: WitnessedRun): readonly string[] =>
  run.requests
    .filter(({ verb }) => ['create', 'update', 'patch', 'delete'].includes(verb))
    .map(({ verb, requestURI }) => `${verb} ${requestURI}`)

real('308 objects of 9 kinds: no write, not even a dry run, and at most kinds + 6 requests', async (plane) => {
  const namespace = await makeNamespace(plane, 'same')
  const objects = application()
  const kinds = new Set(objects.map(({ kind }) => kind)).size
  const args = ['-f', '-', '-n', namespace, '--no-wait', '-o', 'json']
  const input = stream(...objects)
  const first = await sync(plane, args, { input })
  assert.is(first.exitCode, 0, first.stdout.slice(-2000))
  assert.is(first.writes.length, objects.length)
  await kubectl(plane, ['rollout', 'status', 'deployment/web', '-n', namespace, '--timeout=30s'])
  const second = await sync(plane, args, { input })
  assert.is(second.exitCode, 0, second.stdout.slice(-2000))
  assert.equal(attempts(second), [])
  const changes = second.events.flatMap((event) => (event.type === 'resource-applied' ? [event.change] : []))
  assert.equal([...new Set(changes)], ['unchanged'])
  const asked = second.requests.map(({ verb, requestURI }) => `${verb} ${requestURI}`).join('\n')
  assert.ok(second.requests.length <= kinds + 6, `${second.requests.length} requests for ${kinds} kinds:\n${asked}`)
})

real('one changed object among many: one dry run, one write', async (plane) => {
  const namespace = await makeNamespace(plane, 'one')
  const args = ['-f', '-', '-n', namespace]
  const objects = (value: string): string =>
    stream(...['a', 'b', 'c'].map((name) => configMap(name, name === 'b' ? value : '1')))
  assert.is((await sync(plane, args, { input: objects('1') })).exitCode, 0)
  const run = await sync(plane, args, { input: objects('2') })
  assert.equal([run.exitCode, run.writes, attempts(run).length], [0, ['apply configmaps b'], 2])
  assert.match(run.stdout, ': 2 unchanged, 1 configured')
})

real('what somebody changed meanwhile is set again', async (plane) => {
  const namespace = await makeNamespace(plane, 'drifted')
  const args = ['-f', '-', '-n', namespace]
  const input = stream(configMap('settings'))
  assert.is((await sync(plane, args, { input })).exitCode, 0)
  await kubectl(plane, ['patch', 'configmap/settings', '-n', namespace, '-p', '{"data":{"value":"9"}}'])
  const run = await sync(plane, args, { input })
  assert.equal([run.exitCode, run.writes], [0, ['apply configmaps settings']])
  assert.match(run.stdout, 'took .data.value of ConfigMap drifted/settings from kubectl-patch: "9" → "1"\n')
})

real('what changed while a hook ran is seen and set again', async (plane) => {
  const namespace = await makeNamespace(plane, 'meanwhile')
  const args = ['-f', '-', '-n', namespace]
  const set = stream(configMap('changed'), configMap('removed'), deployment('web'))
  assert.is((await sync(plane, args, { input: set })).exitCode, 0)
  const slow = job('slow', { hook: { hook: 'PreSync' }, lab: { 'lab/run-for': '2s' } })
  const mark = await plane.markAudit()
  const running = startSync(plane, args, { input: stream(slow) + set })
  await running.told(/created Job meanwhile\/slow/)
  await kubectl(plane, ['patch', 'configmap/changed', '-n', namespace, '-p', '{"data":{"value":"9"}}'])
  await kubectl(plane, ['delete', 'configmap/removed', '-n', namespace])
  await kubectl(plane, ['scale', 'deployment/web', '-n', namespace, '--replicas=4'])
  const run = await witness(plane, mark, await running.ended)
  assert.is(run.exitCode, 0, run.stdout)
  assert.equal(run.writes.toSorted(), [
    'apply configmaps changed',
    'apply deployments web',
    'create configmaps removed',
    'create jobs slow',
  ])
})

test.run()
