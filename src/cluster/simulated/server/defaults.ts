// What the server fills in where an object says nothing: the defaults that merging, health and controllers look at.
import { isJsonObject, listField, numberField, stringField } from '../../../manifest/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../../manifest/kube-object.ts'
import { CLAIM_FINALIZER } from '../stages/storage.ts'
import { storedVersionsOf } from '../stages/small-stages.ts'
import { stringMap } from '../stages/stage.ts'
import { objectField, withMeta, withSpec } from './object-edits.ts'

/** The object with its kind's defaults. Applied on every write. */
export function withDefaults(object: KubeObject): KubeObject {
  const defaults = Object.hasOwn(BY_KIND, object.kind) ? BY_KIND[object.kind] : undefined
  const complete = defaults === undefined ? object : defaults(object)
  return { ...complete, ...identityOf(complete), metadata: withoutEmptyMaps(complete.metadata) }
}

function identityOf({ apiVersion, kind }: KubeObject): Pick<KubeObject, 'apiVersion' | 'kind'> {
  return { apiVersion, kind }
}

/** Metadata as the server stores it: maps and lists without entries are left out. */
function withoutEmptyMaps(meta: JsonObject): JsonObject {
  const mayBeEmpty = new Set(['labels', 'annotations', 'finalizers', 'ownerReferences'])
  const isLeftOut = (name: string, value: Json | undefined): boolean =>
    mayBeEmpty.has(name) && typeof value === 'object' && value !== null && Object.keys(value).length === 0
  return Object.fromEntries(Object.entries(meta).filter(([name, value]) => !isLeftOut(name, value)))
}

/** What is only given to a new object: the address of a service, the labels of a Job, finalizers. */
export function withFirstValues(object: KubeObject, serial: number): KubeObject {
  switch (object.kind) {
    case 'Service':
      return withAddress(object, serial)
    case 'Job':
      return { ...withJobLabels(object), status: {} }
    case 'Namespace':
      return {
        ...withMeta(object, {
          labels: { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name ?? '' },
        }),
        spec: { finalizers: ['kubernetes'] },
        status: { phase: 'Active' },
      }
    case 'Pod':
      return { ...withSpec(object, admittedPodSpec(objectField(object, 'spec'))), status: { phase: 'Pending', qosClass: 'BestEffort' } }
    case 'PersistentVolumeClaim':
      return { ...withFinalizer(object, CLAIM_FINALIZER), status: { phase: 'Pending' } }
    case 'PersistentVolume':
      return { ...withFinalizer(object, 'kubernetes.io/pv-protection'), status: object['status'] ?? { phase: 'Pending' } }
    case 'CustomResourceDefinition':
      return {
        ...object,
        status: { conditions: null, acceptedNames: { kind: '', plural: '' }, storedVersions: storedVersionsOf(object) },
      }
    default: {
      const status = Object.hasOwn(FIRST_STATUS, object.kind) ? FIRST_STATUS[object.kind] : undefined
      return status === undefined ? object : { ...object, status }
    }
  }
}

const FIRST_STATUS: Readonly<Record<string, JsonObject>> = {
  Deployment: {},
  CronJob: {},
  ReplicaSet: { replicas: 0 },
  StatefulSet: { replicas: 0, availableReplicas: 0 },
  DaemonSet: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 },
  Ingress: { loadBalancer: {} },
  PodDisruptionBudget: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
  HorizontalPodAutoscaler: { desiredReplicas: 0, currentMetrics: null },
  ResourceQuota: {},
  APIService: {},
}

