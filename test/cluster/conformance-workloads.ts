// Conformance: workloads, addresses, claims, definitions and their objects.
import * as assert from 'uvu/assert'
import { field, listField, numberField, stringField } from '../../src/object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { conditionsOf, template, workload } from './conformance-session.ts'
import type { Check, Session } from './conformance-session.ts'

/** Workloads and definitions. */
export const WORKLOAD_CHECKS: readonly Check[] = [
  {
    title: 'a Deployment becomes Available with all its replicas',
    run: async (session) => {
      await session.apply(workload('web', { 'lab/ready-after': '200ms' }, { replicas: 2 }))
      const web = await session.until(workload('web'), (live) => isRolledOut(live, 2))
      assert.equal(conditionsOf(web).toSorted(), [
        'Available=True MinimumReplicasAvailable',
        'Progressing=True NewReplicaSetAvailable',
      ])
      assert.equal(
        statusOf(web, [
          'observedGeneration',
          'replicas',
          'updatedReplicas',
          'readyReplicas',
          'availableReplicas',
          'unavailableReplicas',
        ]),
        [1, 2, 2, 2, 2, undefined],
      )
      assert.is(web?.metadata.annotations?.['deployment.kubernetes.io/revision'], '1')
    },
  },
  {
    title: 'a Deployment that is not available says so',
    run: async (session) => {
      await session.apply(workload('web', { 'lab/never-ready': 'true' }))
      const web = await session.until(workload('web'), (live) => numberField(live, 'status', 'updatedReplicas') === 1)
      assert.equal(conditionsOf(web).toSorted(), [
        'Available=False MinimumReplicasUnavailable',
        'Progressing=True ReplicaSetUpdated',
      ])
      assert.is(numberField(web, 'status', 'unavailableReplicas'), 1)
    },
  },
  {
    title: 'a changed template is rolled out by a new ReplicaSet',
    run: async (session) => {
      await session.apply(workload('web', {}, { replicas: 2 }))
      await session.until(workload('web'), (live) => isRolledOut(live, 2))
      await session.apply(workload('web', { changed: 'yes' }, { replicas: 2 }))
      const web = await session.until(
        workload('web'),
        (live) => numberField(live, 'status', 'observedGeneration') === 2 && isRolledOut(live, 2),
      )
      assert.is(web?.metadata.annotations?.['deployment.kubernetes.io/revision'], '2')
      const sets = await list(session, 'apps/v1', 'ReplicaSet')
      assert.equal(
        sets.map((set) => numberField(set, 'spec', 'replicas')).toSorted((a = 0, b = 0) => a - b),
        [0, 2],
      )
    },
  },
  {
    title: 'a rollout that does not progress exceeds its deadline',
    run: async (session) => {
      await session.apply(workload('web', { 'lab/never-ready': 'true' }, { progressDeadlineSeconds: 2 }))
      const web = await session.until(workload('web'), (live) =>
        conditionsOf(live).some((condition) => condition.startsWith('Progressing=False')),
      )
      assert.ok(conditionsOf(web).includes('Progressing=False ProgressDeadlineExceeded'))
    },
  },
  {
    title: 'a StatefulSet brings up its pods in order, and rolls them from the last to the first',
    run: async (session) => {
      const type = await session.type('v1', 'Pod')
      const { resourceVersion } = await session.cluster.list(type, { namespace: session.namespace })
      const database = (annotations: JsonObject): KubeObject =>
        workload('db', annotations, { replicas: 2, serviceName: 'db' }, 'StatefulSet')
      await session.apply(database({}))
      const up = await session.until(database({}), (live) => numberField(live, 'status', 'readyReplicas') === 2)
      assert.is(stringField(up, 'status', 'currentRevision'), stringField(up, 'status', 'updateRevision'))
      await session.apply(database({ changed: 'yes' }))
      const rolled = await session.until(
        database({}),
        (live) =>
          numberField(live, 'status', 'observedGeneration') === 2 &&
          numberField(live, 'status', 'updatedReplicas') === 2 &&
          stringField(live, 'status', 'currentRevision') === stringField(live, 'status', 'updateRevision') &&
          numberField(live, 'status', 'readyReplicas') === 2,
      )
      assert.equal(
        statusOf(rolled, ['replicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas']),
        [2, 2, 2, 2],
      )
      const events = await session.watch(
        type,
        resourceVersion,
        (all) => all.filter((event) => event.type === 'added' && event.object.metadata.name === 'db-0').length === 2,
      )
      const told = events.flatMap((event) =>
        event.type === 'added' || event.type === 'deleted' ? [`${event.type} ${event.object.metadata.name}`] : [],
      )
      const order = ['added db-0', 'added db-1', 'deleted db-1', 'added db-1', 'deleted db-0', 'added db-0']
      assert.equal([...told.slice(0, 4), ...told.slice(-2)], order)
      // What stands in for a kubelet deletes by name: a pod that is made anew at once is hit a second time now and then.
      assert.ok(
        told.slice(4, -2).every((line) => line.endsWith(' db-1')),
        told.join(', '),
      )
    },
  },
  {
    title: 'a StatefulSet makes a claim for each pod',
    run: async (session) => {
      const volumeClaimTemplates = [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ]
      await session.apply(workload('db', {}, { serviceName: 'db', volumeClaimTemplates }, 'StatefulSet'))
      await session.until(
        workload('db', {}, {}, 'StatefulSet'),
        (live) => numberField(live, 'status', 'readyReplicas') === 1,
      )
      const claims = await list(session, 'v1', 'PersistentVolumeClaim')
      assert.equal(
        claims.map((claim) => [claim.metadata.name, stringField(claim, 'status', 'phase')]),
        [['data-db-0', 'Bound']],
      )
    },
  },
  {
    title: 'a DaemonSet has one pod on the one node',
    run: async (session) => {
      await session.apply(workload('agent', {}, {}, 'DaemonSet'))
      const agent = await session.until(
        workload('agent', {}, {}, 'DaemonSet'),
        (live) => numberField(live, 'status', 'numberAvailable') === 1,
      )
      const names = [
        'desiredNumberScheduled',
        'currentNumberScheduled',
        'updatedNumberScheduled',
        'numberReady',
        'observedGeneration',
      ]
      assert.equal(statusOf(agent, names), [1, 1, 1, 1, 1])
    },
  },
  {
    title: 'defaults: of a Deployment, a Job, a Service',
    run: async (session) => {
      const web = (await session.create(workload('web', { 'lab/never-ready': 'true' }))).object
      assert.equal(specOf(web, ['replicas', 'strategy', 'progressDeadlineSeconds', 'revisionHistoryLimit']), [
        1,
        { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
        600,
        10,
      ])
      assert.equal(field(web, 'spec', 'template', 'spec'), {
        containers: [
          {
            name: 'main',
            image: 'lab/any:1',
            resources: {},
            terminationMessagePath: '/dev/termination-log',
            terminationMessagePolicy: 'File',
            imagePullPolicy: 'IfNotPresent',
          },
        ],
        restartPolicy: 'Always',
        terminationGracePeriodSeconds: 30,
        dnsPolicy: 'ClusterFirst',
        securityContext: {},
        schedulerName: 'default-scheduler',
      })
      const migration: KubeObject = {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'j' },
        spec: { template: template({}, { restartPolicy: 'Never' }) },
      }
      const stored = (await session.create(migration)).object
      const names = [
        'backoffLimit',
        'completions',
        'parallelism',
        'completionMode',
        'suspend',
        'podReplacementPolicy',
        'manualSelector',
      ]
      assert.equal(specOf(stored, names), [6, 1, 1, 'NonIndexed', false, 'TerminatingOrFailed', false])
      assert.equal(field(stored, 'spec', 'selector'), {
        matchLabels: { 'batch.kubernetes.io/controller-uid': stored.metadata.uid },
      })
      const service = (await session.create(serviceOf('s', {}))).object
      assert.equal(
        specOf(service, ['type', 'sessionAffinity', 'internalTrafficPolicy', 'ipFamilies', 'ipFamilyPolicy']),
        ['ClusterIP', 'None', 'Cluster', ['IPv4'], 'SingleStack'],
      )
      assert.equal(field(service, 'spec', 'ports'), [{ port: 80, protocol: 'TCP', targetPort: 80 }])
      assert.match(stringField(service, 'spec', 'clusterIP') ?? '', /^\d+\.\d+\.\d+\.\d+$/)
    },
  },
  {
    title: 'a load balancer and an ingress get an address, a claim a volume',
    run: async (session) => {
      const balancer = serviceOf('lb', { type: 'LoadBalancer' })
      const hasAddress = (live: KubeObject | undefined): boolean =>
        listField(live, 'status', 'loadBalancer', 'ingress').length > 0
      await session.create(balancer)
      await session.until(balancer, hasAddress)
      const ingress: KubeObject = {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'i' },
        spec: { defaultBackend: { service: { name: 'lb', port: { number: 80 } } } },
      }
      await session.create(ingress)
      await session.until(ingress, hasAddress)
    },
  },
  {
    title: 'a disruption budget counts its pods',
    run: async (session) => {
      await session.apply(workload('web', {}, { replicas: 2 }))
      await session.until(workload('web'), (live) => isRolledOut(live, 2))
      const budget: KubeObject = {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: 'b' },
        spec: { minAvailable: 1, selector: { matchLabels: { app: 'x' } } },
      }
      await session.apply(budget)
      const counted = await session.until(budget, (live) => numberField(live, 'status', 'expectedPods') === 2)
      assert.equal(
        statusOf(counted, ['currentHealthy', 'desiredHealthy', 'disruptionsAllowed', 'observedGeneration']),
        [2, 1, 1, 1],
      )
      assert.equal(conditionsOf(counted), ['DisruptionAllowed=True SufficientPods'])
    },
  },
]

function isRolledOut(live: KubeObject | undefined, replicas: number): boolean {
  const counts = ['replicas', 'updatedReplicas', 'availableReplicas'].map((name) => numberField(live, 'status', name))
  return (
    counts.every((count) => count === replicas) &&
    conditionsOf(live).some((condition) => condition.endsWith('NewReplicaSetAvailable'))
  )
}

function statusOf(object: KubeObject | undefined, names: readonly string[]): readonly (Json | undefined)[] {
  return names.map((name) => field(object, 'status', name))
}

function specOf(object: KubeObject, names: readonly string[]): readonly (Json | undefined)[] {
  return names.map((name) => field(object, 'spec', name))
}

function serviceOf(name: string, spec: JsonObject): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { selector: { app: 'x' }, ports: [{ port: 80 }], ...spec },
  }
}

async function list(session: Session, apiVersion: string, kind: string): Promise<readonly KubeObject[]> {
  return (await session.cluster.list(await session.type(apiVersion, kind), { namespace: session.namespace })).items
}
