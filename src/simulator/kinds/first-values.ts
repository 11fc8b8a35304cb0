// What only a new object is given: its first status, finalizers, addresses, labels.
import type { JsonObject, KubeObject } from '../../object/kube-object.ts'
import { groupVersionKind } from '../../object/resource-key.ts'
import { objectField, withMeta, withSpec } from '../server/object-edits.ts'
import { storedVersionsOf } from './definition/controller.ts'
import { stringMap } from '../stages/stage.ts'
import { CLAIM_FINALIZER } from './storage/controllers.ts'
import { labelsOfJob, UID_LABEL } from './job/job-labels.ts'
import { admittedPodSpec } from './pod/defaults.ts'
import { isBuiltInGroup } from '../schemas/resource-types.ts'
import { needsAddresses, withAddresses, withOldAddresses } from './service/addresses.ts'

/** What is only given to a new object: the address of a service, the labels of a Job, finalizers. */
export function withFirstValues(object: KubeObject, serial: number): KubeObject {
  if (!isBuiltInGroup(groupVersionKind(object).group)) return object
  switch (object.kind) {
    case 'Service':
      return { ...withAddresses(object, serial), status: { loadBalancer: {} } }
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

/** What a changed object keeps of the old one, and what it is given anew; before it is looked at. */
export function withKeptValues(before: KubeObject, after: KubeObject): KubeObject {
  if (groupVersionKind(after).group !== '') return after
  if (after.kind === 'Service') return withOldAddresses(before, after)
  return after.kind === 'Pod' ? withSpec(after, admittedPodSpec(objectField(after, 'spec'))) : after
}

/** What a changed object is given that it had not needed before. */
export function withLaterValues(object: KubeObject, serial: () => number): KubeObject {
  const isService = groupVersionKind(object).group === '' && object.kind === 'Service'
  return isService && needsAddresses(object) ? withAddresses(object, serial()) : object
}

function withJobLabels(job: KubeObject): KubeObject {
  const spec = objectField(job, 'spec')
  if (spec['manualSelector'] === true) return job
  const template = objectField(spec, 'template')
  const labels = { ...stringMap(template, 'metadata', 'labels'), ...labelsOfJob(job) }
  return withSpec(job, {
    selector: { matchLabels: { [UID_LABEL]: job.metadata.uid ?? '' } },
    template: { ...template, metadata: { ...objectField(template, 'metadata'), labels } },
  })
}

function withFinalizer(object: KubeObject, finalizer: string): KubeObject {
  const finalizers = object.metadata.finalizers ?? []
  return finalizers.includes(finalizer) ? object : withMeta(object, { finalizers: [...finalizers, finalizer] })
}