const BY_KIND: Readonly<Record<string, (object: KubeObject) => KubeObject>> = {
  Pod: (object) => ({ ...object, spec: podSpec(objectField(object, 'spec')) }),
  Deployment: workload({
    replicas: 1,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    strategy: { type: 'RollingUpdate' },
  }),
  ReplicaSet: workload({ replicas: 1 }),
  StatefulSet: workload({
    replicas: 1,
    podManagementPolicy: 'OrderedReady',
    revisionHistoryLimit: 10,
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    serviceName: '',
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable: 1 } },
  }),
  DaemonSet: workload({
    revisionHistoryLimit: 10,
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
  }),
  Job: (object) => withSpec(object, jobSpec(objectField(object, 'spec'))),
  CronJob: (object) =>
    withSpec(object, {
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
      ...objectField(object, 'spec'),
      jobTemplate: jobTemplate(objectField(object, 'spec', 'jobTemplate')),
    }),
  Service: (object) => withSpec(object, serviceSpec(objectField(object, 'spec'))),
  Secret: secret,
  PersistentVolumeClaim: (object) => withSpec(object, { volumeMode: 'Filesystem', ...objectField(object, 'spec') }),
  PersistentVolume: (object) =>
    withSpec(object, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem', ...objectField(object, 'spec') }),
  HorizontalPodAutoscaler: (object) => withSpec(object, { minReplicas: 1, ...cpuMetric(object), ...objectField(object, 'spec') }),
  NetworkPolicy: (object) => withSpec(object, { policyTypes: policyTypes(object), ...objectField(object, 'spec') }),
  PriorityClass: (object) => ({ ...object, preemptionPolicy: object['preemptionPolicy'] ?? 'PreemptLowerPriority' }),
  StorageClass: (object) => ({
    ...object,
    reclaimPolicy: object['reclaimPolicy'] ?? 'Delete',
    volumeBindingMode: object['volumeBindingMode'] ?? 'Immediate',
  }),
  APIService: (object) =>
    object['spec'] !== undefined && Object.hasOwn(objectField(object, 'spec'), 'service')
      ? withSpec(object, { service: { port: 443, ...objectField(object, 'spec', 'service') } })
      : object,
  RoleBinding: binding,
  ClusterRoleBinding: binding,
  CustomResourceDefinition: (object) => withSpec(object, definitionSpec(objectField(object, 'spec'))),
}

function workload(defaults: JsonObject): (object: KubeObject) => KubeObject {
  return (object) => {
    const spec = { ...defaults, ...objectField(object, 'spec') }
    const template = objectField(spec, 'template')
    return {
      ...object,
      spec: { ...spec, ...strategy(object.kind, spec), template: podTemplate(template) },
    }
  }
}

function podTemplate(template: JsonObject): JsonObject {
  const { metadata } = template
  const spec = podSpec(objectField(template, 'spec'))
  return metadata === undefined ? { ...template, spec } : { ...template, metadata: withoutEmptyMaps(objectField(template, 'metadata')), spec }
}

function strategy(kind: string, spec: JsonObject): JsonObject {
  if (kind !== 'Deployment') return {}
  const given = objectField(spec, 'strategy')
  if ((stringField(given, 'type') ?? 'RollingUpdate') !== 'RollingUpdate') return {}
  const rollingUpdate = { maxSurge: '25%', maxUnavailable: '25%', ...objectField(given, 'rollingUpdate') }
  return { strategy: { ...given, type: 'RollingUpdate', rollingUpdate } }
}

function jobSpec(spec: JsonObject): JsonObject {
  const template = objectField(spec, 'template')
  const isQueue = spec['completions'] === undefined && spec['parallelism'] !== undefined
  return {
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    ...(isQueue ? {} : { completions: 1 }),
    manualSelector: false,
    parallelism: 1,
    podReplacementPolicy: 'TerminatingOrFailed',
    suspend: false,
    ...spec,
    template: podTemplate(template),
  }
}

function jobTemplate(template: JsonObject): JsonObject {
  const spec = objectField(template, 'spec')
  const pod = objectField(spec, 'template')
  return { ...template, spec: { ...spec, template: { ...pod, spec: podSpec(objectField(pod, 'spec')) } } }
}

function cpuMetric(object: KubeObject): JsonObject {
  if (object.apiVersion !== 'autoscaling/v2') return {}
  const target = { type: 'Utilization', averageUtilization: 80 }
  return { metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }] }
}

function policyTypes(object: KubeObject): readonly string[] {
  return listField(object, 'spec', 'egress').length > 0 ? ['Ingress', 'Egress'] : ['Ingress']
}

/** What admission puts into every pod. */
function admittedPodSpec(spec: JsonObject): JsonObject {
  const toleration = (key: string): JsonObject => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 })
  const tolerations = [...listField(spec, 'tolerations'), toleration('node.kubernetes.io/not-ready'), toleration('node.kubernetes.io/unreachable')]
  return { enableServiceLinks: true, preemptionPolicy: 'PreemptLowerPriority', priority: 0, ...spec, tolerations }
}

function podSpec(spec: JsonObject): JsonObject {
  const { initContainers } = spec
  return {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    ...spec,
    containers: listField(spec, 'containers').map(container),
    ...(initContainers === undefined ? {} : { initContainers: listField(spec, 'initContainers').map(container) }),
  }
}

