// What a real server has stored, restored into the simulated one: the same manifest applied again changes nothing there.
// time limit: 180 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import { ClusterError } from '../../src/errors.ts'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { groupVersionKind } from '../../src/object/resource-key.ts'
import { skip } from '../support/skip.ts'
import { openReal } from '../cluster/conformance-control-plane.ts'
import { createSession, template } from '../cluster/conformance-session.ts'
import { inPlace } from '../support/in-place.ts'

const test = suite('restored from a real server')

const NAMESPACE = 'restored'
const APPLY = { fieldManager: 'conformance', method: 'server-side', force: true } as const

/** Much that a server fills in, leaves out or writes in its own way. */
const CONTAINER: JsonObject = {
  name: 'main',
  image: 'lab/any:1',
  env: [
    { name: 'EMPTY', value: '' },
    { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
  ],
  ports: [{ containerPort: 80 }],
  resources: { limits: { cpu: '1000m', memory: '1024Mi' }, requests: { cpu: 0.5 } },
  livenessProbe: { httpGet: { port: 80 }, initialDelaySeconds: 0 },
  readinessProbe: { tcpSocket: { port: 80 }, periodSeconds: 0 },
  lifecycle: { preStop: { httpGet: { port: 80 } } },
  volumeMounts: [{ name: 'config', mountPath: '/config', readOnly: false }],
}

const POD: JsonObject = {
  serviceAccountName: 'app',
  containers: [CONTAINER],
  initContainers: [],
  hostNetwork: false,
  nodeSelector: {},
  tolerations: [],
  imagePullSecrets: [],
  volumes: [
    { name: 'config', configMap: { name: 'settings' } },
    { name: 'keys', secret: { secretName: 'keys' } },
    { name: 'host', hostPath: { path: '/tmp' } },
    { name: 'none' },
    { name: 'token', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } },
    { name: 'down', downwardAPI: { items: [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }] } },
  ],
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/os', operator: 'In', values: ['linux'] }] }],
      },
    },
  },
}

function object(apiVersion: string, kind: string, name: string, rest: JsonObject): KubeObject {
  return { apiVersion, kind, metadata: { name }, ...rest }
}

const SELECTED = { selector: { matchLabels: { app: 'x' } }, minReadySeconds: 0, template: template({}, POD) }
const CLAIM = {
  metadata: { name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1024Mi' } } },
}
const RBAC = 'rbac.authorization.k8s.io'

const OBJECTS: readonly KubeObject[] = [
  object('apps/v1', 'Deployment', 'web', { spec: { ...SELECTED, strategy: { rollingUpdate: { maxSurge: 2 } } } }),
  object('apps/v1', 'DaemonSet', 'agent', { spec: { ...SELECTED, updateStrategy: { type: 'RollingUpdate' } } }),
  object('apps/v1', 'StatefulSet', 'db', { spec: { ...SELECTED, serviceName: 'db', volumeClaimTemplates: [CLAIM] } }),
  object('batch/v1', 'Job', 'migrate', { spec: { template: template({}, { ...POD, restartPolicy: 'Never' }) } }),
  object('batch/v1', 'CronJob', 'nightly', {
    spec: {
      schedule: '0 3 * * *',
      jobTemplate: { spec: { template: template({}, { ...POD, restartPolicy: 'OnFailure' }) } },
    },
  }),
  object('v1', 'Pod', 'single', { spec: POD }),
  object('v1', 'Service', 'web', { spec: { clusterIP: '', selector: { app: 'x' }, ports: [{ port: 80 }] } }),
  object('v1', 'Service', 'door', { spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 0 }] } }),
  object('v1', 'Secret', 'keys', { stringData: { password: 'hunter22' } }),
  object('v1', 'ConfigMap', 'settings', { data: { empty: '' } }),
  object('v1', 'ServiceAccount', 'app', { imagePullSecrets: [{ name: 'pull' }] }),
  object('v1', 'PersistentVolumeClaim', 'data', { spec: CLAIM.spec }),
  object('networking.k8s.io/v1', 'NetworkPolicy', 'web', {
    spec: { podSelector: {}, ingress: [{ ports: [{ port: 80 }] }], egress: [] },
  }),
  object(`${RBAC}/v1`, 'RoleBinding', 'app', {
    roleRef: { apiGroup: RBAC, kind: 'Role', name: 'app' },
    subjects: [{ kind: 'ServiceAccount', name: 'app', namespace: NAMESPACE }],
  }),
]

test('a manifest that is live changes nothing when it is applied again', async () => {
  const real = await openReal()
  if (typeof real === 'string') return skip(real)
  const simulated = createSimulatedCluster({ namespaces: [NAMESPACE] })
  try {
    const session = await createSession(real.cluster, real.clock, NAMESPACE)
    const live: KubeObject[] = []
    for (const manifest of OBJECTS) live.push((await session.apply(manifest)).object)
    simulated.restore(live)
    const answers: string[] = []
    for (const manifest of OBJECTS) {
      const type = await simulated.cluster.resolve(groupVersionKind(manifest))
      assert.ok(type)
      const placed = { ...manifest, metadata: { ...manifest.metadata, namespace: NAMESPACE } }
      const [ref] = inPlace(type, placed)
      const how = { ...APPLY, dryRun: true, live: (await simulated.cluster.get(ref)) ?? null }
      const { change } = await simulated.cluster.apply(ref, placed, how).catch(refusal)
      answers.push(`${manifest.kind} ${manifest.metadata.name}: ${change}`)
    }
    assert.equal(
      answers,
      OBJECTS.map(({ kind, metadata }) => `${kind} ${metadata.name}: unchanged`),
    )
  } finally {
    simulated.stop()
    await real.cleanup()
  }
})

function refusal(error: unknown): { readonly change: string } {
  if (!(error instanceof ClusterError)) throw error
  return { change: error.message }
}

test.run()
