// What the server fills in where an object says nothing: the defaults that merging, health and controllers look at.
import { isJsonObject, listField, stringField } from '../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../object/kube-object.ts'
import { groupVersionKind } from '../../object/resource-key.ts'
import { objectField, withSpec } from '../server/object-edits.ts'
import { encodeBase64 } from './config/base64.ts'
import { withProtocol } from './pod/container-defaults.ts'
import { ownPodSpec, podTemplate, withoutEmptyMaps } from './pod/defaults.ts'
import { isBuiltInGroup } from '../schemas/resource-types.ts'
import { asStored } from '../schemas/stored-form.ts'
import { claimWithDefaults } from './pod/volume-defaults.ts'

/** The object with its kind's defaults, as it is stored. Applied on every write. */
export function withDefaults(object: KubeObject): KubeObject {
  const isOurs = isBuiltInGroup(groupVersionKind(object).group)
  const stored = isOurs ? asStored(object) : object
  const defaults = isOurs && Object.hasOwn(BY_KIND, object.kind) ? BY_KIND[object.kind] : undefined
  const complete = defaults === undefined ? stored : defaults(stored)
  return { ...complete, ...identityOf(complete), metadata: withoutEmptyMaps(complete.metadata) }
}

function identityOf({ apiVersion, kind }: KubeObject): Pick<KubeObject, 'apiVersion' | 'kind'> {
  return { apiVersion, kind }
}

const BY_KIND: Readonly<Record<string, (object: KubeObject) => KubeObject>> = {
  Pod: (object) => ({ ...object, spec: ownPodSpec(objectField(object, 'spec')) }),
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
    withSpec(object, {
      persistentVolumeReclaimPolicy: 'Retain',
      volumeMode: 'Filesystem',
      ...objectField(object, 'spec'),
    }),
  HorizontalPodAutoscaler: (object) =>
    withSpec(object, { minReplicas: 1, ...cpuMetric(object), ...objectField(object, 'spec') }),
  NetworkPolicy: (object) => withSpec(object, policySpec(objectField(object, 'spec'))),
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

/** How the pods are replaced, and what a StatefulSet's pods are given. */
function strategy(kind: string, spec: JsonObject): JsonObject {
  const [given, update] = [objectField(spec, 'strategy'), objectField(spec, 'updateStrategy')]
  const type = stringField(kind === 'Deployment' ? given : update, 'type') ?? 'RollingUpdate'
  const isRolling = type === 'RollingUpdate'
  if (kind === 'Deployment' && isRolling) {
    const rollingUpdate = { maxSurge: '25%', maxUnavailable: '25%', ...objectField(given, 'rollingUpdate') }
    return { strategy: { ...given, type, rollingUpdate } }
  }
  if (kind === 'DaemonSet' && isRolling) {
    const rollingUpdate = { maxSurge: 0, maxUnavailable: 1, ...objectField(update, 'rollingUpdate') }
    return { updateStrategy: { ...update, type, rollingUpdate } }
  }
  if (kind !== 'StatefulSet') return {}
  const { rollingUpdate: rolling = update['type'] === undefined ? {} : undefined } = update
  const rollingUpdate = { partition: 0, maxUnavailable: 1, ...(isJsonObject(rolling) ? rolling : {}) }
  const claims = listField(spec, 'volumeClaimTemplates').map(claimWithDefaults)
  return {
    updateStrategy: { ...update, type, ...(isRolling && isJsonObject(rolling) ? { rollingUpdate } : {}) },
    ...(claims.length > 0 ? { volumeClaimTemplates: claims } : {}),
  }
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
  const rules = ['ingress', 'egress'].filter((name) => spec[name] !== undefined)
  const filled = rules.map((name) => [name, listField(spec, name).map(policyRule)] as const)
  return { policyTypes: types, ...spec, ...Object.fromEntries(filled) }
}

function policyRule(rule: Json): Json {
  return isJsonObject(rule) && rule['ports'] !== undefined
    ? { ...rule, ports: listField(rule, 'ports').map(withProtocol) }
    : rule
}

function serviceSpec(spec: JsonObject): JsonObject {
  const type = stringField(spec, 'type') ?? 'ClusterIP'
  const ports = listField(spec, 'ports').map((port) =>
    isJsonObject(port) ? { protocol: 'TCP', targetPort: port['port'] ?? 0, ...port } : port,
  )
  return {
    type: 'ClusterIP',
    sessionAffinity: 'None',
    ...(type === 'ExternalName'
      ? {}
      : { internalTrafficPolicy: 'Cluster', ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' }),
    ...(type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true, externalTrafficPolicy: 'Cluster' } : {}),
    ...(type === 'NodePort' ? { externalTrafficPolicy: 'Cluster' } : {}),
    ...spec,
    ...(spec['ports'] === undefined ? {} : { ports }),
  }
}

function secret(object: KubeObject): KubeObject {
  const { stringData, ...rest } = object
  const data = isJsonObject(stringData)
    ? {
        ...objectField(object, 'data'),
        ...Object.fromEntries(
          Object.entries(stringData).map(([name, text]) => [name, encodeBase64(typeof text === 'string' ? text : '')]),
        ),
      }
    : object['data']
  const { apiVersion, kind, metadata } = object
  return {
    ...rest,
    apiVersion,
    kind,
    metadata,
    type: object['type'] ?? 'Opaque',
    ...(data === undefined ? {} : { data }),
  }
}

function binding(object: KubeObject): KubeObject {
  const subjects = listField(object, 'subjects').map((subject) =>
    isJsonObject(subject) && subject['kind'] !== 'ServiceAccount'
      ? { apiGroup: 'rbac.authorization.k8s.io', ...subject }
      : subject,
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
    names: { ...(kind === '' ? {} : { listKind: `${kind}List`, singular: kind.toLowerCase() }), ...names },
  }
}