function container(value: Json): Json {
  if (!isJsonObject(value)) return value
  const image = stringField(value, 'image') ?? ''
  const tag = /:([^:/]+)$/.exec(image)?.[1]
  const isLatest = !image.includes('@') && (tag === undefined || tag === 'latest')
  const { ports } = value
  return {
    imagePullPolicy: isLatest ? 'Always' : 'IfNotPresent',
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    ...value,
    ...(ports === undefined ? {} : { ports: listField(value, 'ports').map(withProtocol) }),
  }
}

function withProtocol(port: Json): Json {
  return isJsonObject(port) ? { protocol: 'TCP', ...port } : port
}

function serviceSpec(spec: JsonObject): JsonObject {
  const type = stringField(spec, 'type') ?? 'ClusterIP'
  const ports = listField(spec, 'ports').map((port) =>
    isJsonObject(port) ? { protocol: 'TCP', targetPort: port['port'] ?? 0, ...port } : port,
  )
  return {
    type: 'ClusterIP',
    sessionAffinity: 'None',
    ...(type === 'ExternalName' ? {} : { internalTrafficPolicy: 'Cluster', ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' }),
    ...(type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true, externalTrafficPolicy: 'Cluster' } : {}),
    ...(type === 'NodePort' ? { externalTrafficPolicy: 'Cluster' } : {}),
    ...spec,
    ...(spec['ports'] === undefined ? {} : { ports }),
  }
}

function withAddress(service: KubeObject, serial: number): KubeObject {
  const spec = objectField(service, 'spec')
  if (spec['type'] === 'ExternalName') return { ...service, status: { loadBalancer: {} } }
  const clusterIP = stringField(spec, 'clusterIP') ?? `10.96.${Math.floor(serial / 250) % 250}.${1 + (serial % 250)}`
  const needsPorts = spec['type'] === 'NodePort' || spec['type'] === 'LoadBalancer'
  const ports = listField(spec, 'ports').map((port, at) =>
    needsPorts && isJsonObject(port) ? { nodePort: 30_000 + ((serial * 8 + at) % 2700), ...port } : port,
  )
  return { ...withSpec(service, { clusterIP, clusterIPs: [clusterIP], ...(ports.length > 0 ? { ports } : {}) }), status: { loadBalancer: {} } }
}

function withJobLabels(job: KubeObject): KubeObject {
  const spec = objectField(job, 'spec')
  if (spec['manualSelector'] === true) return job
  const uid = job.metadata.uid ?? ''
  const name = job.metadata.name ?? ''
  const own = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  }
  const template = objectField(spec, 'template')
  const labels = { ...stringMap(template, 'metadata', 'labels'), ...own }
  return withSpec(job, {
    selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
    template: { ...template, metadata: { ...objectField(template, 'metadata'), labels } },
  })
}

function secret(object: KubeObject): KubeObject {
  const { stringData, ...rest } = object
  const data = isJsonObject(stringData)
    ? { ...objectField(object, 'data'), ...Object.fromEntries(Object.entries(stringData).map(([name, text]) => [name, encodeBase64(String(text))])) }
    : object['data']
  const { apiVersion, kind, metadata } = object
  return { ...rest, apiVersion, kind, metadata, type: object['type'] ?? 'Opaque', ...(data === undefined ? {} : { data }) }
}

function encodeBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}

function binding(object: KubeObject): KubeObject {
  const subjects = listField(object, 'subjects').map((subject) =>
    isJsonObject(subject) && subject['kind'] !== 'ServiceAccount' ? { apiGroup: 'rbac.authorization.k8s.io', ...subject } : subject,
  )
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', ...objectField(object, 'roleRef') }
  return { ...object, roleRef, ...(object['subjects'] === undefined ? {} : { subjects }) }
}

function definitionSpec(spec: JsonObject): JsonObject {
  const names = objectField(spec, 'names')
  const kind = stringField(names, 'kind') ?? ''
  return {
    conversion: { strategy: 'None' },
    ...spec,
    names: { listKind: `${kind}List`, singular: kind.toLowerCase(), ...names },
  }
}

function withFinalizer(object: KubeObject, finalizer: string): KubeObject {
  const finalizers = object.metadata.finalizers ?? []
  return finalizers.includes(finalizer) ? object : withMeta(object, { finalizers: [...finalizers, finalizer] })
}

/** Seconds that a pod may take to end. */
export function gracePeriodOf(pod: KubeObject): number {
  const phase = stringField(pod, 'status', 'phase')
  const hasEnded = phase === 'Succeeded' || phase === 'Failed'
  if (hasEnded || stringField(pod, 'spec', 'nodeName') === undefined) return 0
  return numberField(pod, 'spec', 'terminationGracePeriodSeconds') ?? 30
}
