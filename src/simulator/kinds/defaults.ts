// What the server fills in where an object says nothing: the defaults that merging, health and controllers look at.
import { defined } from '../../object/defined.ts'
import { listField, stringField } from '../../object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../object/kube-object.ts'
import { groupVersionKind } from '../../object/resource-key.ts'
import { objectField, withSpec, without } from '../server/object-edits.ts'
import { encodeBase64 } from './config/base64.ts'
import { withProtocol } from './pod/container-defaults.ts'
import { ownPodSpec, podTemplate, withoutEmptyMaps } from './pod/defaults.ts'
import { isBuiltInGroup } from '../schemas/resource-types.ts'
import { asStored } from '../schemas/stored-form.ts'
import { claimWithDefaults } from './pod/volume-defaults.ts'
import { filledWith, withItems, withMaps } from './inner-values.ts'
import type { MapChange } from './inner-values.ts'

/** The object with its kind's defaults, as it is stored. Applied on every write. */
export function withDefaults(object: KubeObject): KubeObject {
  const isOurs = isBuiltInGroup(groupVersionKind(object).group)
  const stored = isOurs ? asStored(object) : object
  const defaults = isOurs && Object.hasOwn(BY_KIND, object.kind) ? BY_KIND[object.kind] : undefined
  const complete = defaults === undefined ? stored : defaults(stored)
  return { ...complete, metadata: withoutEmptyMaps(complete.metadata) }
}

function ofSpec(change: MapChange): (object: KubeObject) => KubeObject {
  return (object) => withSpec(object, change(objectField(object, 'spec')))
}

const BY_KIND: Readonly<Record<string, (object: KubeObject) => KubeObject>> = {
  Pod: ofSpec(ownPodSpec),
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
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: {} },
  }),
  DaemonSet: workload({ revisionHistoryLimit: 10, updateStrategy: { type: 'RollingUpdate' } }),
  Job: ofSpec(jobSpec),
  CronJob: ofSpec((spec) => ({
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
    ...spec,
    jobTemplate: jobTemplate(objectField(spec, 'jobTemplate')),
  })),
  Service: ofSpec(serviceSpec),
  Secret: secret,
  PersistentVolumeClaim: ofSpec(filledWith({ volumeMode: 'Filesystem' })),
  PersistentVolume: ofSpec(filledWith({ persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' })),
  HorizontalPodAutoscaler: (object) =>
    withSpec(object, { minReplicas: 1, ...cpuMetric(object), ...objectField(object, 'spec') }),
  NetworkPolicy: ofSpec(policySpec),
  PriorityClass: (object) => ({ ...object, preemptionPolicy: object['preemptionPolicy'] ?? 'PreemptLowerPriority' }),
  StorageClass: (object) => ({
    ...object,
    reclaimPolicy: object['reclaimPolicy'] ?? 'Delete',
    volumeBindingMode: object['volumeBindingMode'] ?? 'Immediate',
  }),
  APIService: ofSpec((spec) => withMaps(spec, { service: filledWith({ port: 443 }) })),
  RoleBinding: binding,
  ClusterRoleBinding: binding,
  CustomResourceDefinition: ofSpec(definitionSpec),
}

function workload(defaults: JsonObject): (object: KubeObject) => KubeObject {
  return (object) => {
    const spec = { ...defaults, ...objectField(object, 'spec') }
    const complete = { ...spec, ...strategy(object.kind, spec), template: podTemplate(objectField(spec, 'template')) }
    return withSpec(object, withItems(complete, { volumeClaimTemplates: claimWithDefaults }))
  }
}

const ROLLING_UPDATES: Readonly<Record<string, JsonObject>> = {
  Deployment: { maxSurge: '25%', maxUnavailable: '25%' },
  DaemonSet: { maxSurge: 0, maxUnavailable: 1 },
}

/** How the pods are replaced. */
function strategy(kind: string, spec: JsonObject): JsonObject {
  const name = kind === 'Deployment' ? 'strategy' : 'updateStrategy'
  const given = objectField(spec, name)
  const type = stringField(given, 'type') ?? 'RollingUpdate'
  const isRolling = type === 'RollingUpdate'
  if (kind === 'StatefulSet') {
    const { rollingUpdate = given['type'] === undefined ? {} : undefined } = given
    const rolling = withMaps({ rollingUpdate }, { rollingUpdate: filledWith({ partition: 0, maxUnavailable: 1 }) })
    return { [name]: { ...given, type, ...(isRolling ? defined(rolling) : {}) } }
  }
  const rollingUpdate = { ...ROLLING_UPDATES[kind], ...objectField(given, 'rollingUpdate') }
  return kind in ROLLING_UPDATES && isRolling ? { [name]: { ...given, type, rollingUpdate } } : {}
}

const MOST_INT32 = 2 ** 31 - 1

function jobSpec(spec: JsonObject): JsonObject {
  const template = objectField(spec, 'template')
  const isQueue = spec['completions'] === undefined && spec['parallelism'] !== undefined
  return {
    backoffLimit: spec['backoffLimitPerIndex'] === undefined ? 6 : MOST_INT32,
    completionMode: 'NonIndexed',
    ...(isQueue ? {} : { completions: 1 }),
    manualSelector: false,
    parallelism: 1,
    podReplacementPolicy: spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed',
    suspend: false,
    ...spec,
    template: podTemplate(template),
  }
}

function jobTemplate(template: JsonObject): JsonObject {
  const spec = objectField(template, 'spec')
  const pod = objectField(spec, 'template')
  return { ...template, spec: { ...spec, template: podTemplate(pod) } }
}

function cpuMetric(object: KubeObject): JsonObject {
  if (object.apiVersion !== 'autoscaling/v2') return {}
  const target = { type: 'Utilization', averageUtilization: 80 }
  return { metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }] }
}

