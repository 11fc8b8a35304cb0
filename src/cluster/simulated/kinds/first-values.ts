// What only a new object is given: its first status, finalizers, addresses, labels.
import { isJsonObject, listField, stringField } from '../../../manifest/kube-object.ts'
import type { JsonObject, KubeObject } from '../../../manifest/kube-object.ts'
import { groupVersionKind } from '../../../manifest/resource-key.ts'
import { objectField, withMeta, withSpec } from '../server/object-edits.ts'
import { storedVersionsOf } from '../stages/small-stages.ts'
import { stringMap } from '../stages/stage.ts'
import { CLAIM_FINALIZER } from '../stages/storage.ts'
import { admittedPodSpec } from './pod-defaults.ts'
import { isBuiltInGroup } from './resource-types.ts'

/** What is only given to a new object: the address of a service, the labels of a Job, finalizers. */
export function withFirstValues(object: KubeObject, serial: number): KubeObject {
  if (!isBuiltInGroup(groupVersionKind(object).group)) return object
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
      return {
        ...withSpec(object, admittedPodSpec(objectField(object, 'spec'))),
        status: { phase: 'Pending', qosClass: 'BestEffort' },
      }
    case 'PersistentVolumeClaim':
      return { ...withFinalizer(object, CLAIM_FINALIZER), status: { phase: 'Pending' } }
    case 'PersistentVolume':
      return {
        ...withFinalizer(object, 'kubernetes.io/pv-protection'),
        status: object['status'] ?? { phase: 'Pending' },
      }
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

function withAddress(service: KubeObject, serial: number): KubeObject {
  const spec = objectField(service, 'spec')
  if (spec['type'] === 'ExternalName') return { ...service, status: { loadBalancer: {} } }
  const clusterIP = stringField(spec, 'clusterIP') ?? `10.96.${Math.floor(serial / 250) % 250}.${1 + (serial % 250)}`
  const needsPorts = spec['type'] === 'NodePort' || spec['type'] === 'LoadBalancer'
  const ports = listField(spec, 'ports').map((port, at) =>
    needsPorts && isJsonObject(port) ? { nodePort: 30_000 + ((serial * 8 + at) % 2700), ...port } : port,
  )
  return {
    ...withSpec(service, { clusterIP, clusterIPs: [clusterIP], ...(ports.length > 0 ? { ports } : {}) }),
    status: { loadBalancer: {} },
  }
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

function withFinalizer(object: KubeObject, finalizer: string): KubeObject {
  const finalizers = object.metadata.finalizers ?? []
  return finalizers.includes(finalizer) ? object : withMeta(object, { finalizers: [...finalizers, finalizer] })
}