function policySpec(spec: JsonObject): JsonObject {
  const types = listField(spec, 'egress').length > 0 ? ['Ingress', 'Egress'] : ['Ingress']
  const rule: MapChange = (given) => withItems(given, { ports: withProtocol })
  return withItems({ policyTypes: types, ...spec }, { ingress: rule, egress: rule })
}

function serviceSpec(spec: JsonObject): JsonObject {
  const type = stringField(spec, 'type') ?? 'ClusterIP'
  const complete = {
    type: 'ClusterIP',
    sessionAffinity: 'None',
    ...(type === 'ExternalName'
      ? {}
      : { internalTrafficPolicy: 'Cluster', ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' }),
    ...(type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true, externalTrafficPolicy: 'Cluster' } : {}),
    ...(type === 'NodePort' ? { externalTrafficPolicy: 'Cluster' } : {}),
    ...spec,
  }
  return withItems(complete, { ports: (port) => ({ protocol: 'TCP', targetPort: port['port'] ?? 0, ...port }) })
}

function secret(object: KubeObject): KubeObject {
  const encoded = Object.entries(objectField(object, 'stringData')).map(
    ([name, text]) => [name, encodeBase64(typeof text === 'string' ? text : '')] as const,
  )
  const data = { ...objectField(object, 'data'), ...Object.fromEntries(encoded) }
  const typed = { ...without(object, 'stringData'), type: object['type'] ?? 'Opaque' }
  return Object.keys(data).length > 0 ? { ...typed, data } : typed
}

function binding(object: KubeObject): KubeObject {
  const inGroup = filledWith({ apiGroup: 'rbac.authorization.k8s.io' })
  const subjects: MapChange = (subject) => (subject['kind'] === 'ServiceAccount' ? subject : inGroup(subject))
  return withItems({ ...object, roleRef: inGroup(objectField(object, 'roleRef')) }, { subjects })
}

function definitionSpec(spec: JsonObject): JsonObject {
  const names = objectField(spec, 'names')
  const kind = stringField(names, 'kind') ?? ''
  return {
    conversion: { strategy: 'None' },
    ...spec,
    names: { ...(kind === '' ? {} : { listKind: `${kind}List`, singular: kind.toLowerCase() }), ...names },
  }
}
